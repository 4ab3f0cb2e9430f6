/**
 * One board's views of one epoch: the newest, and the last few for displays that come back or fell behind.
 * Consecutive views share what did not change, and each frame is encoded once for all who need it.
 */
import type { BoardView } from '../core/view/boardView.ts'
import { encodeDelta, encodeSnapshot } from './codec.ts'
import { applyPatch, diff } from './mergePatch.ts'
import type { Framed, Position } from './messages.ts'

/** A minute of changes at four a second: longer than a reconnect with back-off takes. */
export const KEPT_REVISIONS = 240

export interface BoardHistory {
  /** Revision 0: nothing published yet. */
  readonly newest: Position
  readonly oldestKept: number
  readonly view: BoardView | undefined
  /** Takes a view; true when it differs from the newest and so became a revision. */
  publish(view: BoardView): boolean
  /** The whole newest view. The same bytes for the same moment. */
  snapshot(moment: Framed): Uint8Array
  /** The difference between the view of revision `from`, which must still be kept, and the newest. */
  delta(from: number, moment: Framed): Uint8Array
}

/** An empty history; `keep` is how many revisions before the newest a delta may start from. */
export function createBoardHistory(epoch: string, keep: number = KEPT_REVISIONS): BoardHistory {
  const older = new Map<number, BoardView>()
  const texts = new Map<number | 'view', string>()
  let frames = new Map<number | 'view', Uint8Array>()
  let framesOf: Framed | undefined
  let view: BoardView | undefined
  let revision = 0

  function advance(next: BoardView): void {
    if (view !== undefined) older.set(revision, view)
    older.delete(revision - keep)
    view = next
    revision += 1
    texts.clear()
    framesOf = undefined
  }

  function publish(next: BoardView): boolean {
    if (view === undefined) {
      advance(next)
      return true
    }
    const patch = diff(view, next)
    if (patch === undefined) return false
    const from = revision
    advance(applyPatch(view, patch))
    texts.set(from, JSON.stringify(patch))
    return true
  }

  function textOf(key: number | 'view'): string {
    const known = texts.get(key)
    if (known !== undefined) return known
    const text = JSON.stringify(key === 'view' ? view : (diff(older.get(key), view) ?? {}))
    texts.set(key, text)
    return text
  }

  function frame(key: number | 'view', moment: Framed, encode: () => Uint8Array): Uint8Array {
    if (framesOf !== moment) {
      framesOf = moment
      frames = new Map()
    }
    const known = frames.get(key)
    if (known !== undefined) return known
    const bytes = encode()
    frames.set(key, bytes)
    return bytes
  }

  return {
    get newest() {
      return { epoch, revision }
    },
    get oldestKept() {
      return Math.max(1, revision - keep)
    },
    get view() {
      return view
    },
    publish,
    snapshot: (moment) =>
      frame('view', moment, () => encodeSnapshot({ type: 'snapshot', epoch, revision, ...moment }, textOf('view'))),
    delta: (from, moment) =>
      frame(from, moment, () => encodeDelta({ type: 'delta', from, revision, ...moment }, textOf(from))),
  }
}
