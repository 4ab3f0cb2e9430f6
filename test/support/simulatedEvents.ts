/** The first events of a small simulated centre, from nine on. */
import type { FloorEvent } from '../../src/core/events/event.ts'
import { disorder } from '../../src/simulation/disorder.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'
import { at } from './events.ts'

const CENTRE = { agents: 10, queues: 4, rate: 300 }

export function someEvents(seed: number, count: number, centre = CENTRE): FloorEvent[] {
  const events: FloorEvent[] = []
  for (const event of simulateCentre({ seed, startAt: at(0), ...centre })) {
    events.push(event)
    if (events.length === count) break
  }
  return events
}

/** Some of them late, some twice. */
export function disorderedEvents(seed: number, count: number): FloorEvent[] {
  return [...disorder(someEvents(seed, count), { seed, maxDelayMs: 500_000, duplicateRatio: 0.05 })]
}
