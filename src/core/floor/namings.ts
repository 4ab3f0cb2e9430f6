/**
 * When events named a thing (F16): its present run of namings, in which no gap is longer than memory. A naming still
 * underway may yet close the gap before it, so the run before is known too.
 */
import type { EpochMs } from '../units.ts'
import { isForgottenBy } from './retention.ts'

/** Plain data, changed in place by `nameAt`. */
export interface Namings {
  /** The thing exists since then. */
  since: EpochMs
  lastAt: EpochMs
  /** The run before the last gap. */
  before?: Omit<Namings, 'before'>
}

export function firstNaming(at: EpochMs): Namings {
  return { since: at, lastAt: at }
}

/** Notes a naming: did the thing begin anew with it, or turn out not to have been forgotten? `isKept`: it never is. */
export function nameAt(namings: Namings, at: EpochMs, isKept = false): 'begun' | 'bridged' | undefined {
  if (at > namings.lastAt) {
    const { since, lastAt } = namings
    namings.lastAt = at
    if (isKept || !isForgottenBy(lastAt, at)) return undefined
    namings.before = { since, lastAt }
    namings.since = at
    return 'begun'
  }
  if (at >= namings.since) return undefined
  namings.since = at
  const { before } = namings
  if (before === undefined || isForgottenBy(before.lastAt, at)) return undefined
  namings.since = before.since
  delete namings.before
  return 'bridged'
}

/** Since when the thing existed as of `horizon`, before which nothing changes any more. */
export function settledSince({ since, before }: Namings, horizon: EpochMs): EpochMs {
  return since < horizon ? since : (before?.since ?? since)
}
