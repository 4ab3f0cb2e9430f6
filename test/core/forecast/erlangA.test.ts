import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agentsNeeded } from '../../../src/core/forecast/agentsNeeded.ts'
import { arrivalRate, offeredLoad } from '../../../src/core/forecast/demand.ts'
import {
  erlangA,
  erlangAServiceLevel,
  erlangAWaitPercentile,
  type ImpatientDemand,
} from '../../../src/core/forecast/erlangA.ts'
import { erlangC, erlangCServiceLevel, erlangCWaitPercentile } from '../../../src/core/forecast/erlangC.ts'
import { rostered } from '../../../src/core/forecast/shrinkage.ts'
import { minutes, seconds } from '../../../src/core/units.ts'
import { impatient } from './units.ts'

const TWENTY = seconds(20)
/** A2, A3: 100 calls in half an hour, 3 minutes each, patience 5 minutes. */
const PYWORKFORCE = impatient(100 / 30, 3, 5)

describe('Erlang A', () => {
  test('[FC3] A1: 48 calls of 1 min a minute, patience 2 min, 50 agents: 3.1 % give up, wait 3.7 s, P90 12.5 s, 3 waiting, 93 % busy (Garnett, Mandelbaum, Reiman, metrics 3.2)', () => {
    const demand = impatient(48, 1, 2)
    const queue = erlangA(demand, 50)
    expect(queue.abandoned).toBeCloseTo(0.030912, 6)
    expect(queue.averageWaitMs / 1000).toBeCloseTo(3.7095, 4)
    expect(erlangAWaitPercentile(demand, 50, 0.9) / 1000).toBeCloseTo(12.44, 2)
    expect(queue.waiting).toBeCloseTo(2.968, 3)
    expect(queue.occupancy).toBeCloseTo(0.9303, 4)
  })

  test('[FC3, FC4] A2: 14 agents: Pw 0.14526, 0.013984 give up, occupancy 0.704297, wait 0.069919 min, SL 0.916792 (pyworkforce test, metrics 3.2)', () => {
    const queue = erlangA(PYWORKFORCE, 14)
    expect(queue.delayed).toBeCloseTo(0.14526, 5)
    expect(queue.abandoned).toBeCloseTo(0.013984, 6)
    expect(queue.occupancy).toBeCloseTo(0.704297, 6)
    expect(queue.averageWaitMs / 60_000).toBeCloseTo(0.069919, 6)
    expect(erlangAServiceLevel(PYWORKFORCE, 14, TWENTY)).toBeCloseTo(0.916792, 6)
  })

  test('[FC5] A3: 80 % in 20 s, occupancy at most 85 %, 5 % give up: 13 agents, 19 rostered, SL 0.858 (pyworkforce docs, metrics 3.2)', () => {
    const serviceLevel = { withinMs: TWENTY, ratio: 0.8 }
    expect(agentsNeeded(PYWORKFORCE, { serviceLevel, occupancy: 0.85, abandoned: 0.05 })).toBe(13)
    expect(rostered(13, 0.3)).toBe(19)
    const queue = erlangA(PYWORKFORCE, 13)
    expect(erlangAServiceLevel(PYWORKFORCE, 13, TWENTY)).toBeCloseTo(0.858178, 6)
    expect(queue.occupancy).toBeCloseTo(0.750028, 6)
    expect(queue.abandoned).toBeCloseTo(0.024963, 6)
    expect(queue.delayed).toBeCloseTo(0.225797, 6)
    expect(queue.averageWaitMs / 60_000).toBeCloseTo(0.124817, 6)
  })

  test.each([15, 20, 25])(
    '[FC3, FC4] A4: with endless patience, 1e6 min, %i agents do as Erlang C says (pyworkforce test, metrics 3.2)',
    (agents) => {
      const demand = impatient(100 / 30, 3, 1e6)
      expectErlangC(demand, agents, 1e-4)
    },
  )

  test.each([
    [48, 1, 2, 50, 0.467774, 0.030912, 0.930324, 3.7095, 0.943019],
    [48, 1, 2, 48, 0.601481, 0.047645, 0.952355, 5.7174, 0.895514],
    [48, 1, 2, 45, 0.786867, 0.083602, 0.977491, 10.0323, 0.764747],
    [10 / 3, 3, 5, 10, 0.599433, 0.109438, 0.890562, 32.8314, 0.51681],
    [10 / 3, 3, 5, 12, 0.331802, 0.042711, 0.797741, 12.8133, 0.772279],
    [10, 4, 3, 40, 0.486814, 0.067444, 0.932556, 12.1398, 0.714167],
    [10, 4, 3, 36, 0.713248, 0.128741, 0.968065, 23.1734, 0.488198],
  ])(
    '[FC3, FC4] (%d a minute, AHT %d min, patience %d min, %i agents): Pw %d, P(ab) %d, occupancy %d, wait %d s, SL 20 s %d (two formulations, metrics 3.2)',
    (aMinute, handle, patience, agents, pw, abandoned, occupancy, waitS, sl) => {
      const demand = impatient(aMinute, handle, patience)
      const queue = erlangA(demand, agents)
      expect(queue.delayed).toBeCloseTo(pw, 6)
      expect(queue.abandoned).toBeCloseTo(abandoned, 6)
      expect(queue.occupancy).toBeCloseTo(occupancy, 6)
      expect(queue.averageWaitMs / 1000).toBeCloseTo(waitS, 4)
      expect(erlangAServiceLevel(demand, agents, TWENTY)).toBeCloseTo(sl, 6)
    },
  )

  const demands = fc.record({
    contacts: fc.double({ min: 0.1, max: 200, noNaN: true }),
    everyMs: fc.constant(minutes(1)),
    handleMs: fc.integer({ min: 1_000, max: 900_000 }).map((ms) => seconds(ms / 1000)),
    patienceMs: fc.integer({ min: 1_000, max: 3_600_000 }).map((ms) => seconds(ms / 1000)),
  })
  const staffed = fc.integer({ min: 1, max: 300 })

  test('[FC3] A5: E[W] = Lq ÷ λ and P(ab) = θ·E[W] (pyworkforce test, literature, metrics 3.2)', () => {
    fc.assert(
      fc.property(demands, staffed, (demand, agents) => {
        const queue = erlangA(demand, agents)
        expect(queue.averageWaitMs).toBeCloseTo(queue.waiting / arrivalRate(demand), 6)
        expect(queue.abandoned).toBeCloseTo(queue.averageWaitMs / demand.patienceMs, 12)
      }),
    )
  })

  test('[FC3] who arrives is answered or gives up: occupancy is what the states themselves say', () => {
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 60 }), (demand, agents) => {
        expect(erlangA(demand, agents).occupancy).toBeCloseTo(plainOccupancy(demand, agents), 9)
      }),
    )
  })

  test('[FC4] in the long run the answered are those who did not give up', () => {
    fc.assert(
      fc.property(demands, staffed, (demand, agents) => {
        const forEver = erlangAServiceLevel(demand, agents, minutes(1_000_000))
        expect(forEver).toBeCloseTo(1 - erlangA(demand, agents).abandoned, 7)
      }),
    )
  })

  test('[FC4] the turn in line is what summing the places in line one by one gives', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.5, max: 10, noNaN: true }),
        (aMinute, agents, patience) => {
          const demand = impatient(aMinute, 1, patience)
          expect(erlangAServiceLevel(demand, agents, TWENTY)).toBeCloseTo(plainServiceLevel(demand, agents, 20_000), 4)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('[FC3, FC4] one more agent never makes it worse', () => {
    fc.assert(
      fc.property(demands, staffed, (demand, agents) => {
        const [few, more] = [erlangA(demand, agents), erlangA(demand, agents + 1)]
        const noise = 1e-9
        return (
          more.delayed <= few.delayed + noise &&
          more.abandoned <= few.abandoned + noise &&
          more.occupancy <= few.occupancy + noise &&
          erlangAServiceLevel(demand, agents + 1, TWENTY) >= erlangAServiceLevel(demand, agents, TWENTY) - noise
        )
      }),
    )
  })

  test('[FC3] with agents to spare it becomes Erlang C as patience grows', () => {
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 30 }), (demand, spare) => {
        const agents = Math.ceil(offeredLoad(demand) * 1.05) + spare
        expectErlangC({ ...demand, patienceMs: minutes(1e9) }, agents, 1e-6)
      }),
    )
  })

  test('[FC3, FC4] thousands of agents and a thousandfold overload overflow nothing', () => {
    const large = erlangA(impatient(50_000, 1, 2), 50_100)
    expect(large.averageWaitMs).toBeCloseTo(87.52, 2)
    const crowded = impatient(10_000, 1, 2)
    expect(erlangA(crowded, 10)).toMatchObject({ delayed: 1, occupancy: 1 })
    expect(erlangA(crowded, 10).abandoned).toBeCloseTo(0.999, 12)
    expect(erlangAServiceLevel(crowded, 10, TWENTY)).toBe(0)
    // The queue drains to its turn after ln(1000) patiences.
    expect(erlangAServiceLevel(crowded, 10, minutes(60))).toBeCloseTo(0.001, 9)
  })

  test('[FC3, FC4] nobody arrives, nobody waits; nobody works, everybody gives up', () => {
    const none = { delayed: 0, averageWaitMs: 0, waiting: 0, occupancy: 0, abandoned: 0 }
    expect(erlangA(impatient(0, 1, 2), 3)).toEqual(none)
    expect(erlangAServiceLevel(impatient(0, 1, 2), 3, TWENTY)).toBe(1)
    expect(erlangA(impatient(5, 1, 2), 0).abandoned).toBeCloseTo(1, 12)
    expect(erlangAServiceLevel(impatient(5, 1, 2), 0, TWENTY)).toBe(0)
    expect(erlangAWaitPercentile(impatient(5, 1, 2), 0, 0.9)).toBeCloseTo(120_000 * Math.log(10), 6)
    expect(erlangAWaitPercentile(PYWORKFORCE, 20, 0.9)).toBe(0)
  })
})

