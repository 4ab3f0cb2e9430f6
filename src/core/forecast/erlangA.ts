/**
 * Erlang A (M/M/n+M): who waits gives up after an exponential patience. Always stable, however few the agents.
 * Source: Palm 1957; Garnett, Mandelbaum and Reiman 2002 (metrics part 3.1): births λ, deaths min(k,n)·μ + max(k−n,0)·θ.
 */
import { durationMs, ratio, type DurationMs, type Ratio } from '../units.ts'
import { birthDeath } from './birthDeath.ts'
import { arrivalRate, offeredLoad, type Demand } from './demand.ts'
import type { SteadyQueue } from './erlangC.ts'
import { integral } from './integral.ts'

/** Demand of contacts that do not wait for ever. */
export interface ImpatientDemand extends Demand {
  /** How long a contact waits, on average, before it gives up: 1 ÷ θ. */
  readonly patienceMs: DurationMs
}

export interface ImpatientQueue extends SteadyQueue {
  /** The share that gives up: θ · average wait. */
  readonly abandoned: Ratio
}

/** `averageWaitMs` is over all who arrive, served or not. */
export function erlangA(demand: ImpatientDemand, agents: number): ImpatientQueue {
  const { delayed, waiting } = birthDeath(system(demand, agents))
  // Nobody arrives, nobody waits.
  const averageWaitMs = demand.contacts === 0 ? 0 : waiting / arrivalRate(demand)
  const abandoned = averageWaitMs / demand.patienceMs
  const occupancy = agents === 0 ? 0 : (offeredLoad(demand) * (1 - abandoned)) / agents
  return {
    delayed: ratio(delayed),
    averageWaitMs: durationMs(averageWaitMs),
    waiting,
    occupancy: ratio(occupancy),
    abandoned: ratio(abandoned),
  }
}

/** The share of all who arrive that is answered within `withinMs`: the service level that counts abandons (SL2). */
export function erlangAServiceLevel(demand: ImpatientDemand, agents: number, withinMs: DurationMs): Ratio {
  const { delayed } = birthDeath(system(demand, agents))
  return ratio(Math.min(1, 1 - delayed + servedAfterWaiting(demand, agents, withinMs)))
}

/** The wait that this share of all who arrive does not exceed, whether it ends in an answer or not. */
export function erlangAWaitPercentile(demand: ImpatientDemand, agents: number, share: number): DurationMs {
  const within = (ms: number) => waitAtMost(demand, agents, ms) >= share
  if (within(0)) return durationMs(0)
  let [low, high] = [0, demand.patienceMs as number]
  while (!within(high)) [low, high] = [high, high * 2]
  // To a thousandth of a ms: far finer than anything that is shown.
  while (high - low > 0.001) {
    const middle = (low + high) / 2
    if (within(middle)) high = middle
    else low = middle
  }
  return durationMs(high)
}

/** Waits end by patience or by an answer, whichever comes first. */
function waitAtMost(demand: ImpatientDemand, agents: number, ms: number): number {
  const { delayed } = birthDeath(system(demand, agents))
  const stillUnserved = Math.max(0, delayed - servedInTime(demand, agents, ms, 0))
  return 1 - stillUnserved * Math.exp(-ms / demand.patienceMs)
}

function servedAfterWaiting(demand: ImpatientDemand, agents: number, withinMs: number): number {
  return servedInTime(demand, agents, withinMs, 1 / demand.patienceMs)
}

/**
 * The share that waits, and whose turn comes within `withinMs` with its patience (ending at `giveUpRate` a ms) not over.
 * Summed over the places in line, the turn comes with density p_n·nμ·e^(−nμt + (λ/θ)(1 − e^(−θt))) (Baccelli and Hebuterne 1981).
 */
function servedInTime(demand: ImpatientDemand, agents: number, withinMs: number, giveUpRate: number): number {
  if (demand.contacts === 0 || agents === 0 || withinMs <= 0) return 0
  const { logAllBusyNoneWaiting } = birthDeath(system(demand, agents))
  const arrivals = arrivalRate(demand)
  const answers = agents / demand.handleMs
  const density = (t: number) =>
    // −expm1: 1 − e^(−θt) without losing digits when patience is long.
    Math.exp(
      logAllBusyNoneWaiting -
        (answers + giveUpRate) * t -
        arrivals * demand.patienceMs * Math.expm1(-t / demand.patienceMs),
    )
  return answers * integral(density, withinMs, Math.max(arrivals, answers + giveUpRate))
}

function system(demand: ImpatientDemand, agents: number) {
  return { load: offeredLoad(demand), agents, giveUpRate: demand.handleMs / demand.patienceMs }
}
