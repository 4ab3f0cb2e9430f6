/** Stretches of simulated days for the tests. */
import type { FloorEvent } from '../../src/core/events/event.ts'
import { hours, parseInstant, type EpochMs } from '../../src/core/units.ts'
import { simulateCentre, type CentreOptions } from '../../src/simulation/simulateCentre.ts'

export const MONDAY = atInstant('2026-03-02T06:00:00Z')

export function aCentre(options: Partial<CentreOptions> = {}): CentreOptions {
  return { seed: 1, startAt: MONDAY, agents: 24, queues: 6, rate: 200, ...options }
}

/** The events of the first `length` hours. */
export function* eventsOf(options: CentreOptions, length: number): Generator<FloorEvent, void> {
  for (const event of simulateCentre(options)) {
    if (event.time >= options.startAt + hours(length)) return
    yield event
  }
}

export function atInstant(text: string): EpochMs {
  const at = parseInstant(text)
  if (at === undefined) throw new Error(`no instant: ${text}`)
  return at
}
