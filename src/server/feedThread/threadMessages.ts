/** What the thread that reads the log and the thread that folds it say to each other. */
import type { EpochMs } from '../../core/units.ts'
import type { FeedCounts, NatsFeedOptions } from '../feed/read/natsFeed.ts'
import type { FeedState, Log, LogFields, LogSpan, ReadUpTo } from '../ports.ts'

export type ThreadSettings = Pick<NatsFeedOptions, 'url' | 'retentionMs'>

/** The feed as it was when this was said, all messages said before included. */
export interface FeedThen {
  readonly state: FeedState
  readonly counts: FeedCounts
}

export type Answer<T> = { readonly is: T } | { readonly failed: string }

/**
 * With each goes the state of the feed: that the link is up or lost comes with the line of the log that says so, so that
 * nothing is live before the log has told from where it is read. `batch` is to be answered with `taken`, `begin` with
 * `begun`.
 */
export type Said =
  | { readonly what: 'batch'; readonly text: string }
  | { readonly what: 'state' }
  | { readonly what: 'log'; readonly level: keyof Log; readonly fields: LogFields; readonly text: string }
  | { readonly what: 'begin'; readonly span: Omit<LogSpan, 'storedAt'> }
  | { readonly what: 'linked' }
  | { readonly what: 'restarted'; readonly reason: string }
  | { readonly what: 'storedAt'; readonly id: number; readonly answer: Answer<EpochMs | undefined> }

/** The thread lives. It overtakes all that is said, and waits for no room. */
export interface Sign {
  readonly what: 'sign'
}

export type Told = FeedThen & Said
export type FromFeed = Told | Sign

export type ToFeed =
  | { readonly what: 'taken' }
  | { readonly what: 'begun'; readonly answer: Answer<ReadUpTo | undefined> }
  | { readonly what: 'storedAt'; readonly id: number; readonly seq: number }
  | { readonly what: 'stop' }
