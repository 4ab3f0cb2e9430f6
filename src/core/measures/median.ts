/** The middle one of values, or the mean of the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0
  const upper = sorted[sorted.length >> 1] ?? 0
  return (lower + upper) / 2
}
