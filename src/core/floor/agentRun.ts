/** An agent's time as runs of one state: zero-length states leave no trace, equal neighbours are one (F6). */
import type { EpochMs } from '../units.ts'
import { visibleState, type AgentState, type AgentStateName } from './agentMachine.ts'

/** From `since` to the next run's beginning, or on. */
export interface AgentRun {
  readonly since: EpochMs
  readonly state: AgentStateName
  readonly reason?: string
}

/** Writes on what the agent is from `at`; `runs` is changed in place and stays in order. */
export function extendRuns(runs: AgentRun[], at: EpochMs, state: AgentState): void {
  const now = visibleState(state)
  if (runs.at(-1)?.since === at) runs.pop()
  const before = runs.at(-1)
  if (before === undefined || before.state !== now.state || before.reason !== now.reason)
    runs.push({ since: at, ...now })
}
