import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SERVICE_LEVEL_FORMULA_NAMES } from '../../../src/core/events/settings.ts'
import { answersToTarget } from '../../../src/core/forecast/backToTarget.ts'
import { serviceLevel } from '../../../src/core/measures/serviceLevel.ts'
import { noCounts } from '../../../src/core/windows/totals.ts'

describe('back to target', () => {
  test('[FC6] 7 of 10 in time: five more make it 12 of 15, 80 %', () => {
    expect(answersToTarget({ numerator: 7, denominator: 10 }, 0.8)).toBe(5)
  })

  test('[FC6] at its target exactly it needs none; just below, the next', () => {
    expect(answersToTarget({ numerator: 8, denominator: 10 }, 0.8)).toBe(0)
    expect(answersToTarget({ numerator: 79, denominator: 99 }, 0.8)).toBe(1)
  })

  test('[FC6] no floating error: 7 of 10 is 70 %, 29 of 100 is 29 %', () => {
    for (let percent = 1; percent < 100; percent++)
      expect(answersToTarget({ numerator: percent, denominator: 100 }, percent / 100)).toBe(0)
  })

  test('[FC6] without a base there is nothing to say', () => {
    expect(answersToTarget({ numerator: 0, denominator: 0 }, 0.8)).toBeUndefined()
  })

  test('[FC6] a target of 100 % is kept or lost', () => {
    expect(answersToTarget({ numerator: 5, denominator: 5 }, 1)).toBe(0)
    expect(answersToTarget({ numerator: 4, denominator: 5 }, 1)).toBeUndefined()
    expect(answersToTarget({ numerator: 0, denominator: 5 }, 0)).toBe(0)
  })

  const few = fc.nat(40)
  const windows = fc.record({
    inTime: few,
    late: few,
    abandonedShort: few,
    abandonedInTime: few,
    abandonedLate: few,
    flowedOut: few,
    waitingOverTarget: few,
  })

  test('[FC6] by every formula it is what counting up finds', () => {
    fc.assert(
      fc.property(
        windows,
        fc.constantFrom(...SERVICE_LEVEL_FORMULA_NAMES),
        fc.integer({ min: 0, max: 100 }),
        (window, formula, percent) => {
          const { inTime, late, abandonedShort, abandonedInTime, abandonedLate, flowedOut, waitingOverTarget } = window
          const after = (k: number) =>
            serviceLevel(formula, {
              ...noCounts(),
              answered: inTime + late + k,
              answeredWithinTarget: inTime + k,
              abandoned: abandonedShort + abandonedInTime + abandonedLate,
              shortAbandoned: abandonedShort,
              abandonedWithinTarget: abandonedShort + abandonedInTime,
              flowedOut,
              waitingOverTarget,
            })
          expect(answersToTarget(after(0), percent / 100)).toBe(countedUp(after, percent))
        },
      ),
      { numRuns: 500 },
    )
  })
})

/** The first k at which 100·N ≥ percent·D. */
function countedUp(after: (k: number) => { numerator: number; denominator: number }, percent: number) {
  if (after(0).denominator === 0) return undefined
  for (let k = 0; k < 30_000; k++) {
    const { numerator, denominator } = after(k)
    if (100 * numerator >= percent * denominator) return k
  }
  return undefined
}
