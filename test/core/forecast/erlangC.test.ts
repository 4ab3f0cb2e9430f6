import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalRate, offeredLoad, type Demand } from '../../../src/core/forecast/demand.ts'
import { blocked } from '../../../src/core/forecast/erlangB.ts'
import { agentsNeeded } from '../../../src/core/forecast/agentsNeeded.ts'
import {
  delayed,
  erlangC,
  erlangCServiceLevel,
  erlangCWaitPercentile,
  type SteadyQueue,
} from '../../../src/core/forecast/erlangC.ts'
import { rostered } from '../../../src/core/forecast/shrinkage.ts'
import { seconds } from '../../../src/core/units.ts'
import { calls } from './units.ts'

/** C1 to C6: 100 calls in half an hour, 3 minutes each: 10 erlangs. */
const CRAN = calls(100, 1800, 180)

/** @throws Error where there is no steady state */
function steady(demand: Demand, agents: number): SteadyQueue {
  const queue = erlangC(demand, agents)
  if (queue === undefined) throw new Error('no steady state')
  return queue
}

function level(demand: Demand, agents: number, withinS: number): number {
  return erlangCServiceLevel(demand, agents, seconds(withinS)) ?? NaN
}

function waitS(demand: Demand, agents: number): number {
  return steady(demand, agents).averageWaitMs / 1000
}

