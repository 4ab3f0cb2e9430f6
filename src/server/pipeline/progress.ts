/** How far the log has been read, and whether that makes the figures live (N14). */
import type { DurationMs, EpochMs } from '../../core/units.ts'
import type { NotLiveReason } from '../../protocol/messages.ts'
import type { Clock, FeedState, ReadUpTo } from '../ports.ts'
import { createRecency } from './recency.ts'

export interface Progress {
  /** Highest stream sequence read, whatever its site or fate. */
  readonly appliedSeq: number
  /** When the broker stored that message; undefined before any. */
  readonly storedAt: EpochMs | undefined
  /** Notes a message; false when it was read before and must not be folded again. */
  read(message: ReadUpTo): boolean
  /** The link came up, perhaps again before anybody noticed that it was lost. */
  linked(): void
  /** Why nothing is live; undefined when it is. */
  notLive(): NotLiveReason | undefined
  /** For how long what is stored has not arrived, while that is too long to be live; undefined otherwise. */
  behindFor(): DurationMs | undefined
  /** How far behind the log, ms: 0 when read to its end, undefined when nobody knows. */
  lagMs(now: EpochMs): number | undefined
  /** Forgets what was read; what lies up to `from` is known without reading. */
  restart(from?: ReadUpTo): void
}

export interface ProgressOptions {
  feedState(): FeedState
  clock: Clock
  /** Told every time the log is read to its end after it was not. */
  caughtUp(): void
  /** Told every time what is stored does not arrive in time any more though the link is up. */
  fellBehind(): void
}

export function createProgress(options: ProgressOptions): Progress {
  let appliedSeq = 0
  let storedAt: EpochMs | undefined
  let isCaughtUp = false
  const recency = createRecency(
    () => appliedSeq,
    () => options.feedState().end,
  )

  /** Caught up is for as long as the link holds: after an outage there is a backlog again. */
  function notLive(): NotLiveReason | undefined {
    const { linked, isLoading = false, lastSeq } = options.feedState()
    const mayBe = linked && (isCaughtUp || appliedSeq >= lastSeq)
    const wasCaughtUp = isCaughtUp
    isCaughtUp = mayBe && !recency.isBehind(options.clock.now())
    if (isCaughtUp && !wasCaughtUp) options.caughtUp()
    if (linked && wasCaughtUp && !isCaughtUp) options.fellBehind()
    if (!linked && !isLoading) return 'link'
    return isCaughtUp ? undefined : 'catchingUp'
  }

  function behindFor(): DurationMs | undefined {
    const now = options.clock.now()
    return recency.isBehind(now) ? recency.age(now) : undefined
  }

  return {
    get appliedSeq() {
      return appliedSeq
    },
    get storedAt() {
      return storedAt
    },
    read(message) {
      if (message.seq <= appliedSeq) return false
      appliedSeq = message.seq
      storedAt = message.storedAt
      // Under steady traffic the end of the log may only be reached between two ticks.
      if (!isCaughtUp) notLive()
      return true
    },
    linked() {
      isCaughtUp = false
      recency.restart()
      notLive()
    },
    notLive,
    behindFor,
    lagMs(now) {
      const { linked, lastSeq } = options.feedState()
      if (!linked) return undefined
      if (appliedSeq >= lastSeq) return behindFor() ?? 0
      return storedAt === undefined ? undefined : Math.max(0, now - storedAt)
    },
    restart(from) {
      appliedSeq = from?.seq ?? 0
      storedAt = from?.storedAt
      isCaughtUp = false
      recency.restart()
    },
  }
}
