/** Agents by state over any set of them: members of a queue, a team, everybody (F7). */
import type { AgentStateName } from '../../floor/agent/agentMachine.ts'
import type { AgentCountsView } from '../floorView.ts'

export function agentCounts(states: Iterable<AgentStateName>): AgentCountsView {
  const n = { available: 0, alerting: 0, onContact: 0, wrapUp: 0, notReady: 0, offline: 0 }
  for (const state of states) n[state]++
  const staffed = n.available + n.alerting + n.onContact + n.wrapUp
  return {
    agentsSignedIn: staffed + n.notReady,
    agentsStaffed: staffed,
    agentsAvailable: n.available,
    agentsAlerting: n.alerting,
    agentsOnContact: n.onContact,
    agentsInWrapUp: n.wrapUp,
    agentsNotReady: n.notReady,
  }
}
