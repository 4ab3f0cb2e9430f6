/**
 * One site as one pure object: events and instants in, the floor view out. No clock, no I/O: `apply` uses
 * the event's own time, `advanceTo` moves the windows (contract N13, N14).
 */
import type { FloorEvent } from './events/event.ts'
import type { Rejection } from './events/decode.ts'
import type { QueueSettings } from './events/settings.ts'
import type { EpochMs } from './units.ts'
import type { FloorView } from './view/floorView.ts'
import type { BoardDefinition, BoardView } from './view/boardView.ts'

export interface SiteConfig {
  readonly site: string
  /** IANA zone; UTC when left out. */
  readonly zone?: string
  /** Settings that hold from the beginning of the log, under `queue.configured` field by field. */
  readonly queues?: Readonly<Record<string, Partial<QueueSettings> & { name?: string; channel?: string }>>
  /** F12 limits by channel, ms. */
  readonly suspectAfterMs?: Readonly<Record<string, number>>
}

/** What only the shell knows and the view repeats. */
export interface FeedStatus {
  readonly live: boolean
  readonly lagMs?: number
  readonly appliedSeq: number
  readonly epoch?: string
  readonly revision?: number
}

export interface Site {
  /** Folds one event; `storedAt` is the message's stream timestamp, for clamping (F15). */
  apply(event: FloorEvent, storedAt?: EpochMs): void
  /** Counts a message that was no event (F17). */
  reject(reason: Rejection): void
  /** Moves asOf forward to `now`; earlier instants change nothing. */
  advanceTo(now: EpochMs): void
  readonly asOf: EpochMs
  /** The newest folded event time; undefined before the first event. */
  readonly lastEventAt: EpochMs | undefined
  floorView(status: FeedStatus): FloorView
  boardView(board: BoardDefinition, status: FeedStatus): BoardView
}
