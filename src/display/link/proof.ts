/** Proof of life: of the server by any frame, of the feed by a frame that says so. Without both, numbers are old. */
import { epochMs, type EpochMs } from '../../core/units.ts'

/** W4 */
export const LOST_AFTER_MS = 3_000
/** A socket this long without a frame is taken for dead and replaced: pulses come every second. */
export const DEAD_AFTER_MS = 5_000

export interface Proof {
  /** The last frame, and the last moment the feed was known to live, in server time. */
  frameAt: EpochMs
  feedAt: EpochMs
}

export interface Sign {
  now: EpochMs
  asOf: EpochMs
  feedLive: boolean
  /** How long ago the feed gave its last sign of life, when the server knows that it is lost. */
  feedSilentMs?: number
}

/** While the feed is lost asOf stands still: it says when the numbers were last true. */
export function proofAfter(before: Proof | undefined, { now, asOf, feedLive, feedSilentMs = 0 }: Sign): Proof {
  if (feedLive) return { frameAt: now, feedAt: now }
  // The server missed the feed's signs only after some time: numbers are as old as the last sign, not as its notice.
  const known = before?.feedAt ?? epochMs(Math.min(asOf, now))
  return { frameAt: now, feedAt: epochMs(Math.min(known, now - feedSilentMs)) }
}

function provenAt({ frameAt, feedAt }: Proof): EpochMs {
  return epochMs(Math.min(frameAt, feedAt))
}

/** How old the numbers are; never negative. */
export function ageMs(proof: Proof, now: EpochMs): number {
  return Math.max(0, now - provenAt(proof))
}

/** Since when the numbers are old, once they are lost; undefined while they live. */
export function lostSince(proof: Proof, now: EpochMs): EpochMs | undefined {
  return ageMs(proof, now) >= LOST_AFTER_MS ? provenAt(proof) : undefined
}

export function isSocketDead(signAt: EpochMs, now: EpochMs): boolean {
  return now - signAt >= DEAD_AFTER_MS
}
