import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { offeredLoad } from '../../../src/core/forecast/demand.ts'
import { blocked, linesNeeded } from '../../../src/core/forecast/erlangB.ts'
import { calls } from './units.ts'

describe('Erlang B', () => {
  test.each([
    ['B1', 1, 1, 0.5],
    ['B2', 1, 2, 0.2],
  ])('[FC1] %s: %i erlang on %i lines turns away %d (pyworkforce test, metrics 3.2)', (_, load, lines, share) => {
    expect(blocked(load, lines)).toBeCloseTo(share, 15)
  })

  test('[FC1] B3: 10 erlangs turn away at most 2 % on 17 lines (pyworkforce test, metrics 3.2)', () => {
    expect(linesNeeded(10, 0.02)).toBe(17)
  })

  test.each([
    ['B4', 3600, 33],
    ['B5', 1800, 58],
    ['B6', 900, 107],
    ['B7', 600, 154],
  ])(
    '[FC1] %s: 180 calls of 450 s in %i s, 1 %%: %i lines (josimar-jr/ErlangC test, metrics 3.2)',
    (_, everyS, lines) => {
      expect(linesNeeded(offeredLoad(calls(180, everyS, 450)), 0.01)).toBe(lines)
    },
  )

  test('[FC1] 30 calls of 6 minutes in an hour are 3 erlangs (Cisco, metrics 4.4)', () => {
    expect(offeredLoad(calls(30, 3600, 360))).toBe(3)
  })

  test('[FC1] 180 erlangs on 200 lines turn away 0.0103, where a published test says 0.012 (metrics 3.2)', () => {
    expect(blocked(180, 200)).toBeCloseTo(0.0103, 4)
  })

  test('[FC1] no line turns everybody away, no load nobody', () => {
    expect([blocked(5, 0), blocked(0, 3)]).toEqual([1, 0])
  })

  test('[FC1] what no number of lines can keep is not promised', () => {
    expect(linesNeeded(1, -1)).toBeUndefined()
  })

  test('[FC1] more lines never turn more away', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 500, noNaN: true }), fc.nat(600), (load, lines) => {
        const [fewer, more] = [blocked(load, lines), blocked(load, lines + 1)]
        return fewer <= 1 && more >= 0 && more <= fewer
      }),
    )
  })
})
