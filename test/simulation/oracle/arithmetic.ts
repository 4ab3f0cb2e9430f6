/** Time and rounding, written for the oracle alone. */

export const SECOND = 1000
export const MINUTE = 60_000
export const QUARTER = 15 * MINUTE
export const HOUR = 3_600_000
export const DAY = 86_400_000
/** F16: how long a thing is remembered without an event naming it. */
export const MEMORY = 7 * DAY

export function iso(at: number): string {
  return new Date(at).toISOString()
}

export function sum(numbers: readonly number[]): number {
  let total = 0
  for (const n of numbers) total += n
  return total
}

/** Part 2: averages are rounded half up; integers summed, divided once. */
export function mean(numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined
  return Math.floor((2 * sum(numbers) + numbers.length) / (2 * numbers.length))
}

export function ratioOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole
}

/** Ascending, as numbers. */
export function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b)
}

/** By code units. */
export function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** N8: nearest rank, the element ceil(p·n). `percent` is whole, so that no rounding error chooses the rank. */
export function nearestRank(numbers: readonly number[], percent: number): number | undefined {
  return ascending(numbers)[Math.ceil((percent * numbers.length) / 100) - 1]
}

/** N12: the middle value, the mean of the two middle ones when even. */
export function middle(numbers: readonly number[]): number | undefined {
  const sorted = ascending(numbers)
  const half = sorted.length / 2
  return mean(
    sorted.length % 2 === 1 ? sorted.slice(Math.floor(half), Math.ceil(half)) : sorted.slice(half - 1, half + 1),
  )
}

/** Leaves out what is undefined: a measure without a base is absent. */
export function present<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never
}

/** An object keyed by ids, in code-unit order (N13). */
export function keyed<T>(ids: Iterable<string>, valueOf: (id: string) => T): Record<string, T> {
  return Object.fromEntries([...new Set(ids)].sort(byCodeUnits).map((id) => [id, valueOf(id)]))
}
