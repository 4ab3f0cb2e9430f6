/**
 * Erlang A (M/M/n+M): who waits gives up after an exponential patience. Always stable, however few the agents.
 * Source: Palm 1957; Garnett, Mandelbaum and Reiman 2002 (metrics part 3.1): births λ, deaths min(k,n)·μ + max(k−n,0)·θ.
 */
import { durationMs, ratio, type DurationMs, type Ratio } from '../units.ts'
import { birthDeath, type SteadyState } from './birthDeath.ts'
import { crossing } from './crossing.ts'
import { arrivalRate, offeredLoad, type Demand } from './demand.ts'
import type { SteadyQueue } from './erlangC.ts'
import { servedWithin } from './virtualWait.ts'

/** Demand of contacts that do not wait for ever. */
export interface ImpatientDemand extends Demand {
  /** How long a contact waits, on average, before it gives up: 1 ÷ θ. */
  readonly patienceMs: DurationMs
}

export interface ImpatientQueue extends SteadyQueue {
  /** The share that gives up: θ · average wait. */
  readonly abandoned: Ratio
}

/** The queue in its steady state; `averageWaitMs` is over all who arrive, answered or not. */
export function erlangA(demand: ImpatientDemand, agents: number): ImpatientQueue {
  const { delayed, waiting } = steadyState(demand, agents)
  // Little's law.
  const averageWaitMs = demand.contacts === 0 ? 0 : waiting / arrivalRate(demand)
  const abandoned = averageWaitMs / demand.patienceMs
  return {
    delayed: ratio(delayed),
    averageWaitMs: durationMs(averageWaitMs),
    waiting,
    occupancy: ratio(agents === 0 ? 0 : Math.min(1, (offeredLoad(demand) * (1 - abandoned)) / agents)),
    abandoned: ratio(abandoned),
  }
}

/** The share of all who arrive that is answered within `withinMs`: the service level in which abandons hurt (SL2). */
export function erlangAServiceLevel(demand: ImpatientDemand, agents: number, withinMs: DurationMs): Ratio {
  const { delayed } = steadyState(demand, agents)
  return ratio(1 - delayed * (1 - servedWithin(virtualWait(demand, agents), withinMs, 1 / demand.patienceMs)))
}

/** The wait that this share of all who arrive does not exceed, whether it ends in an answer or not. */
export function erlangAWaitPercentile(demand: ImpatientDemand, agents: number, share: number): DurationMs {
  const { delayed } = steadyState(demand, agents)
  if (delayed <= 1 - share) return durationMs(0)
  const wait = virtualWait(demand, agents)
  // Still waiting after `ms`: neither answered nor out of patience.
  const isWithin = (ms: number) =>
    delayed * (1 - servedWithin(wait, ms, 0)) * Math.exp(-ms / demand.patienceMs) <= 1 - share
  let longest: number = demand.patienceMs
  while (!isWithin(longest)) longest *= 2
  return durationMs(crossing(isWithin, 0, longest))
}

function steadyState(demand: ImpatientDemand, agents: number): SteadyState {
  return birthDeath({ load: offeredLoad(demand), agents, giveUpRate: demand.handleMs / demand.patienceMs })
}

function virtualWait(demand: ImpatientDemand, agents: number) {
  return { arrivals: arrivalRate(demand), answers: agents / demand.handleMs, giveUpRate: 1 / demand.patienceMs }
}
