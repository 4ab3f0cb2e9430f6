/** What must hold of the core whatever happens, without an oracle. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FloorView, TotalsView } from '../../src/core/view/floorView.ts'
import { adversarialDay, calmDay, type Day } from './days.ts'
import { coreView } from './judge.ts'
import type { Delivery } from './oracle/delivery.ts'
import { chance } from './random.ts'

const HOUR = 3_600_000
const GRACE = 900_000
const COUNTS = [
  'offered',
  'answered',
  'answeredWithinTarget',
  'abandoned',
  'shortAbandoned',
  'abandonedWithinTarget',
  'flowedOut',
  'transferredOut',
  'alertsTimedOut',
  'handled',
  'targetBreaches',
  'promiseBreaches',
] as const satisfies readonly (keyof TotalsView)[]

const seeds = fc.integer({ min: 1, max: 1_000_000 })

function forAnySeed(holds: (seed: number) => void): void {
  fc.assert(fc.property(seeds, holds), { numRuns: 40, seed: 20_260_302 })
}

test('any order of arrival within the grace gives the same view, but for claims (F14)', () => {
  forAnySeed((seed) => {
    const day = calmDay(seed)
    const inOrder = withoutClaims(coreView(day.deliveries, endOf(day), day.config))
    const shuffled = withoutClaims(coreView(withinTheGrace(day, seed), endOf(day), day.config))
    expect(shuffled).toEqual(inOrder)
  })
})

test('repeats change nothing but their own count (part 1, F15)', () => {
  forAnySeed((seed) => {
    const day = calmDay(seed)
    const by = chance(seed)
    const repeated = day.deliveries.flatMap((delivery) => (by.often(0.3) ? [delivery, delivery] : [delivery]))
    const once = coreView(day.deliveries, endOf(day), day.config)
    const twice = coreView(repeated, endOf(day), day.config)
    expect(twice.feed.duplicates).toBe(repeated.length - day.deliveries.length)
    expect({ ...twice, feed: { ...twice.feed, duplicates: 0 } }).toEqual(once)
  })
})

test('offered = answered + abandoned + flowed out + waiting, per queue and in all (N1)', () => {
  forAnySeed((seed) => {
    const day = calmDay(seed)
    const view = coreView(day.deliveries, Date.parse('2026-03-02T23:59:59.999Z'), day.config)
    for (const queue of [...Object.values(view.queues), view.total]) {
      const { offered, answered, abandoned, flowedOut } = queue.windows.day
      expect(offered).toBe(answered + abandoned + flowedOut + queue.waiting)
    }
  })
})

test('no count is ever negative, and total is the sum of the queues (N9)', () => {
  forAnySeed((seed) => {
    const day = adversarialDay(seed)
    const half = day.deliveries.slice(0, Math.ceil(day.deliveries.length / 2))
    for (const deliveries of [half, day.deliveries]) expectSums(coreView(deliveries, 0, day.config))
  })
})

test('one window lies within the next: no count falls from 15 to 30 to 60 minutes (N2)', () => {
  forAnySeed((seed) => {
    const day = adversarialDay(seed)
    const { windows } = coreView(day.deliveries, 0, day.config).total
    for (const count of COUNTS) {
      expect(windows['15m'][count]).toBeLessThanOrEqual(windows['30m'][count])
      expect(windows['30m'][count]).toBeLessThanOrEqual(windows['60m'][count])
    }
  })
})

function endOf({ deliveries }: Day): number {
  return Math.max(...deliveries.map(({ event }) => event.time)) + HOUR / 4
}

/** Every delivery up to 15 min after its event: nothing becomes late. */
function withinTheGrace({ deliveries }: Day, seed: number): Delivery[] {
  const by = chance(seed)
  return deliveries
    .map((delivery) => ({ delivery, at: delivery.event.time + by.whole(0, GRACE) }))
    .sort((a, b) => a.at - b.at)
    .map(({ delivery }) => delivery)
}

/** F14: escalation claims alone go by stream order. */
function withoutClaims(view: FloorView): FloorView {
  const escalations = view.escalations.map((escalation) => ({ ...escalation, claimedBy: '', claimedAt: '' }))
  return { ...view, escalations }
}

function expectSums({ queues, total }: FloorView): void {
  for (const window of ['15m', '30m', '60m', 'day'] as const)
    for (const count of COUNTS) {
      const counts = Object.values(queues).map((queue) => queue.windows[window][count])
      expect(Math.min(0, ...counts)).toBe(0)
      expect(total.windows[window][count]).toBe(counts.reduce((sum, n) => sum + n, 0))
    }
  expect(total.waiting).toBe(Object.values(queues).reduce((sum, queue) => sum + queue.waiting, 0))
  expect(total.inService).toBe(Object.values(queues).reduce((sum, queue) => sum + queue.inService, 0))
}
