/**
 * Erlang B (M/M/n/n): nobody waits, who finds every line taken is turned away.
 * Source: Erlang 1917, in the recursion that stays within 0..1 (metrics part 3.1).
 */
import { ratio, type Ratio } from '../units.ts'
import { leastCount } from './leastCount.ts'

/** The share turned away: `load` in erlangs, on `lines`. B(0) = 1; B(k) = a·B(k−1) ÷ (k + a·B(k−1)). */
export function blocked(load: number, lines: number): Ratio {
  let share = 1
  for (let k = 1; k <= lines; k++) share = (load * share) / (k + load * share)
  return ratio(share)
}

/** The fewest lines that turn away no more than this share; undefined when no number up to the ceiling does. */
export function linesNeeded(load: number, mostBlocked: number): number | undefined {
  return leastCount((lines) => blocked(load, lines) <= mostBlocked)
}
