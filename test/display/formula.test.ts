import { expect, test } from 'vitest'
import { SERVICE_LEVEL_FORMULAS } from '../../src/core/view/floorView.ts'
import { formulaRemark, formulaWords, fraction } from '../../src/display/formula.ts'
import { someTotals } from '../fixtures/wire/floorViews.ts'

const TOTALS = someTotals({
  answered: 51,
  answeredWithinTarget: 36,
  abandoned: 9,
  shortAbandoned: 1,
  abandonedWithinTarget: 3,
  flowedOut: 4,
})

test.each([
  ['SL1', 36, 51],
  ['SL2', 36, 60],
  ['SL3', 36, 57],
  ['SL4', 39, 60],
  ['SL5', 36, 59],
  ['SL6', 36, 63],
  ['SL9', 36, 61],
] as const)('[N4] %s is %d of %d', (formula, met, n) => {
  expect(fraction(formula, TOTALS, 2)).toMatchObject({ met, n })
})

test('[N4] the terms of SL5, in words and counts', () => {
  expect(fraction('SL5', TOTALS, 2)).toEqual({
    numerator: [{ sign: 1, words: 'in target', count: 36 }],
    denominator: [
      { sign: 1, words: 'answered', count: 51 },
      { sign: 1, words: 'abandoned', count: 9 },
      { sign: -1, words: 'short', count: 1 },
    ],
    met: 36,
    n: 59,
  })
})

test('[N4] every formula has words, and words of its own after n', () => {
  expect(formulaWords('SL5')).toBe('in target ÷ (answered + abandoned − short)')
  expect(formulaWords('SL1')).toBe('in target ÷ answered')
  expect(new Set(SERVICE_LEVEL_FORMULAS.map(formulaRemark)).size).toBe(SERVICE_LEVEL_FORMULAS.length)
})