describe('Erlang C', () => {
  test.each([
    [1, 1 / 2, 1 / 2],
    [2, 1, 1 / 3],
    [2, 3 / 2, 9 / 14],
    [3, 2, 4 / 9],
    [4, 3, 27 / 53],
    [5, 4, 128 / 231],
    [10, 8, 4194304 / 10250507],
  ])('[FC2] C(%i, %d) is the exact fraction %d (closed form, metrics 3.2)', (agents, load, share) => {
    expect(delayed(load, agents)).toBeCloseTo(share, 14)
  })

  test.each([
    ['C1', 11, 0.6821182, 0.3896138, 122.78128, 0.9090909],
    ['C2', 12, 0.4493882, 0.640158, 40.44494, 0.8333333],
    ['C3', 13, 0.2852705, 0.7955948, 17.11623, 0.7692308],
    ['C4', 14, 0.1741319, 0.88835002, 7.835937, 0.7142857],
  ])(
    '[FC2] %s: 100 calls of 180 s in 30 min, %i agents: Pw %d, SL 20 s %d, ASA %d s, occupancy %d (CRAN ErlangC, metrics 3.2)',
    (_, agents, pw, sl, asa, occupancy) => {
      const queue = steady(CRAN, agents)
      expect(queue.delayed).toBeCloseTo(pw, 7)
      expect(level(CRAN, agents, 20)).toBeCloseTo(sl, 7)
      expect(queue.averageWaitMs / 1000).toBeCloseTo(asa, 5)
      expect(queue.occupancy).toBeCloseTo(occupancy, 7)
    },
  )

  test('[FC2] C4 to all digits (pyworkforce docs, metrics 3.2)', () => {
    expect(level(CRAN, 14, 20)).toBeCloseTo(0.8883500191794669, 14)
    expect(steady(CRAN, 14).delayed).toBeCloseTo(0.1741319335950498, 14)
  })

  test('[FC5] C4: 14 agents at 30 % shrinkage are 20 rostered (pyworkforce docs, metrics 3.2)', () => {
    expect(rostered(14, 0.3)).toBe(20)
    expect([rostered(14, 0), rostered(14, 1)]).toEqual([14, undefined])
  })

  test('[FC5] C5: 80 % in 0.33 min, occupancy at most 85 %: 14 agents, SL 0.888 (pyworkforce test, metrics 3.2)', () => {
    const serviceLevel = { withinMs: seconds(19.8), ratio: 0.8 }
    expect(agentsNeeded(CRAN, { serviceLevel, occupancy: 0.85 })).toBe(14)
    expect(level(CRAN, 14, 19.8)).toBeCloseTo(0.88785, 5)
  })

  test('[FC5] C6: occupancy at most 70 %: 15 agents, 22 rostered, SL 0.941, Pw 0.102 (pyworkforce test, metrics 3.2)', () => {
    const serviceLevel = { withinMs: seconds(19.8), ratio: 0.8 }
    expect(agentsNeeded(CRAN, { serviceLevel, occupancy: 0.7 })).toBe(15)
    expect(rostered(15, 0.3)).toBe(22)
    expect(level(CRAN, 15, 19.8)).toBeCloseTo(0.94113, 5)
    expect(steady(CRAN, 15).occupancy).toBeCloseTo(0.667, 3)
    expect(steady(CRAN, 15).delayed).toBeCloseTo(0.102, 3)
  })

  test('[FC2] C7: 0.2 calls a second of 240 s, 55 agents: Pw 0.2387, ASA 8.184 s, SL 15 s 0.8459 (Maxima note, metrics 3.2)', () => {
    const demand = calls(0.2, 1, 240)
    expect(steady(demand, 55).delayed).toBeCloseTo(0.238701, 6)
    expect(waitS(demand, 55)).toBeCloseTo(8.18403, 5)
    expect(level(demand, 55, 15)).toBeCloseTo(0.845883, 6)
  })

  test('[FC5] C8: 25 calls of 752 s in 15 min, 90 % in 20 s: 28 agents, SL 0.9195 ("stimulus" test, metrics 3.2)', () => {
    const demand = calls(25, 900, 752)
    expect(agentsNeeded(demand, { serviceLevel: { withinMs: seconds(20), ratio: 0.9 } })).toBe(28)
    expect(level(demand, 28, 20)).toBeCloseTo(0.9195, 4)
  })

  test('[FC2] C9: 35 calls of 752 s in 15 min, 37 agents: SL 20 s 0.904216 ("stimulus" test, metrics 3.2)', () => {
    expect(level(calls(35, 900, 752), 37, 20)).toBeCloseTo(0.904216, 6)
  })

  test('[FC2] C10: 180 calls of 450 s in 30 min, 48 agents: SL 10 s 0.47538605041284376 (josimar-jr/ErlangC, metrics 3.2)', () => {
    expect(level(calls(180, 1800, 450), 48, 10)).toBeCloseTo(0.47538605041284376, 13)
  })

  test('[FC5] C11: the same, 90 % in 10 s: 55 agents (josimar-jr/ErlangC, metrics 3.2)', () => {
    expect(agentsNeeded(calls(180, 1800, 450), { serviceLevel: { withinMs: seconds(10), ratio: 0.9 } })).toBe(55)
  })

  test.each([
    ['C12', 3600, 34, 0.6236, 4],
    ['C13', 1800, 48, 84.117, 3],
    ['C14', 900, 100, 9.762, 3],
    ['C15', 600, 140, 51.108, 3],
  ])(
    '[FC2] %s: 180 calls of 450 s in %i s, %i agents: ASA %d s (josimar-jr/ErlangC, metrics 3.2)',
    (_, everyS, agents, asa, digits) => {
      expect(waitS(calls(180, everyS, 450), agents)).toBeCloseTo(asa, digits)
    },
  )

  test('[FC5] C16: 200 calls of 180 s an hour, ASA at most 120 s: 12 agents, as 11 give 122.8 s (PRODYNA Go test, metrics 3.2)', () => {
    const demand = calls(200, 3600, 180)
    expect(agentsNeeded(demand, { averageWaitMs: seconds(120) })).toBe(12)
    expect(waitS(demand, 11)).toBeCloseTo(122.8, 1)
  })

  test('[FC5] C17: the same, 80 % in 60 s: 13 agents (PRODYNA Go test, metrics 3.2)', () => {
    const serviceLevel = { withinMs: seconds(60), ratio: 0.8 }
    expect(agentsNeeded(calls(200, 3600, 180), { serviceLevel })).toBe(13)
  })

  test('[FC2] C18: the same, 25 agents: SL 60 s 0.99999967; the published 0.9999992 stops its Erlang B one step early (PRODYNA Go test, metrics 3.2)', () => {
    const demand = calls(200, 3600, 180)
    expect(level(demand, 25, 60)).toBeCloseTo(0.99999967, 8)
    const early = blocked(10, 24)
    const published = 1 - ((25 * early) / (25 - 10 * (1 - early))) * Math.exp(-5)
    expect(published).toBeCloseTo(0.9999992, 7)
  })

  test('[FC2] C19: 48 calls of 1 min a minute, 50 agents: ASA 20.8 s, P90 58.1 s, 17 waiting, 96 % busy (Garnett, Mandelbaum, Reiman, metrics 3.2)', () => {
    const demand = calls(48, 60, 60)
    const queue = steady(demand, 50)
    expect(queue.averageWaitMs / 1000).toBeCloseTo(20.834, 3)
    expect((erlangCWaitPercentile(demand, 50, 0.9) ?? NaN) / 1000).toBeCloseTo(58.139, 3)
    expect(queue.waiting).toBeCloseTo(16.667, 3)
    expect(queue.occupancy).toBeCloseTo(0.96, 12)
  })

  test('[FC2] 25 agents, 20 erlangs: 0.209103 wait, 7.5277 s, where a published test says 0.261 and 9.410 (PRODYNA, metrics 3.2)', () => {
    expect(delayed(20, 25)).toBeCloseTo(0.209103, 6)
    expect(waitS(calls(200, 1800, 180), 25)).toBeCloseTo(7.5277, 4)
  })

  test.each([
    [5, 8, 300, 15, 0.856],
    [20, 24, 200, 25, 0.8192],
    [100, 112, 300, 20, 0.9247],
    [50, 58, 240, 30, 0.9285],
  ])(
    '[FC2] %i erlangs, %i agents, AHT %i s: SL %i s is %d, not the "published table" of two calculators (metrics 3.2)',
    (load, agents, handleS, withinS, sl) => {
      expect(level(calls(load, handleS, handleS), agents, withinS)).toBeCloseTo(sl, 4)
    },
  )

  test('[FC2] with no more agents than erlangs there is no steady state and no number', () => {
    for (const agents of [9, 10]) {
      expect(delayed(10, agents)).toBeUndefined()
      expect(erlangC(CRAN, agents)).toBeUndefined()
      expect(erlangCServiceLevel(CRAN, agents, seconds(20))).toBeUndefined()
      expect(erlangCWaitPercentile(CRAN, agents, 0.9)).toBeUndefined()
    }
  })

  test('[FC2] who need not wait is in the percentile too', () => {
    expect(erlangCWaitPercentile(CRAN, 20, 0.9)).toBe(0)
  })

  test('[FC5] what nobody can keep has no number of agents', () => {
    expect(agentsNeeded(CRAN, { serviceLevel: { withinMs: seconds(20), ratio: 1.1 } })).toBeUndefined()
  })

  const demands = fc.record({
    contacts: fc.integer({ min: 1, max: 5_000 }),
    everyMs: fc.constant(seconds(1800)),
    handleMs: fc.integer({ min: 1_000, max: 900_000 }).map((ms) => seconds(ms / 1000)),
  })

  test('[FC2] the average wait is waiting ÷ arrivals (Little)', () => {
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 50 }), (demand, spare) => {
        const queue = steady(demand, Math.floor(offeredLoad(demand)) + spare)
        const expected = queue.waiting / arrivalRate(demand)
        // Near saturation it is years: what rounding leaves grows with it.
        expect(Math.abs(queue.averageWaitMs - expected)).toBeLessThanOrEqual(1e-12 * expected)
      }),
    )
  })

  test('[FC2] one more agent never makes it worse', () => {
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 50 }), (demand, spare) => {
        const agents = Math.floor(offeredLoad(demand)) + spare
        const [few, more] = [steady(demand, agents), steady(demand, agents + 1)]
        return (
          more.delayed <= few.delayed &&
          more.averageWaitMs <= few.averageWaitMs &&
          more.occupancy < few.occupancy &&
          level(demand, agents + 1, 20) >= level(demand, agents, 20)
        )
      }),
    )
  })

  test('[FC5] the agents needed keep the promise and one fewer do not', () => {
    fc.assert(
      fc.property(demands, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (demand, share) => {
        const target = { serviceLevel: { withinMs: seconds(20), ratio: share } }
        const agents = agentsNeeded(demand, target) ?? NaN
        return level(demand, agents, 20) >= share && !(level(demand, agents - 1, 20) >= share)
      }),
      { numRuns: 50 },
    )
  })
})
