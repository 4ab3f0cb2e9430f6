/** The core's own judgement of a simulated day: nothing odd in it, and every contact accounted for. */
import { expect, test } from 'vitest'
import type { FloorEvent } from '../../src/core/events/event.ts'
import { createSite, type Site } from '../../src/core/site.ts'
import { hours, later, minutes, type EpochMs } from '../../src/core/units.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { disorder } from '../../src/simulation/disorder.ts'
import { aCentre, eventsOf, MONDAY } from './someEvents.ts'

const END = later(MONDAY, hours(8))
const STATUS = { live: true, appliedSeq: 0 }

function viewOf(events: Iterable<FloorEvent>, at: EpochMs): FloorView {
  const site: Site = createSite({ site: 'main' })
  for (const event of events) site.apply(event)
  site.advanceTo(at)
  return site.floorView(STATUS)
}

test('no event is an orphan, late or repeated, and nobody waits for ever', () => {
  const { feed } = viewOf(eventsOf(aCentre({ agents: 58, rate: 480 }), 8), END)
  expect(feed).toMatchObject({ late: 0, duplicates: 0, skewed: 0, orphans: 0, rejected: {} })
  expect(feed.suspects.count).toBe(0)
  expect(Object.keys(feed.sources)).toEqual(['/acd/main-1', '/desk/main'])
})

test('offered is answered, abandoned, flowed out or still waiting, in every queue', () => {
  const { queues, total } = viewOf(eventsOf(aCentre({ agents: 58, rate: 480 }), 8), END)
  expect(Object.keys(queues)).toHaveLength(6)
  for (const { waiting, windows } of [...Object.values(queues), total]) {
    const { offered, answered, abandoned, flowedOut } = windows.day
    expect(offered).toBe(answered + abandoned + flowedOut + waiting)
    expect(answered).toBeGreaterThan(30)
  }
})

test('out of order by up to ten minutes and with repeats it is the same day', () => {
  const options = aCentre()
  const events = [...eventsOf(options, 6)]
  const inOrder = viewOf(events, later(MONDAY, hours(6) + minutes(20)))
  const shuffled = viewOf(
    disorder(events, { seed: 8, maxDelayMs: minutes(10), duplicateRatio: 0.05 }),
    later(MONDAY, hours(6) + minutes(20)),
  )
  expect(shuffled.feed.duplicates).toBeGreaterThan(100)
  const { feed: _one, ...first } = inOrder
  const { feed: _other, ...second } = shuffled
  expect(second).toEqual(first)
})