function expectErlangC(demand: ImpatientDemand, agents: number, within: number): void {
  const patient = erlangC(demand, agents)
  const impatientQueue = erlangA(demand, agents)
  expect(Math.abs(impatientQueue.delayed - (patient?.delayed ?? NaN))).toBeLessThan(within)
  const waits = [impatientQueue.averageWaitMs, patient?.averageWaitMs ?? NaN] as const
  expect(Math.abs(waits[0] - waits[1])).toBeLessThanOrEqual(within * Math.max(1_000, waits[1]))
  const level = erlangAServiceLevel(demand, agents, TWENTY)
  expect(Math.abs(level - (erlangCServiceLevel(demand, agents, TWENTY) ?? NaN))).toBeLessThan(within)
  const p99 = [erlangAWaitPercentile(demand, agents, 0.99), erlangCWaitPercentile(demand, agents, 0.99) ?? NaN] as const
  expect(Math.abs(p99[0] - p99[1])).toBeLessThanOrEqual(10 * within * Math.max(1_000, p99[1]))
}

/** p(k) from p(0) up, as the textbook writes it; Σ min(k, n)·p(k) ÷ n. */
function plainOccupancy(demand: ImpatientDemand, agents: number): number {
  const [load, giveUp] = [offeredLoad(demand), demand.handleMs / demand.patienceMs]
  const states = Math.ceil(agents + load * (1 + 40 / giveUp)) + 2_000
  let [log, top] = [0, 0]
  const logs = [0]
  for (let k = 1; k < Math.min(states, 200_000); k++) {
    log += Math.log(load / (Math.min(k, agents) + Math.max(k - agents, 0) * giveUp))
    logs.push(log)
    top = Math.max(top, log)
  }
  const weights = logs.map((value) => Math.exp(value - top))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.reduce((sum, weight, k) => sum + Math.min(k, agents) * weight, 0) / all / agents
}

