/** One agent as a reader is told: state now, contacts, and time by window. */
import { earlier, toInstant, type EpochMs } from '../../units.ts'
import { compareText } from '../../events/event.ts'
import type { AgentRun } from '../../floor/agent/agentRun.ts'
import type { AgentTrack } from '../../floor/agent/agentTrack.ts'
import type { SourceTrack } from '../../floor/door/admission.ts'
import { average } from '../../measures/average.ts'
import { share } from '../../measures/fraction.ts'
import { occupancy, utilisation } from '../../measures/occupancy.ts'
import type { AgentTotals, AgentWindows, StateTime } from '../../windows/agentWindows.ts'
import { SLIDING_WIDTHS } from '../../windows/queueWindows.ts'
import { FORGOTTEN_AFTER } from '../../floor/retention.ts'
import type { AgentContactView, AgentGlanceView, AgentView, AgentWindowView, ByWindow } from '../floorView.ts'
import { keyed } from '../keyed.ts'
import { present } from '../present.ts'

/** W4: a source that promises heartbeats is silent past three of them, and never before this. */
const MIN_SILENCE_MS = 10_000
const MISSED_HEARTBEATS = 3

export interface AgentMoment {
  readonly asOf: EpochMs
  readonly newest: EpochMs
  /** The instant up to which time is summed: asOf, or on the wire its whole minute (W3). */
  readonly timeUntil: EpochMs
}

/** W4: how long a source that promises a heartbeat every so often may say nothing, ms. */
export function silenceLimitMs(intervalMs: number): number {
  return Math.max(MISSED_HEARTBEATS * intervalMs, MIN_SILENCE_MS)
}

export function isSilent(source: SourceTrack | undefined, asOf: EpochMs): boolean {
  const intervalMs = source?.heartbeat?.data.intervalMs
  if (source?.heard === undefined || intervalMs === undefined) return false
  return asOf - source.heard.lastAt > silenceLimitMs(intervalMs)
}

export function membershipOf(agent: AgentTrack, newest: EpochMs): string[] {
  return [...new Set(agent.membership(earlier(newest, FORGOTTEN_AFTER)))].sort(compareText)
}

/** The state that lasts at the end of the agent's runs. */
export function currentRun(agent: AgentTrack): AgentRun {
  return agent.runs.at(-1) as AgentRun
}

export type AgentWindowTotals = ByWindow<AgentTotals>

export function agentTotals(agent: AgentTrack, windows: AgentWindows, moment: AgentMoment): AgentWindowTotals {
  const { asOf, timeUntil } = moment
  const { since } = agent
  const time = stateTimes(agent.runs, asOf)
  const [quarter, half, hour] = SLIDING_WIDTHS
  return {
    '15m': atMoment(windows.sliding(quarter, timeUntil, time, since), windows.sliding(quarter, asOf, [], since)),
    '30m': atMoment(windows.sliding(half, timeUntil, time, since), windows.sliding(half, asOf, [], since)),
    '60m': atMoment(windows.sliding(hour, timeUntil, time, since), windows.sliding(hour, asOf, [], since)),
    day: atMoment(windows.day(timeUntil, time, since), windows.day(asOf, [], since)),
  }
}

/** Time up to one instant, handles up to another. */
function atMoment(time: AgentTotals, handles: AgentTotals): AgentTotals {
  return { ...time, handled: handles.handled, handleMs: handles.handleMs }
}

export function agentWindowView(totals: AgentTotals): AgentWindowView {
  return present<AgentWindowView>({
    handled: totals.handled,
    averageHandleTimeMs: average(totals.handleMs, totals.handled),
    availableMs: totals.availableMs,
    alertingMs: totals.alertingMs,
    onContactMs: totals.onContactMs,
    wrapUpMs: totals.wrapUpMs,
    notReadyMs: totals.notReadyMs,
    notReadyMsByReason: keyed(totals.notReadyMsByReason.keys(), (reason) => totals.notReadyMsByReason.get(reason)),
    occupancy: share(occupancy(totals)),
    utilisation: share(utilisation(totals)),
  })
}

export function agentWindowViews(totals: AgentWindowTotals): ByWindow<AgentWindowView> {
  return {
    '15m': agentWindowView(totals['15m']),
    '30m': agentWindowView(totals['30m']),
    '60m': agentWindowView(totals['60m']),
    day: agentWindowView(totals.day),
  }
}

export interface AgentParts {
  readonly agent: AgentTrack
  readonly moment: AgentMoment
  /** The source that last named the agent. */
  readonly source: SourceTrack | undefined
  readonly contacts: readonly AgentContactView[]
}

export function agentView(parts: AgentParts, totals: AgentWindowTotals): AgentView {
  return { ...agentGlance(parts), windows: agentWindowViews(totals) }
}

export function agentGlance({ agent, moment, source, contacts }: AgentParts): AgentGlanceView {
  const run = currentRun(agent)
  return present<AgentGlanceView>({
    name: agent.head.name ?? agent.id,
    team: agent.head.team,
    queues: membershipOf(agent, moment.newest),
    state: run.state,
    reason: run.reason,
    stateSince: toInstant(run.since),
    silent: isSilent(source, moment.asOf) ? true : undefined,
    contacts: [...contacts],
  })
}

function stateTimes(runs: readonly AgentRun[], asOf: EpochMs): StateTime[] {
  return runs.map((run, i) => ({ ...run, from: run.since, to: runs[i + 1]?.since ?? asOf }))
}
