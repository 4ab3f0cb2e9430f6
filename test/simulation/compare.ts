/** Whole-view comparison of core and oracle: every path at which they differ, readable. */

export interface Difference {
  readonly path: string
  readonly core: unknown
  readonly oracle: unknown
}

/** What only a running server or the alert rules know (N13). */
const NOT_THE_ORACLES = [
  'epoch',
  'revision',
  'appliedSeq',
  'countsSince',
  'alerts',
  'quality',
  'quality',
  'feed.live',
  'feed.lagMs',
  'feed.rejected',
]

/** N8: percentiles at 1 s resolution or finer, reported by their lower edge. */
const PERCENTILE = /\.waitP\d\dMs$/
const RESOLUTION_MS = 1000

/** N13: objects keyed by ids list them in code-unit order. */
const KEYED_BY_ID =
  /^(queues|agents|teams|intervals|feed\.sources|.*\.notReadyMsByReason)$|^intervals\.(?!.*\.\d{4}-\d\d-\d\dT[\d:.]*Z$)/

export function differences(core: object, oracle: object): Difference[] {
  const found: Difference[] = []
  compare('', withoutEmptyIntervals(core), withoutEmptyIntervals(oracle), found)
  return found
}

function compare(path: string, core: unknown, oracle: unknown, found: Difference[]): void {
  if (NOT_THE_ORACLES.includes(path) || path.endsWith('.answersToTarget')) return
  if (Array.isArray(core) && Array.isArray(oracle)) {
    const length = Math.max(core.length, oracle.length)
    for (let i = 0; i < length; i++) compare(`${path}[${String(i)}]`, core[i], oracle[i], found)
    return
  }
  if (isRecord(core) && isRecord(oracle)) {
    if (KEYED_BY_ID.test(path)) compareOrder(path, core, found)
    for (const key of new Set([...Object.keys(core), ...Object.keys(oracle)]))
      compare(path === '' ? key : `${path}.${key}`, own(core, key), own(oracle, key), found)
    return
  }
  if (isSame(path, core, oracle)) return
  found.push({ path, core, oracle })
}

function isSame(path: string, core: unknown, oracle: unknown): boolean {
  if (core === oracle) return true
  if (typeof core !== 'number' || typeof oracle !== 'number') return false
  if (PERCENTILE.test(path)) return core <= oracle && oracle - core < RESOLUTION_MS
  // The same fraction reached by another order of operations.
  return !Number.isInteger(oracle) && Math.abs(core - oracle) <= 1e-12
}

function compareOrder(path: string, core: Record<string, unknown>, found: Difference[]): void {
  const keys = Object.keys(core)
  const wanted = Object.keys(Object.fromEntries([...keys].sort((a, b) => (a < b ? -1 : 1)).map((key) => [key, 0])))
  if (JSON.stringify(keys) !== JSON.stringify(wanted))
    found.push({ path: `${path} (order of keys)`, core: keys, oracle: wanted })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

type Intervals = Record<string, Record<string, Record<string, number>>>

/** A quarter hour in which nothing happened may be told or left out. */
function withoutEmptyIntervals(view: object): object {
  const { intervals } = view as { intervals?: Intervals }
  if (intervals === undefined) return view
  const kept: Intervals = {}
  for (const [queue, byStart] of Object.entries(intervals)) {
    const told = Object.entries(byStart).filter(([, counts]) => Object.values(counts).some((n) => n !== 0))
    if (told.length > 0) kept[queue] = Object.fromEntries(told)
  }
  return { ...view, intervals: kept }
}

/** One line a difference, for a test's message. */
export function explain(found: readonly Difference[]): string {
  return found
    .slice(0, 40)
    .map(({ path, core, oracle }) => `${path}: core ${JSON.stringify(core)}, oracle ${JSON.stringify(oracle)}`)
    .join('\n')
}
