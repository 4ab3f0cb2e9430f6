/**
 * How old the newest thing may be that is not read yet: the log is asked where it ends, and once it is read so far, all is
 * known that was stored before it was asked. The answer comes behind the messages that are on their way, and only our own
 * clock counts: neither a wire too thin for what is published nor a broker's wrong clock can have old figures pass for now's.
 */
import { between, type DurationMs, type EpochMs } from '../../core/units.ts'
import type { LogEnd } from '../ports.ts'

/** Older than this, and nothing is live. The log is asked once a second: that is where messages take 4 s to arrive. */
export const BEHIND_AFTER_MS = 5_000
/** Live again below this only, so that on a wire at its limit walls do not come and go. */
export const ABREAST_WITHIN_MS = 3_500

export interface Recency {
  /** Undefined before the log was asked, and read so far. */
  age(now: EpochMs): DurationMs | undefined
  /** To be asked only of one who has read all there was: before that, it is behind in any case. */
  isBehind(now: EpochMs): boolean
  /** Forgets all: there is a backlog to be read first. */
  restart(): void
}

export function createRecency(readUpTo: () => number, newestEnd: () => LogEnd | undefined): Recency {
  /** Under steady traffic each newer end lies further on, and is not reached before there is a newer one. */
  let awaited: LogEnd | undefined
  let readAt: EpochMs | undefined
  let isBehind = false

  function look(): void {
    const newest = newestEnd()
    if (newest === undefined) return
    awaited ??= newest
    if (readUpTo() >= newest.seq) awaited = newest
    if (readUpTo() < awaited.seq) return
    readAt = awaited.askedAt
    awaited = newest
  }

  function age(now: EpochMs): DurationMs | undefined {
    look()
    return readAt === undefined ? undefined : between(readAt, now)
  }

  return {
    age,
    isBehind(now) {
      isBehind = (age(now) ?? 0) > (isBehind ? ABREAST_WITHIN_MS : BEHIND_AFTER_MS)
      return isBehind
    },
    restart() {
      awaited = undefined
      readAt = undefined
      isBehind = false
    },
  }
}
