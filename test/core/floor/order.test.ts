/** FL23 and FL24 on the simulated centre: realistic days, delivered badly, folded for a long time. */
import { expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { createSite } from '../../../src/core/site.ts'
import { disorder } from '../../../src/simulation/disorder.ts'
import { at, enqueued, event, viewOf } from '../../support/events.ts'
import { someEvents } from '../../support/simulatedEvents.ts'

const CENTRE = { agents: 12, queues: 4, rate: 200 }

function folded(events: Iterable<FloorEvent>, asOf: number) {
  const site = createSite({ site: 'main', zone: 'Europe/Berlin' })
  for (const event of events) site.apply(event)
  site.advanceTo(epochMs(asOf))
  const view = site.floorView({ live: true, appliedSeq: 0 })
  // Repeats are counted, and claims go by stream order (F14).
  return { ...view, feed: { ...view.feed, duplicates: 0 }, escalations: [] }
}

test.each([1, 2, 3, 4, 5, 6])(
  '[FL23] out of order within the grace and with repeats, the same view (seed %i)',
  (seed) => {
    const events = someEvents(seed, 3_000, CENTRE)
    const end = events.at(-1)?.time ?? 0
    const delivered = [...disorder(events, { seed, maxDelayMs: 600_000, duplicateRatio: 0.1 })]
    for (const asOf of [end, end + 45_000, end + 3_000_000])
      expect(folded(delivered, asOf)).toEqual(folded(events, asOf))
  },
)

test('[FL24] settling ends when only other kinds of events have come since', () => {
  const view = viewOf([enqueued(0), event(7_500, 'source.heartbeat', {})], 7_600)
  expect(view.queues['SALES']?.waiting).toBe(1)
})

test('[FL24] what is settled is let go: contacts in memory do not grow with the events seen', () => {
  const site = createSite({ site: 'main' })
  const heap: number[] = []
  for (let hour = 0; hour < 60; hour++) {
    for (let i = 0; i < 200; i++) {
      const seconds = hour * 3600 + i * 18
      const contact = `${hour}-${i}`
      const id = (what: string) => ({ id: `${contact} ${what}`, source: '/acd' })
      site.apply({ ...id('e'), type: 'contact.enqueued', time: at(seconds), data: { contact, queue: 'Q' } })
      site.apply({ ...id('a'), type: 'contact.abandoned', time: at(seconds + 10), data: { contact } })
    }
    heap.push(site.sizes().contacts)
  }
  // 200 contacts an hour, kept for at most two hours and a little.
  expect(Math.max(...heap)).toBeLessThan(500)
})
