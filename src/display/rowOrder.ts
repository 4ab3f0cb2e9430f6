/** Which row stands where: worst first, but no row moves for a passing whim, nor twice in ten seconds. */
import type { EpochMs } from '../core/units.ts'
import { rank, type Level } from './level.ts'

export interface Ranked {
  id: string
  level: Level
  /** Longest wait ÷ limit; 0 when nobody waits. */
  waitShare: number
  /** Service level under its target, 0..1; 0 when at or over it. */
  under: number
}

/** A queue whose figures are old: not judged, but seen, right behind those in trouble. */
export function rankedOld(id: string): Ranked {
  return { id, level: 'warn', waitShare: -1, under: 0 }
}

/** Worst first; equals keep the order they came in, which is the configured one. */
export function worstFirst(rows: readonly Ranked[]): string[] {
  return rows
    .toSorted((a, b) => rank(b.level) - rank(a.level) || b.waitShare - a.waitShare || b.under - a.under)
    .map(({ id }) => id)
}

/** An order must hold this long before rows move … */
const HOLD_MS = 5_000
/** … they move at most this often … */
const REST_MS = 10_000
/** … and where orders keep changing, the newest is taken after this long. */
const PATIENCE_MS = 15_000

export interface RowOrder {
  shown: readonly string[]
  movedAt: EpochMs
  wanted: readonly string[]
  wantedSince: EpochMs
  /** Since when the rows have not stood as they should. */
  unsettledSince?: EpochMs
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i])
}

function hasSameMembers(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a)
  return a.length === b.length && b.every((id) => members.has(id))
}

/** The order to show at `now`, given the one that would be right. Queues that come or go are taken at once. */
export function rowOrder(before: RowOrder | undefined, wanted: readonly string[], now: EpochMs): RowOrder {
  if (before === undefined || !hasSameMembers(before.shown, wanted))
    return { shown: wanted, movedAt: now, wanted, wantedSince: now }
  if (isSame(before.shown, wanted)) return { shown: before.shown, movedAt: before.movedAt, wanted, wantedSince: now }
  const wantedSince = isSame(before.wanted, wanted) ? before.wantedSince : now
  const unsettledSince = before.unsettledSince ?? now
  const isDue = now - wantedSince >= HOLD_MS || now - unsettledSince >= PATIENCE_MS
  return isDue && now - before.movedAt >= REST_MS
    ? { shown: wanted, movedAt: now, wanted, wantedSince }
    : { ...before, wanted, wantedSince, unsettledSince }
}

export interface RowPage {
  ids: readonly string[]
  /** Rows not on this page, and how many of them are not OK. */
  hidden: number
  hiddenInTrouble: number
}

/** The rows of one page: those in trouble stay, the others take turns in the places left. */
export function rowPage(order: readonly Pick<Ranked, 'id' | 'level'>[], places: number, turn: number): RowPage {
  if (order.length <= places) return { ids: order.map(({ id }) => id), hidden: 0, hiddenInTrouble: 0 }
  const troubled = order.filter(({ level }) => level !== 'ok')
  const stay = troubled.slice(0, places)
  const calm = order.filter(({ level }) => level === 'ok')
  const free = places - stay.length
  const pages = free === 0 ? 1 : Math.ceil(calm.length / free)
  const from = Math.min((turn % pages) * free, Math.max(0, calm.length - free))
  return {
    ids: [...stay, ...calm.slice(from, from + free)].map(({ id }) => id),
    hidden: order.length - places,
    hiddenInTrouble: troubled.length - stay.length,
  }
}
