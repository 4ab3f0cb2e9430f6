/** The share answered within the target, by the queue's own formula (N4; variants in metrics part 1.4). */
import { unreachable } from '../units.ts'
import type { ServiceCounts } from '../windows/minuteCounts.ts'
import type { Fraction } from './fraction.ts'

export type Formula = 'SL1' | 'SL2' | 'SL3' | 'SL4' | 'SL5' | 'SL6' | 'SL9'

export function serviceLevel(formula: Formula, counts: ServiceCounts): Fraction {
  const { answered: A, answeredWithinTarget: A_T, abandoned: B, shortAbandoned: B_S } = counts
  const { abandonedWithinTarget: B_T, flowedOut: F, waitingOverTarget: Q_T } = counts
  switch (formula) {
    case 'SL1':
      return { numerator: A_T, denominator: A }
    case 'SL2':
      return { numerator: A_T, denominator: A + B }
    case 'SL3':
      return { numerator: A_T, denominator: A + B - B_T }
    case 'SL4':
      return { numerator: A_T + B_T, denominator: A + B }
    case 'SL5':
      return { numerator: A_T, denominator: A + B - B_S }
    case 'SL6':
      return { numerator: A_T, denominator: A + B - B_S + F }
    case 'SL9':
      return { numerator: A_T, denominator: A + B - B_S + Q_T }
    default:
      return unreachable(formula)
  }
}
