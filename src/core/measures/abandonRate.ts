/** The share that gave up, short abandons forgiven: (B − B_S) ÷ (A + B − B_S) (N5). */
import type { Counts } from '../windows/totals.ts'
import type { Fraction } from './fraction.ts'

export function abandonRate(counts: Counts): Fraction {
  const counted = counts.abandoned - counts.shortAbandoned
  return { numerator: counted, denominator: counts.answered + counted }
}
