/** How long the floor keeps what: the limits of memory (F15, F16). */
import { days, durationMs, hours, later, minutes, type DurationMs, type EpochMs } from '../units.ts'

/** F15: an event this much older than the newest of its own source is late. */
export const SOURCE_GRACE: DurationMs = minutes(15)
/** F15: an event this much older than the newest of the site is late. */
export const SITE_GRACE: DurationMs = minutes(60)
/** What may still be reordered, and a little more: the trend looks back 60 whole minutes from the last one. */
export const SETTLED_AFTER: DurationMs = minutes(62)
/** F16: without an event naming it for so long, a thing is forgotten. */
export const FORGOTTEN_AFTER: DurationMs = days(7)
/** When memory lets go of it: an event that was still underway may name it as of a little earlier. */
export const LET_GO_AFTER: DurationMs = durationMs(FORGOTTEN_AFTER + SETTLED_AFTER)

/** F12: silent longer than this, a contact is a suspect. */
export const SUSPECT_AFTER: Readonly<Record<string, DurationMs>> = { voice: hours(4), callback: hours(4) }
export const SUSPECT_AFTER_OTHERS: DurationMs = hours(24)

/** F16: whether what was last named then is forgotten at `at`. */
export function isForgottenBy(lastNamedAt: EpochMs, at: EpochMs): boolean {
  return at - lastNamedAt > FORGOTTEN_AFTER
}

/** The first instant at which what was last named then is forgotten. */
export function forgottenFrom(lastNamedAt: EpochMs): EpochMs {
  return later(lastNamedAt, FORGOTTEN_AFTER + 1)
}

/** How often the floor lets go of what is settled: what is kept is kept so much longer. */
export const SETTLE_EVERY: DurationMs = minutes(10)
