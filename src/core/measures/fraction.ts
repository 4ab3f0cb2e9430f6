/** Ratios kept as numerator and denominator, so that several queues are summed before anything is divided (N9). */
import { ratio, type Ratio } from '../units.ts'

export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

/** Undefined without a base: no data is neither 0 % nor 100 %. */
export function share(fraction: Fraction): Ratio | undefined {
  return fraction.denominator > 0 ? ratio(fraction.numerator / fraction.denominator) : undefined
}

export function sumOf(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(
    (sum, { numerator, denominator }) => ({
      numerator: sum.numerator + numerator,
      denominator: sum.denominator + denominator,
    }),
    { numerator: 0, denominator: 0 },
  )
}
