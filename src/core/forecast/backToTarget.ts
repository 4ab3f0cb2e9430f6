/** "Answer the next k in time and the window is back at its target": exact arithmetic on counts, no model. */
import type { Fraction } from '../measures/fraction.ts'

/** Target ratios are taken to a millionth. */
const PARTS = 1_000_000

/**
 * The least k ≥ 0 for which the window's service level, by whatever formula (N4), is at its target after k more
 * answers in time and nothing else: each adds one to both parts. It holds for the counts as they stand; a sliding
 * window forgets meanwhile. Undefined without a base, and where a target of 1 has been missed already.
 */
export function answersToTarget({ numerator, denominator }: Fraction, targetRatio: number): number | undefined {
  if (denominator <= 0) return undefined
  const target = Math.round(targetRatio * PARTS)
  // (N + k) ÷ (D + k) ≥ p ÷ q, all whole numbers: k·(q − p) ≥ p·D − q·N.
  const missing = target * denominator - PARTS * numerator
  if (missing <= 0) return 0
  return target >= PARTS ? undefined : Math.ceil(missing / (PARTS - target))
}
