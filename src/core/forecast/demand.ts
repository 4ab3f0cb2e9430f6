/** How much work arrives: what every staffing formula starts from. */
import type { DurationMs } from '../units.ts'

export interface Demand {
  /** Contacts that arrive, on average, … */
  readonly contacts: number
  /** … in every span of this length. */
  readonly everyMs: DurationMs
  /** Average handle time: talk, hold and wrap-up. */
  readonly handleMs: DurationMs
}

/** Offered load in erlangs: a = arrivals × handle time, the agents who would be busy if nobody ever waited. */
export function offeredLoad({ contacts, everyMs, handleMs }: Demand): number {
  return (contacts * handleMs) / everyMs
}

/** Arrivals a ms. */
export function arrivalRate({ contacts, everyMs }: Demand): number {
  return contacts / everyMs
}
