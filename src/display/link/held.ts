/** What a display holds of its board, and what a frame makes of it. */
import type { Instant } from '../../core/units.ts'
import { receive, type HeldView } from '../../protocol/heldView.ts'
import type { DeltaMessage, FeedPulse, PulseMessage, ServerMessage, SnapshotMessage } from '../../protocol/messages.ts'

export interface Held extends HeldView {
  asOf: Instant
  /** What the last frame said of the feed: a pulse says all, a view only whether it lives. */
  feed: FeedPulse
}

export type ViewMessage = SnapshotMessage | DeltaMessage | PulseMessage

/** Frames about the view; the others answer acts. */
export function isViewMessage(message: ServerMessage): message is ViewMessage {
  return message.type === 'snapshot' || message.type === 'delta' || message.type === 'pulse'
}

/** What is held after a frame; undefined when the frame does not follow: subscribe again, without resume. */
export function heldAfter(before: Held | undefined, message: ViewMessage): Held | undefined {
  const { asOf } = message
  if (message.type === 'pulse') return before && { ...before, asOf, feed: message.feed }
  const held = receive(before, message)
  return held && { ...held, asOf, feed: { ...before?.feed, live: held.view.feed.live } }
}
