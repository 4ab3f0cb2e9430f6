/** Which ratios a sparkline spans. */

/** Room above and below, so that a thick line is not cut; and the least span shown: 20 points. */
const MARGIN = 0.03
const LEAST_SPAN = 0.2

export type Range = [low: number, high: number]

/** The span that shows every value and the target; small wobbles are not blown up. */
export function rangeOf(values: readonly (number | null)[], target: number | undefined): Range {
  const known = [...values, target ?? null].filter((value) => value !== null)
  if (known.length === 0) return [0, 1]
  const low = Math.min(...known)
  const high = Math.max(...known)
  const spare = Math.max(0, LEAST_SPAN - (high - low)) / 2 + MARGIN
  return [low - spare, high + spare]
}

/** How far down from the top a value stands, 0..1. */
export function depthOf(value: number, [low, high]: Range): number {
  return (high - value) / (high - low)
}
