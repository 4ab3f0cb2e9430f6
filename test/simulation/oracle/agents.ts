/** F6: what agents said, and the state that follows. */
import { type Folded, is } from './delivery.ts'
import { endTalk, endWrapUps, openTalks } from './happen.ts'
import type { Agent, AgentRun, Contact, Handle, History } from './history.ts'

export function foldAgentState(history: History, agent: Agent, folded: Folded): void {
  if (folded.late || !is(folded, 'agent.state')) return
  const { state, reason, name, team, queues } = folded.event.data
  agent.said = { state, reason: state === 'notReady' && reason !== '' ? reason : undefined, at: folded.at }
  if (name !== undefined) agent.name = name
  if (team !== undefined) agent.team = team
  if (queues !== undefined) agent.declared = queues
  if (state === 'offline') signOff(history, agent, folded)
  if (state !== 'wrapUp') endWrapUps(history, agent.id, folded)
}

/** F6: `offline` ends the agent's talks, wrap-ups and alerts at that instant. */
function signOff(history: History, agent: Agent, folded: Folded): void {
  for (const contact of history.contacts.values()) {
    for (const handle of openTalks(contact, agent.id)) endTalk(history, handle, folded, false)
    if (contact.alert?.agent === agent.id) contact.alert = undefined
  }
}

export function isTheirs(agent: Agent, handle: Handle): boolean {
  return handle.agent === agent.id && handle.answeredAt >= agent.since
}

/** F16: an alert of before the agent was forgotten is not theirs either. */
function isAlerted(agent: Agent, { alert }: Contact): boolean {
  return alert?.agent === agent.id && alert.at >= agent.since
}

/** The agent's state by what is true now, highest first. */
function stateOf(history: History, agent: Agent): Omit<AgentRun, 'from'> {
  const open = history.handles.filter((handle) => isTheirs(agent, handle) && handle.closedAt === undefined)
  if (open.some((handle) => handle.endedAt === undefined)) return { state: 'onContact', reason: undefined }
  if (open.length > 0) return { state: 'wrapUp', reason: undefined }
  if ([...history.contacts.values()].some((contact) => isAlerted(agent, contact)))
    return { state: 'alerting', reason: undefined }
  return { state: agent.said.state, reason: agent.said.reason }
}

/** Called at the end of every instant, so that states of zero length leave no trace. */
export function noteStates(history: History, at: number): void {
  for (const agent of history.agents.values()) {
    const now = stateOf(history, agent)
    const last = agent.runs.at(-1)
    if (last?.state !== now.state || last.reason !== now.reason) agent.runs.push({ from: at, ...now })
  }
}
