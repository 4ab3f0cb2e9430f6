/** When a waiting contact's own wait passes a limit: known, not guessed (F9). */
import { between, later, type DurationMs, type EpochMs } from '../units.ts'

/** The first instant past the limit: a wait of exactly the limit is in time. */
export function breachAt(enqueuedAt: EpochMs, limitMs: number): EpochMs {
  return later(enqueuedAt, limitMs + 1)
}

/** How long until then; 0 or less once it has passed. */
export function timeToBreach(enqueuedAt: EpochMs, limitMs: number, asOf: EpochMs): DurationMs {
  return between(asOf, breachAt(enqueuedAt, limitMs))
}
