/**
 * Erlang C (M/M/n): everybody waits as long as it takes. Valid only while agents > load: otherwise the queue grows
 * for ever, there is no steady state, and every function here is undefined.
 * Source: Erlang 1917 (metrics part 3.1): C = n·B ÷ (n − a·(1 − B)), P(W > t) = C·e^(−(n−a)·t ÷ AHT).
 */
import { durationMs, ratio, type DurationMs, type Ratio } from '../units.ts'
import { arrivalRate, offeredLoad, type Demand } from './demand.ts'
import { blocked } from './erlangB.ts'

/** A queue in its steady state, averaged over all who arrive. */
export interface SteadyQueue {
  /** The share that must wait at all. */
  readonly delayed: Ratio
  readonly averageWaitMs: DurationMs
  /** Contacts waiting, on average. */
  readonly waiting: number
  /** Share of the agents' time spent handling. */
  readonly occupancy: Ratio
}

/** The share that must wait: `load` in erlangs. */
export function delayed(load: number, agents: number): Ratio | undefined {
  if (agents <= load) return undefined
  const turnedAway = blocked(load, agents)
  return ratio((agents * turnedAway) / (agents - load * (1 - turnedAway)))
}

export function erlangC(demand: Demand, agents: number): SteadyQueue | undefined {
  const load = offeredLoad(demand)
  const share = delayed(load, agents)
  if (share === undefined) return undefined
  const averageWaitMs = durationMs((share * demand.handleMs) / (agents - load))
  return {
    delayed: share,
    averageWaitMs,
    waiting: arrivalRate(demand) * averageWaitMs,
    occupancy: ratio(load / agents),
  }
}

/** The share answered within `withinMs`. */
export function erlangCServiceLevel(demand: Demand, agents: number, withinMs: DurationMs): Ratio | undefined {
  const load = offeredLoad(demand)
  const share = delayed(load, agents)
  if (share === undefined) return undefined
  return ratio(1 - share * Math.exp((-(agents - load) * withinMs) / demand.handleMs))
}

/** The wait that this share of contacts does not exceed. */
export function erlangCWaitPercentile(demand: Demand, agents: number, share: number): DurationMs | undefined {
  const load = offeredLoad(demand)
  const waits = delayed(load, agents)
  if (waits === undefined) return undefined
  if (waits <= 1 - share) return durationMs(0)
  return durationMs((Math.log(waits / (1 - share)) * demand.handleMs) / (agents - load))
}
