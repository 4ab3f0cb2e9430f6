/** What the oracle is told: the log's messages in stream order, and nothing else. */
import type { EventOf, EventType, FloorEvent } from '../../../src/core/events/event.ts'
import type { FeedView, FloorView } from '../../../src/core/view/floorView.ts'

/** One message of the log; `storedAt` is its stream timestamp (F15), left out when nothing is clamped. */
export interface Delivery {
  readonly event: FloorEvent
  readonly storedAt?: number
}

/** The floor view but for what only a running server knows (N13). */
export type OracleView = Omit<
  FloorView,
  'epoch' | 'revision' | 'appliedSeq' | 'countsSince' | 'alerts' | 'quality' | 'feed'
> & {
  feed: Omit<FeedView, 'live' | 'lagMs' | 'rejected'>
}

/** An event that takes part: `at` is the instant it takes effect, `saidAt` its own time, clamped (F15). */
export interface Folded {
  readonly event: FloorEvent
  readonly at: number
  readonly saidAt: number
  readonly late: boolean
  /** Place in the stream, for escalation claims (F14). */
  readonly arrival: number
}

/** A folded event whose type is known. */
export type FoldedAs<T extends EventType> = Omit<Folded, 'event'> & { readonly event: EventOf<T> }

/** Is it an event of this type? */
export function is<T extends EventType>(folded: Folded, type: T): folded is Folded & FoldedAs<T> {
  return folded.event.type === type
}
