import fc from 'fast-check'
import { expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import { disorder } from '../../src/simulation/disorder.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'
import { aCentre, eventsOf } from './someEvents.ts'

const somehow = fc.record({
  seed: fc.integer(),
  maxDelayMs: fc.integer({ min: 0, max: 900_000 }),
  duplicateRatio: fc.double({ min: 0, max: 1, noNaN: true }),
})

test('every event comes, no other does, and none later than the bound allows', () => {
  const times = fc.array(fc.nat(3_600_000)).map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(times, somehow, (list, how) => {
      const events = list.map((time, id) => ({ id, time: epochMs(time) }))
      let newest = 0
      const delivered = new Set<number>()
      for (const event of disorder(events, how)) {
        expect(event).toBe(events[event.id])
        expect(newest - event.time).toBeLessThanOrEqual(how.maxDelayMs)
        newest = Math.max(newest, event.time)
        delivered.add(event.id)
      }
      expect(delivered.size).toBe(events.length)
    }),
  )
})

test('a simulated hour comes out of order and with repeats, the same each time', () => {
  const how = { seed: 4, maxDelayMs: 600_000, duplicateRatio: 0.1 }
  const events = [...eventsOf(aCentre(), 3)]
  const delivered = [...disorder(events, how)]
  expect(delivered).not.toEqual(events)
  expect(delivered.length / events.length).toBeCloseTo(1.1, 1)
  expect([...disorder(events, how)]).toEqual(delivered)
  expect([...disorder(events, { ...how, seed: 5 })]).not.toEqual(delivered)
})

test('without delay and repeats nothing changes, and an endless run can be disordered', () => {
  const events = [...eventsOf(aCentre(), 1)]
  expect([...disorder(events, { seed: 1, maxDelayMs: 0, duplicateRatio: 0 })]).toEqual(events)
  const endless = disorder(simulateCentre(aCentre()), { seed: 1, maxDelayMs: 1000, duplicateRatio: 0.5 })
  expect(endless.take(500).toArray()).toHaveLength(500)
})
