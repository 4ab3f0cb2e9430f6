/** Agents as a wall shows them: who comes first, who needs eyes, and how many are in each state. */
import { parseInstant, type EpochMs } from '../core/units.ts'
import type { FloorBoardView } from '../core/view/boardView.ts'
import type { AgentGlanceView, AgentStateName, EscalationView } from '../core/view/floorView.ts'
import { msSince } from './reading.ts'
import { silentSources } from './staleness.ts'

export const STATE_WORDS: Record<AgentStateName, string> = {
  available: 'Free',
  alerting: 'Ringing',
  onContact: 'On contact',
  wrapUp: 'Wrap-up',
  notReady: 'Not ready',
  offline: 'Signed out',
}

export const STATES = Object.keys(STATE_WORDS) as AgentStateName[]

const MINUTE_MS = 60_000
/** How long is long, until settings say otherwise: wrap-up, a break, lunch. Other reasons have no allowance. */
const WRAP_UP_ALLOWANCE_MS = 6 * MINUTE_MS
const REASON_ALLOWANCE_MS: Record<string, number> = { '': 30 * MINUTE_MS, break: 20 * MINUTE_MS, lunch: 60 * MINUTE_MS }

export interface AgentReading {
  id: string
  name: string
  team: string | undefined
  state: AgentStateName
  /** `crit` needs a lead, `warn` is over an allowance. */
  level: 'warn' | 'crit' | undefined
  /** What must be said beside the name. */
  why: string | undefined
  /** Time in state, in need of a lead the time since it was raised; undefined when signed out. */
  ms: number | undefined
  isSilent: boolean
}

function allowanceMs({ state, reason }: AgentGlanceView): number {
  if (state === 'wrapUp') return WRAP_UP_ALLOWANCE_MS
  if (state !== 'notReady') return Infinity
  return REASON_ALLOWANCE_MS[(reason ?? '').toLowerCase()] ?? Infinity
}

function reasonWords({ state, reason }: AgentGlanceView, isOver: boolean): string | undefined {
  if (state === 'notReady') return reason === '' ? undefined : reason
  return isOver ? STATE_WORDS[state].toLowerCase() : undefined
}

export function agentReading(
  id: string,
  agent: AgentGlanceView,
  help: EscalationView | undefined,
  now: EpochMs,
): AgentReading {
  const ms = agent.state === 'offline' ? undefined : msSince(agent.stateSince, now)
  const isOver = (ms ?? 0) > allowanceMs(agent)
  return {
    id,
    name: agent.name,
    team: agent.team,
    state: agent.state,
    level: help ? 'crit' : isOver && agent.silent !== true ? 'warn' : undefined,
    why: help ? 'help' : reasonWords(agent, isOver),
    ms: help ? msSince(help.raisedAt, now) : ms,
    isSilent: agent.silent === true,
  }
}

/** Those whose source speaks; the others are shown, and not counted. */
export function knownAgents(readings: readonly AgentReading[]): AgentReading[] {
  return readings.filter(({ isSilent }) => !isSilent)
}

/** Needs help, over an allowance, then by state; the longest first. */
function place({ level, state }: AgentReading): number {
  if (level === 'crit') return 0
  return level === 'warn' ? 1 : 2 + STATES.indexOf(state)
}

/** The time of an agent whose source is silent stands still at the last word of such a source. */
export function agentReadings(
  { agents, escalations, feed }: Pick<FloorBoardView, 'agents' | 'escalations' | 'feed'>,
  now: EpochMs,
): AgentReading[] {
  const helped = new Map(escalations.flatMap((one) => (one.agent === undefined ? [] : [[one.agent, one]])))
  const lastWord = silentSources(feed.sources).at(-1)?.since ?? now
  return Object.entries(agents)
    .map(([id, agent]) => agentReading(id, agent, helped.get(id), agent.silent === true ? lastWord : now))
    .toSorted((a, b) => place(a) - place(b) || (b.ms ?? 0) - (a.ms ?? 0))
}

export interface StateCount {
  state: AgentStateName
  count: number
  over: number
  /** The agent longest in it. */
  longest: AgentReading | undefined
}

export function stateCounts(readings: readonly AgentReading[]): StateCount[] {
  return STATES.map((state) => {
    const inState = readings.filter((agent) => agent.state === state)
    return {
      state,
      count: inState.length,
      over: inState.filter(({ level }) => level === 'warn').length,
      longest: inState.toSorted((a, b) => (b.ms ?? 0) - (a.ms ?? 0))[0],
    }
  })
}

export interface TeamPart {
  team: string
  /** Which part of the team this is, when it runs over several columns. */
  part: number
  free: number
  signedIn: number
  agents: AgentReading[]
}

export type Column = TeamPart[]

/** A team's name takes a row; fewer agents than this are not worth one at a column's foot. */
const NAME_ROWS = 1
const LEAST_AGENTS = 3

function teamsOf(readings: readonly AgentReading[]): TeamPart[] {
  return [...Map.groupBy(readings, ({ team }) => team ?? '')]
    .toSorted(([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1))
    .map(([team, agents]) => ({
      team: team === '' ? 'No team' : team,
      part: 1,
      free: knownAgents(agents).filter(({ state }) => state === 'available').length,
      signedIn: knownAgents(agents).filter(({ state }) => state !== 'offline').length,
      agents,
    }))
}

function roomIn(column: Column, rows: number): number {
  return column.reduce((room, { agents }) => room - NAME_ROWS - agents.length, rows) - NAME_ROWS
}

/** Teams one under another; `split` lets a team run on into the next column, else it starts one where it fits whole. */
function filled(teams: readonly TeamPart[], rows: number, split: boolean): Column[] {
  const columns: Column[] = []
  for (const team of teams) {
    let rest = team
    while (rest.agents.length > 0) {
      const last = columns.at(-1)
      const room = last === undefined ? 0 : roomIn(last, rows)
      const fits = room >= rest.agents.length || (split && room >= LEAST_AGENTS)
      const column: Column = last !== undefined && fits ? last : []
      if (column !== last) columns.push(column)
      const taken = Math.max(1, fits ? room : rows - NAME_ROWS)
      column.push({ ...rest, agents: rest.agents.slice(0, taken) })
      rest = { ...rest, part: rest.part + 1, agents: rest.agents.slice(taken) }
    }
  }
  return columns
}

/** Whole teams in columns; where that takes more columns than there are, teams run on from one into the next. */
export function teamColumns(readings: readonly AgentReading[], rows: number, across: number): Column[] {
  const teams = teamsOf(readings)
  const whole = filled(teams, rows, false)
  return whole.length <= across ? whole : filled(teams, rows, true)
}

/** The escalation to show: unowned first, then the oldest. */
export function loudestEscalation(escalations: readonly EscalationView[]): EscalationView | undefined {
  const raisedAt = ({ raisedAt: at }: EscalationView) => parseInstant(at) ?? 0
  return escalations.toSorted(
    (a, b) => Number(a.claimedBy !== undefined) - Number(b.claimedBy !== undefined) || raisedAt(a) - raisedAt(b),
  )[0]
}

/** A name in three steps, for where a reason must show beside it: full, given name and initial, given name. */
export function nameSteps(name: string): [full: string, brief: string, given: string] {
  const [given = name, ...rest] = name.split(' ')
  const initial = [...(rest.at(-1) ?? '')][0]
  return [name, initial === undefined ? given : `${given} ${initial}.`, given]
}
