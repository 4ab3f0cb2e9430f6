/** Which stored snapshots may go: a start wants the newest, looking back wants one not long before any instant. */
import { days, epochMs, hours, type EpochMs } from '../../core/units.ts'
import type { StoredSnapshot } from './head.ts'

/** Kept whatever their age: should the newest be damaged, the next serves. */
const NEWEST = 3
/** Beyond the newest: one of each hour of the last day, one of each six hours of the last week. */
const SPANS = [
  { within: days(1), every: hours(1) },
  { within: days(7), every: hours(6) },
]
/** Over all logs and versions; beyond it the oldest go. */
export const MAX_SNAPSHOTS = 64

/** Names of those that may be removed at `now`. */
export function expendable(snapshots: readonly StoredSnapshot[], now: EpochMs): string[] {
  const newestFirst = [...snapshots].sort((a, b) => storedAt(b) - storedAt(a) || seq(b) - seq(a))
  const kept = new Set(newestFirst.slice(0, NEWEST))
  for (const { within, every } of SPANS)
    for (const snapshot of firstOfEach(newestFirst, every)) if (now - storedAt(snapshot) <= within) kept.add(snapshot)
  const keptByAge = newestFirst.filter((snapshot) => kept.has(snapshot)).slice(0, MAX_SNAPSHOTS)
  return newestFirst.filter((snapshot) => !keptByAge.includes(snapshot)).map(({ name }) => name)
}

/** The oldest of each span of `every` ms: what follows in the span can be reached from it. */
function firstOfEach(newestFirst: readonly StoredSnapshot[], every: number): Iterable<StoredSnapshot> {
  const first = new Map<number, StoredSnapshot>()
  for (const snapshot of newestFirst) first.set(Math.floor(storedAt(snapshot) / every), snapshot)
  return first.values()
}

function storedAt({ head }: StoredSnapshot): EpochMs {
  return head?.storedAt ?? epochMs(0)
}

function seq({ head }: StoredSnapshot): number {
  return head?.seq ?? 0
}
