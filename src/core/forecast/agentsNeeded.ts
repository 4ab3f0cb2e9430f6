/** The fewest agents that keep every promise named, by Erlang C or, with a patience, Erlang A. */
import type { DurationMs, Ratio } from '../units.ts'
import { erlangA, erlangAServiceLevel, type ImpatientDemand, type ImpatientQueue } from './erlangA.ts'
import { erlangC, erlangCServiceLevel, type SteadyQueue } from './erlangC.ts'
import type { Demand } from './demand.ts'
import { leastCount } from './leastCount.ts'

/** Promises; one that is left out is not asked for. */
export interface StaffingTarget {
  readonly serviceLevel?: { readonly withinMs: DurationMs; readonly ratio: number }
  readonly averageWaitMs?: DurationMs
  /** Highest share of their time that agents handle. */
  readonly occupancy?: number
  /** Highest share that gives up; Erlang C knows nobody who does. */
  readonly abandoned?: number
}

/** Undefined when no number of agents keeps it. */
export function agentsNeeded(demand: Demand | ImpatientDemand, target: StaffingTarget): number | undefined {
  return leastCount((agents) => isMet(agents, demand, target))
}

function isMet(agents: number, demand: Demand | ImpatientDemand, target: StaffingTarget): boolean {
  const queue: (SteadyQueue & Partial<ImpatientQueue>) | undefined = isImpatient(demand)
    ? erlangA(demand, agents)
    : erlangC(demand, agents)
  if (queue === undefined) return false
  if (queue.averageWaitMs > (target.averageWaitMs ?? Infinity)) return false
  if (queue.occupancy > (target.occupancy ?? 1)) return false
  if ((queue.abandoned ?? 0) > (target.abandoned ?? 1)) return false
  const { serviceLevel } = target
  return serviceLevel === undefined || (levelOf(demand, agents, serviceLevel.withinMs) ?? 0) >= serviceLevel.ratio
}

function levelOf(demand: Demand | ImpatientDemand, agents: number, withinMs: DurationMs): Ratio | undefined {
  return isImpatient(demand)
    ? erlangAServiceLevel(demand, agents, withinMs)
    : erlangCServiceLevel(demand, agents, withinMs)
}

function isImpatient(demand: Demand | ImpatientDemand): demand is ImpatientDemand {
  return 'patienceMs' in demand
}
