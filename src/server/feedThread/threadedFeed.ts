/**
 * The feed in a thread of its own, which receives and decodes while this one folds: a start reads the log in the time of
 * the slower of the two. Each start is a new thread, so that nothing of an earlier one can come after it.
 */
import type { EndingKind } from '../feed/read/ending.ts'
import type { FeedCounts, NatsFeed } from '../feed/read/natsFeed.ts'
import type { Clock, FeedHandlers, FeedState, Log } from '../ports.ts'
import { startFeedThread, type FeedThread } from './feedThread.ts'
import type { FeedThen, ThreadSettings } from './threadMessages.ts'

const LOOK_EVERY_MS = 1000
/** It gives a sign each second; one that hangs would leave old figures live. */
const SILENT_LOOKS = 4

export interface ThreadedFeedOptions extends ThreadSettings {
  readonly clock: Clock
  readonly log: Log
  /** A bug in the thread, or its end: what it reads is not to be trusted any more. Default: thrown, which ends the process. */
  readonly bug?: (error: unknown) => void
  /** What the thread runs, for tests. */
  readonly worker?: URL
}

const NONE: FeedCounts = { links: 0, losses: {}, waits: 0 }

export function threadedFeed(options: ThreadedFeedOptions): NatsFeed {
  const { clock, log, bug = throwing, worker } = options
  let state: FeedState = { linked: false, lastSeq: 0, reason: 'not started' }
  /** Of the threads that have ended, and of the one there is. */
  let countsBefore = NONE
  let counts = NONE
  let thread: FeedThread | undefined
  let stopping: Promise<void> | undefined
  let lastHeardAt = clock.now()
  let silentLooks = 0
  let looking: NodeJS.Timeout | undefined

  /** What a silent thread said before is no news of it. */
  function heard(then: FeedThen): void {
    if (silentLooks < SILENT_LOOKS) state = then.state
    counts = then.counts
  }

  function sign(): void {
    lastHeardAt = clock.now()
    silentLooks = 0
  }

  /** Looks that this thread was too busy for are not made up for: silence is counted while it could have heard. */
  function look(): void {
    silentLooks += 1
    if (silentLooks !== SILENT_LOOKS) return
    const { lastSeq } = state
    state = { linked: false, lastSeq, reason: 'the thread that reads the log is silent', lastSignAt: lastHeardAt }
    log.warn({}, 'no sign of the thread that reads the log')
  }

  return {
    start(handlers: FeedHandlers) {
      const { url, retentionMs } = options
      state = { linked: false, lastSeq: 0, reason: 'connecting' }
      silentLooks = 0
      thread = startFeedThread({ settings: { url, retentionMs }, handlers, log, sign, heard, bug, worker })
      looking = setInterval(look, LOOK_EVERY_MS)
      return Promise.resolve()
    },
    async stop() {
      clearInterval(looking)
      state = { ...state, linked: false, reason: 'stopped' }
      // Who comes while it stops waits for the same.
      if (thread !== undefined) stopping = thread.stop()
      thread = undefined
      await stopping
      countsBefore = sum(countsBefore, counts)
      counts = NONE
    },
    state: () => state,
    counts: () => sum(countsBefore, counts),
  }
}

function sum(a: FeedCounts, b: FeedCounts): FeedCounts {
  const losses: Partial<Record<EndingKind, number>> = { ...a.losses }
  for (const [kind, n] of Object.entries(b.losses) as [EndingKind, number][]) losses[kind] = (losses[kind] ?? 0) + n
  return { links: a.links + b.links, losses, waits: a.waits + b.waits }
}

function throwing(error: unknown): void {
  throw error
}
