/** An agent's time as runs of one state: zero-length states leave no trace, equal neighbours are one (F6). */
import type { EpochMs } from '../../units.ts'
import { visibleReason, visibleState, type AgentState, type AgentStateName } from './agentMachine.ts'

/** From `since` to the next run's beginning, or on. */
export interface AgentRun {
  readonly since: EpochMs
  readonly state: AgentStateName
  readonly reason: string | undefined
}

/** Writes on what the agent is from `at`; `runs` is changed in place and stays in order. */
export function extendRuns(runs: AgentRun[], at: EpochMs, agent: AgentState): void {
  const state = visibleState(agent)
  const reason = visibleReason(agent)
  if (runs.at(-1)?.since === at) runs.pop()
  const before = runs.at(-1)
  if (before === undefined || before.state !== state || before.reason !== reason)
    runs.push({ since: at, state, reason })
}
