/** An endless day of a small centre, as senders write it. */
import { epochMs, type EpochMs } from '../../src/core/units.ts'
import { cloudEvent, type CloudEvent } from '../../src/formats/cloudEvent.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'

export const MORNING = epochMs(Date.parse('2026-03-02T06:00:00.000Z'))

export interface GoodEvent {
  readonly event: CloudEvent
  readonly time: EpochMs
}

export function* goodEvents(seed: number): Generator<GoodEvent, never> {
  for (const event of simulateCentre({ seed, startAt: MORNING, agents: 40, queues: 5, rate: 600 }))
    yield { event: cloudEvent(event), time: event.time }
  throw new Error('the centre never ends')
}
