/** Asking the server for the past, and what its answers mean. */
import type { EpochMs } from '../../core/units.ts'
import { toInstant } from '../../core/units.ts'
import type { BoardView } from '../../core/view/boardView.ts'
import type { HistoryView, NextBreachView } from '../../core/view/historyView.ts'

/** A moment of a board. */
export interface PastFrame {
  readonly asOf: string
  readonly serverNow: string
  readonly view: BoardView
}

/** Why there is none: `wait` tries again by itself, `never` not before another moment is asked for. */
export type Trouble =
  | { readonly kind: 'wait'; readonly words: string; readonly afterMs: number }
  | { readonly kind: 'never'; readonly words: string }

export type Answered<T> = { readonly got: T } | { readonly trouble: Trouble }

const SILENT_MS = 2_000

/** `floor` of the main site, `york/floor` of another. */
export function siteAndBoard(board: string): { site: string; kind: string } {
  const [first = '', second] = board.split('/')
  return second === undefined ? { site: 'main', kind: first } : { site: first, kind: second }
}

export function askFrame(board: string, at: EpochMs, signal: AbortSignal): Promise<Answered<PastFrame>> {
  const { site, kind } = siteAndBoard(board)
  return ask(`/api/v1/sites/${site}/boards/${kind}?at=${toInstant(at)}`, signal)
}

export function askHistory(
  board: string,
  { from, to }: { from: EpochMs; to: EpochMs },
  signal: AbortSignal,
): Promise<Answered<HistoryView>> {
  return ask(`/api/v1/sites/${siteAndBoard(board).site}/history?from=${toInstant(from)}&to=${toInstant(to)}`, signal)
}

export function askBreach(board: string, after: EpochMs, signal: AbortSignal): Promise<Answered<NextBreachView>> {
  return ask(`/api/v1/sites/${siteAndBoard(board).site}/breaches?after=${toInstant(after)}`, signal)
}

async function ask<T>(path: string, signal: AbortSignal): Promise<Answered<T>> {
  try {
    const response = await fetch(path, { signal })
    const body = (await response.json()) as T & { detail?: string }
    return response.ok ? { got: body } : { trouble: troubleOf(response, body.detail ?? '') }
  } catch {
    return { trouble: { kind: 'wait', words: 'The server does not answer', afterMs: SILENT_MS } }
  }
}

function troubleOf({ status, headers }: Response, detail: string): Trouble {
  const afterMs = Number(headers.get('retry-after') ?? 2) * 1_000
  if (status === 429) return { kind: 'wait', words: 'Others are looking back too: waiting for a turn', afterMs }
  const words = detail.charAt(0).toUpperCase() + detail.slice(1)
  return status >= 500 ? { kind: 'wait', words, afterMs } : { kind: 'never', words }
}
