/** Real queue logs through the converter and the core: the board's figures are those of a plain count. */
import { describe, expect, test } from 'vitest'
import { compareEvents, type FloorEvent } from '../../src/core/events/event.ts'
import { createSite, type Site } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import type { FloorView, TotalsView } from '../../src/core/view/floorView.ts'
import { QueueLogConverter } from '../../src/formats/asteriskQueueLog.ts'
import { plainQueueLogCount, REAL_QUEUE_LOGS } from '../support/plainQueueLogCount.ts'
import { hasSharedData, sharedText } from '../support/sharedData.ts'

const DAY_MS = 86_400_000
const COUNTS = ['offered', 'answered', 'abandoned', 'flowedOut', 'handled'] as const
type Sums = Record<(typeof COUNTS)[number] | 'waitMs' | 'handleMs', number>

function eventsOf(path: string): FloorEvent[] {
  const converter = new QueueLogConverter({})
  return sharedText(path)
    .split('\n')
    .flatMap((line) => converter.convertLine(line).events)
    .sort(compareEvents)
}

/** The days that are over, summed by queue: a day's windows are gone when the next begins. */
class Ledger {
  readonly #days = new Map<string, Sums>()

  close(view: FloorView): void {
    for (const [queue, { windows }] of Object.entries(view.queues)) addDay(this.#of(queue), windows.day)
  }

  /** With the day that is still open. */
  until(view: FloorView, queue: string): Sums {
    const sums = { ...this.#of(queue) }
    const day = view.queues[queue]?.windows.day
    if (day !== undefined) addDay(sums, day)
    return sums
  }

  #of(queue: string): Sums {
    let sums = this.#days.get(queue)
    if (sums === undefined) {
      sums = { offered: 0, answered: 0, abandoned: 0, flowedOut: 0, handled: 0, waitMs: 0, handleMs: 0 }
      this.#days.set(queue, sums)
    }
    return sums
  }
}

function addDay(sums: Sums, day: TotalsView): void {
  for (const name of COUNTS) sums[name] += day[name]
  sums.waitMs += (day.averageSpeedOfAnswerMs ?? 0) * day.answered
  sums.handleMs += (day.averageHandleTimeMs ?? 0) * day.handled
}

const viewOf = (site: Site) => site.floorView({ live: true, appliedSeq: 0 })

describe.skipIf(!hasSharedData).each(REAL_QUEUE_LOGS)('%s', (path) => {
  test('offered = answered + abandoned + flowed out + waiting, per queue, at every event, and the plain count at the end', () => {
    const site = createSite({ site: 'main' })
    const ledger = new Ledger()
    let dayEnd = 0
    const events = eventsOf(path)
    expect(events.length).toBeGreaterThan(20)
    for (const event of events) {
      if (event.time >= dayEnd) {
        if (dayEnd > 0) {
          site.advanceTo(epochMs(dayEnd - 1))
          ledger.close(viewOf(site))
        }
        dayEnd = (Math.floor(event.time / DAY_MS) + 1) * DAY_MS
      }
      site.apply(event)
      const view = viewOf(site)
      for (const [queue, { waiting }] of Object.entries(view.queues)) {
        const { offered, answered, abandoned, flowedOut } = ledger.until(view, queue)
        expect([queue, event.id, offered]).toEqual([queue, event.id, answered + abandoned + flowedOut + waiting])
      }
    }
    const view = viewOf(site)
    const plain = plainQueueLogCount(sharedText(path))
    for (const [queue, count] of Object.entries(plain)) {
      const sums = ledger.until(view, queue)
      const { offered, answered, abandoned, flowedOut, waiting, ended, talking } = count
      expect({
        queue,
        ...pick(sums),
        waiting: view.queues[queue]?.waiting,
        inService: view.queues[queue]?.inService,
      }).toEqual({
        queue,
        offered,
        answered,
        abandoned,
        flowedOut,
        handled: ended,
        waiting,
        inService: talking,
      })
      // Averages are rounded to the millisecond, entries move by a few within their second.
      expect(Math.abs(sums.waitMs / 1000 - count.waitSeconds)).toBeLessThanOrEqual(0.05 * answered + 0.001)
      expect(Math.abs(sums.handleMs / 1000 - count.talkSeconds)).toBeLessThanOrEqual(0.05 * ended + 0.001)
    }
    expect(Object.keys(view.queues)).toEqual(expect.arrayContaining(Object.keys(plain)))
    expect([view.feed.orphans, view.feed.late, view.feed.duplicates]).toEqual([0, 0, 0])
  })
})

function pick({ offered, answered, abandoned, flowedOut, handled }: Sums) {
  return { offered, answered, abandoned, flowedOut, handled }
}
