/** A display's side of delivery: the view it holds, and what a frame makes of it. */
import type { BoardView } from '../core/view/boardView.ts'
import { applyPatch } from './mergePatch.ts'
import type { DeltaMessage, Position, SnapshotMessage } from './messages.ts'

export interface HeldView extends Position {
  readonly view: BoardView
}

/**
 * The view held after a snapshot or delta; undefined when the delta starts from a revision not held: subscribe
 * again without `resume` (W2).
 */
export function receive(held: HeldView | undefined, message: SnapshotMessage | DeltaMessage): HeldView | undefined {
  if (message.type === 'snapshot') return { epoch: message.epoch, revision: message.revision, view: message.view }
  if (held === undefined || held.revision !== message.from) return undefined
  return { epoch: held.epoch, revision: message.revision, view: applyPatch(held.view, message.patch) }
}
