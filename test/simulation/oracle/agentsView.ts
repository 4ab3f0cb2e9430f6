/** Agents and teams as the floor view shows them (F6 to F8, W4). */
import type { AgentCountsView, AgentView, TeamView } from '../../../src/core/view/floorView.ts'
import { isTheirs } from './agents.ts'
import { agentWindow } from './agentTimes.ts'
import { byCodeUnits, iso, keyed, present } from './arithmetic.ts'
import type { Agent } from './history.ts'
import { isRemembered, type Moment } from './moment.ts'
import { isSilent } from './sources.ts'
import { byWindow } from './windows.ts'

export function agentsNow(moment: Moment): Agent[] {
  return [...moment.history.agents.values()].sort((a, b) => byCodeUnits(a.id, b.id))
}

export function agentsView(moment: Moment): Record<string, AgentView> {
  return keyed(
    agentsNow(moment).map((agent) => agent.id),
    (id) => agentView(moment, moment.history.agents.get(id) as Agent),
  )
}

function agentView(moment: Moment, agent: Agent): AgentView {
  const run = runOf(agent)
  return present({
    name: agent.name ?? agent.id,
    team: agent.team,
    queues: membershipOf(moment, agent),
    state: run.state,
    reason: run.reason,
    stateSince: iso(run.from),
    silent: isSilent(moment, agent.namedBy) ? true : undefined,
    contacts: openTalksOf(moment, agent),
    windows: byWindow((window) => agentWindow(moment, [agent], window)),
  })
}

function runOf(agent: Agent): Agent['runs'][number] {
  const run = agent.runs.at(-1)
  if (run === undefined) throw new Error(`agent ${agent.id} has no state`)
  return run
}

function openTalksOf(moment: Moment, agent: Agent): AgentView['contacts'] {
  return moment.history.handles
    .filter((handle) => isTheirs(agent, handle) && handle.endedAt === undefined)
    .sort((a, b) => a.answeredAt - b.answeredAt || byCodeUnits(a.contact, b.contact))
    .map((handle) =>
      present({
        contact: handle.contact,
        queue: handle.queue,
        answeredAt: iso(handle.answeredAt),
        held: handle.holds.some((hold) => hold.to === undefined),
      }),
    )
}

/** F7: as last declared; without a declaration, the queues whose segments they answered. */
export function membershipOf(moment: Moment, agent: Agent): string[] {
  const learnt = moment.history.handles.filter((h) => h.agent === agent.id && isRemembered(moment, h.answeredAt))
  const queues = agent.declared ?? learnt.flatMap((handle) => (handle.queue === undefined ? [] : [handle.queue]))
  return [...new Set(queues)].sort(byCodeUnits)
}

export function countsOf(agents: readonly Agent[]): AgentCountsView {
  const inState = (state: string): number => agents.filter((agent) => runOf(agent).state === state).length
  const signedIn = agents.length - inState('offline')
  return {
    agentsSignedIn: signedIn,
    agentsStaffed: signedIn - inState('notReady'),
    agentsAvailable: inState('available'),
    agentsAlerting: inState('alerting'),
    agentsOnContact: inState('onContact'),
    agentsInWrapUp: inState('wrapUp'),
    agentsNotReady: inState('notReady'),
  }
}

export function teamsView(moment: Moment): Record<string, TeamView> {
  const agents = agentsNow(moment)
  return keyed(
    agents.flatMap((agent) => agent.team ?? []),
    (team) => {
      const theirs = agents.filter((agent) => agent.team === team)
      return { ...countsOf(theirs), windows: byWindow((window) => agentWindow(moment, theirs, window)) }
    },
  )
}
