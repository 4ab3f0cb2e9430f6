/** Reads the parts of a view from one moment of a site, each part once. */
import { toInstant, type AgentId, type EpochMs, type QueueId } from '../units.ts'
import { compareText } from '../events/event.ts'
import type { AgentTrack } from '../floor/agent/agentTrack.ts'
import type { QueueTrack } from '../floor/queue/queueTrack.ts'
import { isForgottenBy } from '../floor/retention.ts'
import type { FedPart } from '../floor/door/feeders.ts'
import type { Talk } from '../floor/contact/contactState.ts'
import { wholeMinute } from '../windows/minuteCounts.ts'
import { Totals } from '../windows/totals.ts'
import { addAgentTotals, noAgentTotals } from '../windows/agentWindows.ts'
import { agentCounts } from './parts/agentCounts.ts'
import {
  agentGlance,
  agentTotals,
  agentView,
  agentWindowViews,
  currentRun,
  membershipOf,
  type AgentMoment,
  type AgentParts,
  type AgentWindowTotals,
} from './parts/agentView.ts'
import {
  WINDOW_NAMES,
  type AgentContactView,
  type AgentGlanceView,
  type AgentView,
  type EscalationView,
  type IntervalView,
  type NoticeView,
  type QualityView,
  type QueueView,
  type SurveysView,
  type TeamView,
  type TicketsView,
  type TotalQueueView,
} from './floorView.ts'
import { average } from '../measures/average.ts'
import { keyed } from './keyed.ts'
import { present } from './present.ts'
import { floorNow, type FloorNow } from './parts/queueNow.ts'
import { queueForecast, queueView, totalView, type QueueParts } from './parts/queueView.ts'
import { qualityView } from './parts/qualityView.ts'
import type { SiteMoment } from './siteMoment.ts'
import { surveysView } from './parts/surveysView.ts'
import { ticketsView } from './parts/ticketsView.ts'

/** Whether readings are exact or, on the wire, those of the last whole minute (W3). */
export type Precision = 'exact' | 'minute'

export class SiteReader {
  readonly #moment: SiteMoment
  readonly #precision: Precision
  readonly #newest: EpochMs
  readonly now: FloorNow
  readonly #agents = new Map<AgentId, AgentTrack>()
  readonly #members = new Map<QueueId, AgentTrack[]>()
  readonly #queues = new Map<QueueId, QueueParts>()
  readonly #totals = new Map<AgentId, AgentWindowTotals>()

