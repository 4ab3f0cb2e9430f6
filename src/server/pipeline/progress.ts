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
  /** Since the link came up: after an outage there is a backlog again. */
  let hasReachedEnd = false
  let isLive = false
  const recency = createRecency(
    () => appliedSeq,
    () => options.feedState().end,
  )

  function notLive(): NotLiveReason | undefined {
    const { linked, isLoading = false, lastSeq } = options.feedState()
    const wasLive = isLive
    hasReachedEnd = linked && (hasReachedEnd || appliedSeq >= lastSeq)
    isLive = hasReachedEnd && !recency.isBehind(options.clock.now())
    if (isLive && !wasLive) options.caughtUp()
    if (linked && wasLive && !isLive) options.fellBehind()
    if (!linked && !isLoading) return 'link'
    return isLive ? undefined : 'catchingUp'
  }

  function behindFor(): DurationMs | undefined {
    return hasReachedEnd && !isLive ? recency.age(options.clock.now()) : undefined
  }

  /** There is something to be read again before anything is live. */
  function backlog(): void {
    hasReachedEnd = false
    isLive = false
    recency.restart()
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
      if (!isLive) notLive()
      return true
    },
    linked() {
      backlog()
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
      backlog()
    },
  }
}