/**
 * The share answered in time, by following every place in line forward in small steps: behind j others the turn comes
 * nearer at nμ + jθ, while the contact itself gives up at θ.
 */
function plainServiceLevel(demand: ImpatientDemand, agents: number, withinMs: number): number {
  const load = offeredLoad(demand)
  const giveUp = demand.handleMs / demand.patienceMs
  const weights = [1]
  for (let k = 1; k < agents + 400; k++)
    weights.push(((weights[k - 1] ?? 0) * load) / (Math.min(k, agents) + Math.max(k - agents, 0) * giveUp))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  let answered = weights.slice(0, agents).reduce((sum, weight) => sum + weight, 0) / all
  let line = weights.slice(agents).map((weight) => weight / all)
  const steps = 4_000
  const step = withinMs / demand.handleMs / steps
  const rate = (behind: number) => agents + behind * giveUp
  for (let n = 0; n < steps; n++) {
    // Heun: the mean of the slopes at both ends.
    const first = slope(line)
    const second = slope(line.map((mass, j) => mass + step * (first[j] ?? 0)))
    const served = step * rate(0) * ((line[0] ?? 0) + (step / 2) * (first[0] ?? 0))
    answered += served
    line = line.map((mass, j) => mass + (step / 2) * ((first[j] ?? 0) + (second[j] ?? 0)))
  }
  return answered

  function slope(masses: readonly number[]): number[] {
    return masses.map((mass, j) => rate(j + 1) * (masses[j + 1] ?? 0) - (rate(j) + giveUp) * mass)
  }
}