  constructor(moment: SiteMoment, precision: Precision) {
    this.#moment = moment
    this.#precision = precision
    this.#newest = moment.newest ?? moment.asOf
    this.now = floorNow(moment.floor, moment.asOf)
    // F16: what nobody named for seven days is gone, though memory lets go of it a little later.
    for (const [id, agent] of moment.floor.agents)
      if (!isForgottenBy(agent.lastNamedAt, this.#newest)) this.#agents.set(id, agent)
    for (const agent of this.#agents.values())
      for (const queue of membershipOf(agent, this.#newest)) this.#membersOf(queue).push(agent)
    for (const [id, queue] of moment.floor.queues)
      if (!queue.isForgottenBy(this.#newest)) this.#queues.set(id, this.#queueParts(queue))
  }

  /** All queues, or those of `only` that exist. */
  queues(only: Iterable<QueueId> = this.#queues.keys()): Record<QueueId, QueueView> {
    const forecasts = this.#forecasts()
    return keyed(only, (id) => {
      const parts = this.#queues.get(id)
      return parts === undefined ? undefined : queueView(id, parts, forecasts.get(id))
    })
  }

  total(): TotalQueueView {
    const counts = agentCounts([...this.#agents.values()].map((agent) => currentRun(agent).state))
    return totalView([...this.#queues.values()], counts, this.#moment.asOf)
  }

  agents(): Record<AgentId, AgentView> {
    const contacts = this.#contactsByAgent()
    return keyed(this.#agents.keys(), (id) => {
      const agent = this.#agents.get(id)
      return agent === undefined ? undefined : agentView(this.#agentParts(agent, contacts), this.#totalsOf(agent))
    })
  }

  /** One agent; undefined until an event names them. */
  agent(id: AgentId): AgentView | undefined {
    const agent = this.#agents.get(id)
    return agent === undefined
      ? undefined
      : agentView(this.#agentParts(agent, this.#contactsByAgent()), this.#totalsOf(agent))
  }

  /** Agents without their windows, for boards that show states alone. */
  agentsAtAGlance(): Record<AgentId, AgentGlanceView> {
    const contacts = this.#contactsByAgent()
    return keyed(this.#agents.keys(), (id) => {
      const agent = this.#agents.get(id)
      return agent === undefined ? undefined : agentGlance(this.#agentParts(agent, contacts))
    })
  }

  teams(): Record<string, TeamView> {
    const teams = new Map<string, AgentTrack[]>()
    for (const agent of this.#agents.values()) {
      const { team } = agent.head
      if (team !== undefined) teams.set(team, [...(teams.get(team) ?? []), agent])
    }
    return keyed(teams.keys(), (id) => this.#teamView(teams.get(id) ?? []))
  }

  escalations(): EscalationView[] {
    const open = this.#moment.escalations
      .open()
      .sort((a, b) => a.raised.time - b.raised.time || compareText(a.raised.data.escalation, b.raised.data.escalation))
    return open.map(({ raised, owner }) => {
      const { escalation, reason, contact, ticket, queue, agent, level, severity = 'warning', note } = raised.data
      return present<EscalationView>({
        escalation,
        reason,
        contact,
        ticket,
        queue,
        agent,
        level,
        severity,
        note,
        raisedAt: toInstant(raised.time),
        claimedBy: owner?.by,
        claimedAt: owner === undefined ? undefined : toInstant(owner.at),
      })
    })
  }

  notices(): NoticeView[] {
    const current = this.#moment.notices.current(this.#moment.asOf)
    current.sort((a, b) => a.time - b.time || compareText(a.data.notice, b.data.notice))
    return current.map(({ time, data: { notice, text = '', until, severity } }) =>
      present<NoticeView>({ notice, text, postedAt: toInstant(time), until, severity }),
    )
  }

  tickets(): TicketsView {
    const { tickets, desk, asOf } = this.#moment
    return { ...ticketsView(tickets.states(), desk, asOf), sources: this.#feeding('tickets') }
  }

  surveys(): SurveysView {
    return { ...surveysView(this.#moment.surveys), sources: this.#feeding('surveys') }
  }

  quality(): QualityView {
    const day = new Totals()
    for (const { windows } of this.#queues.values()) day.addAll(windows.day)
    const { repeats, escalated } = this.#moment
    return { ...qualityView(repeats(), day.counts, escalated), sources: this.#feeding('contacts') }
  }

  /** N12: today's quarter hours, by queue and start. */
  intervals(): Record<QueueId, Record<string, IntervalView>> {
    return keyed(this.#queues.keys(), (id) => {
      const intervals = this.#queues.get(id)?.windows.intervals ?? new Map<EpochMs, never>()
      const starts = new Map([...intervals.keys()].map((start) => [toInstant(start), start]))
      return keyed(starts.keys(), (start) => this.#intervalView(id, starts.get(start) as EpochMs))
    })
  }

  #intervalView(queue: QueueId, start: EpochMs): IntervalView | undefined {
    const counts = this.#queues.get(queue)?.windows.intervals.get(start)
    if (counts === undefined) return undefined
    const { offered, answered, answeredWithinTarget, abandoned, handled, talkMs, holdMs, wrapUpMs } = counts
    if (offered + answered + abandoned + handled === 0) return undefined
    const averageHandleTimeMs = average(talkMs + holdMs + wrapUpMs, handled)
    return present<IntervalView>({ offered, answered, answeredWithinTarget, abandoned, handled, averageHandleTimeMs })
  }

  #feeding(part: FedPart): string[] {
    return this.#moment.feeders.ofPart(part, this.#newest)
  }

  #queueParts({ id, namings: { since } }: QueueTrack): QueueParts {
    const { floor, windows, asOf, feeders } = this.#moment
    const agents = agentCounts((this.#members.get(id) ?? []).map((agent) => currentRun(agent).state))
    const settings = floor.settingsOf(id)
    const sources = feeders.ofQueue(id, this.#newest)
    return { now: this.now.of(id), windows: windows.queue(id), since, settings, sources, agents, asOf }
  }

  #forecasts(): ReadonlyMap<QueueId, number> {
    if (this.#precision === 'exact') return this.#forecastNow()
    const held = this.#moment.minuteForecasts
    const minute = wholeMinute(this.#moment.asOf)
    if (held.minute !== minute) {
      held.minute = minute
      held.byQueue = this.#forecastNow()
    }
    return held.byQueue
  }

  #forecastNow(): Map<QueueId, number> {
    const forecasts = new Map<QueueId, number>()
    for (const [id, parts] of this.#queues) {
      const ms = queueForecast(parts)
      if (ms !== undefined) forecasts.set(id, ms)
    }
    return forecasts
  }

  #membersOf(queue: QueueId): AgentTrack[] {
    let members = this.#members.get(queue)
    if (members === undefined) this.#members.set(queue, (members = []))
    return members
  }

  #agentMoment(): AgentMoment {
    const { asOf } = this.#moment
    return { asOf, newest: this.#newest, timeUntil: this.#precision === 'exact' ? asOf : wholeMinute(asOf) }
  }

  #agentParts(agent: AgentTrack, contacts: ReadonlyMap<AgentId, AgentContactView[]>): AgentParts {
    const source = this.#moment.sources.get(agent.lastNamedBy)
    return { agent, source, moment: this.#agentMoment(), contacts: contacts.get(agent.id) ?? [] }
  }

  #totalsOf(agent: AgentTrack): AgentWindowTotals {
    let totals = this.#totals.get(agent.id)
    if (totals === undefined) {
      totals = agentTotals(agent, this.#moment.windows.agent(agent.id), this.#agentMoment())
      this.#totals.set(agent.id, totals)
    }
    return totals
  }

  #teamView(members: readonly AgentTrack[]): TeamView {
    const sums = { '15m': noAgentTotals(), '30m': noAgentTotals(), '60m': noAgentTotals(), day: noAgentTotals() }
    for (const agent of members) {
      const totals = this.#totalsOf(agent)
      for (const name of WINDOW_NAMES) addAgentTotals(sums[name], totals[name])
    }
    return { ...agentCounts(members.map((agent) => currentRun(agent).state)), windows: agentWindowViews(sums) }
  }

  /** Open talks by agent, by their answer, then contact; what an agent began before being forgotten is not theirs. */
  #contactsByAgent(): Map<AgentId, AgentContactView[]> {
    const talks = new Map<AgentId, { contact: string; talk: Talk }[]>()
    for (const { id, head } of this.#moment.floor.open)
      for (const talk of head.talks)
        if (talk.answeredAt >= (this.#agents.get(talk.agent)?.since ?? Infinity))
          talks.set(talk.agent, [...(talks.get(talk.agent) ?? []), { contact: id, talk }])
    const views = new Map<AgentId, AgentContactView[]>()
    for (const [agent, own] of talks) {
      own.sort((a, b) => a.talk.answeredAt - b.talk.answeredAt || compareText(a.contact, b.contact))
      views.set(agent, own.map(contactView))
    }
    return views
  }
}

function contactView({ contact, talk }: { contact: string; talk: Talk }): AgentContactView {
  const held = talk.heldSince !== undefined
  return present<AgentContactView>({ contact, queue: talk.queue, answeredAt: toInstant(talk.answeredAt), held })
}
