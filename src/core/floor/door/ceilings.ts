/**
 * What a site holds at most, so that a broken sender cannot fill the memory: an event that would create one more, or
 * give one thing more events than anything real has, is not folded, and counts as rejected. All of it follows from the
 * log alone, so that a replay refuses the same ones.
 */
import type { EpochMs, SourceId } from '../../units.ts'
import { namesOf } from '../../events/contactNames.ts'
import type { ContactEvent, EscalationEvent, EventOf, FloorEvent, TicketEvent } from '../../events/event.ts'
import type { Escalations } from '../desk/escalations.ts'
import type { Floor } from '../floor.ts'
import type { Notices } from '../desk/notices.ts'
import type { Tickets } from '../desk/tickets.ts'

export interface Ceilings {
  /** In memory: open, or named within the last hour or two. */
  readonly contacts: number
  readonly queues: number
  readonly agents: number
  readonly sources: number
  readonly tickets: number
  readonly escalations: number
  readonly notices: number
  /** Reasons for not being ready, of a day. */
  readonly reasons: number
  /** Events about tickets, of a day. */
  readonly ticketEvents: number
  /**
   * Events of one contact, ticket or escalation, of the last hour or two: each late one folds them all again. Changes of
   * one queue's settings, of the last hour or two, and those of seven days that changed anything.
   */
  readonly eventsOfOne: number
  /** Events naming one agent, of the last hour or two. */
  readonly eventsOfAgent: number
  /** Talks of one agent that have been open for more than an hour. */
  readonly talksOfAgent: number
  /** Identities of events, for telling repeats; beyond it the oldest of the busiest source are forgotten. */
  readonly identities: number
  /** Customers for the look-back of repeat contacts; beyond it the oldest are forgotten. */
  readonly customers: number
  /** Contacts that are over; beyond it the oldest are forgotten. */
  readonly closedContacts: number
}

export const CEILINGS: Ceilings = {
  contacts: 200_000,
  queues: 2_000,
  agents: 20_000,
  sources: 1_000,
  tickets: 500_000,
  escalations: 10_000,
  notices: 200,
  reasons: 500,
  ticketEvents: 500_000,
  eventsOfOne: 2_000,
  eventsOfAgent: 50_000,
  talksOfAgent: 5_000,
  identities: 2_000_000,
  customers: 1_000_000,
  closedContacts: 1_000_000,
}

/** Why an event was not folded: how it counts in `feed.rejected`. */
export type Overflow =
  | 'tooManyContacts'
  | 'tooManyQueues'
  | 'tooManyAgents'
  | 'tooManySources'
  | 'tooManyTickets'
  | 'tooManyEscalations'
  | 'tooManyNotices'
  | 'tooManyReasons'
  | 'tooManyTicketEvents'
  | 'tooManyOfOne'

/** What is held, as far as the ceilings look at it. */
export interface Held {
  readonly floor: Pick<Floor, 'contactCount' | 'eventsOf' | 'changesOf' | 'agents' | 'queues'>
  readonly sources: ReadonlyMap<SourceId, unknown>
  readonly tickets: Pick<Tickets, 'size' | 'eventsOf'>
  readonly escalations: Pick<Escalations, 'size' | 'eventsOf'>
  readonly notices: Pick<Notices, 'size' | 'has'>
  /** Reasons for not being ready, of the site day of `at`. */
  readonly reasonsOn: (at: EpochMs) => ReadonlyMap<string, number>
  readonly ticketEventsOn: (at: EpochMs) => number
}

/** Looks before anything changes; `isLate` events open nothing but are kept like others (F15). */
export class CeilingWatch {
  readonly #ceilings: Ceilings
  readonly #held: Held

  constructor(ceilings: Ceilings, held: Held) {
    this.#ceilings = ceilings
    this.#held = held
  }

  /** The ceiling this event would pass; undefined when there is room. */
  overflow(event: FloorEvent, isLate: boolean): Overflow | undefined {
    if (!isLate && !this.hasRoomForSource(event.source)) return 'tooManySources'
    switch (event.type) {
      case 'agent.state':
        return isLate ? undefined : this.#ofAgentState(event)
      case 'ticket.opened':
      case 'ticket.replied':
      case 'ticket.resolved':
      case 'ticket.reopened':
      case 'ticket.closed':
        return this.#ofTicket(event, isLate)
      case 'escalation.raised':
      case 'escalation.claimed':
      case 'escalation.released':
      case 'escalation.resolved':
        return this.#ofEscalation(event, isLate)
      case 'notice.posted':
      case 'notice.cleared':
        return this.#ofNotice(event.data.notice)
      case 'queue.configured':
        return isLate ? undefined : this.#ofSettings(event.data.queue)
      case 'survey.answered':
        return isLate ? undefined : this.#newQueue(event.data.queue)
      case 'source.heartbeat':
        return undefined
      default:
        return this.#ofContact(event, isLate)
    }
  }

  /** Known, or one more. */
  hasRoomForSource(source: SourceId): boolean {
    const { sources } = this.#held
    return sources.size < this.#ceilings.sources || sources.has(source)
  }

  #ofContact(event: ContactEvent, isLate: boolean): Overflow | undefined {
    const { floor } = this.#held
    const { contacts, eventsOfOne } = this.#ceilings
    const names = namesOf(event)
    const own = floor.eventsOf(event.data.contact)
    if (own === undefined ? floor.contactCount >= contacts : own >= eventsOfOne)
      return own === undefined ? 'tooManyContacts' : 'tooManyOfOne'
    const agent = this.#ofAgent(names.agent, isLate)
    // The usual case first: every event passes here.
    if (agent !== undefined || isLate || floor.queues.size + 2 <= this.#ceilings.queues) return agent
    return this.#newQueues([names.queue, names.to])
  }

  #ofAgent(id: string | undefined, isLate: boolean): Overflow | undefined {
    if (id === undefined) return undefined
    const { agents } = this.#held.floor
    const { eventsOfAgent, talksOfAgent } = this.#ceilings
    const agent = agents.get(id)
    if (agent === undefined) return !isLate && agents.size >= this.#ceilings.agents ? 'tooManyAgents' : undefined
    return agent.heard.count >= eventsOfAgent || agent.base.talks.length >= talksOfAgent ? 'tooManyOfOne' : undefined
  }

  #ofAgentState({ data, time }: EventOf<'agent.state'>): Overflow | undefined {
    const { agent, state, reason, queues } = data
    const overflow = this.#ofAgent(agent, false) ?? this.#newQueues(queues ?? [])
    if (overflow !== undefined || state !== 'notReady' || reason === undefined) return overflow
    const known = this.#held.reasonsOn(time)
    return known.size >= this.#ceilings.reasons && !known.has(reason) ? 'tooManyReasons' : undefined
  }

  #ofTicket({ data, time }: TicketEvent, isLate: boolean): Overflow | undefined {
    const { tickets, ticketEventsOn } = this.#held
    const own = tickets.eventsOf(data.ticket)
    if (own !== undefined && own >= this.#ceilings.eventsOfOne) return 'tooManyOfOne'
    if (isLate) return undefined
    if (own === undefined && tickets.size >= this.#ceilings.tickets) return 'tooManyTickets'
    if (ticketEventsOn(time) >= this.#ceilings.ticketEvents) return 'tooManyTicketEvents'
    return 'queue' in data ? this.#newQueue(data.queue) : undefined
  }

  #ofEscalation({ data }: EscalationEvent, isLate: boolean): Overflow | undefined {
    const { escalations } = this.#held
    const own = escalations.eventsOf(data.escalation)
    if (own !== undefined && own >= this.#ceilings.eventsOfOne) return 'tooManyOfOne'
    if (isLate) return undefined
    if (own === undefined && escalations.size >= this.#ceilings.escalations) return 'tooManyEscalations'
    return 'queue' in data ? this.#newQueue(data.queue) : undefined
  }

  /** Cleared before it is posted, even late, a notice is one more to remember. */
  #ofNotice(id: string): Overflow | undefined {
    const { notices } = this.#held
    return notices.size >= this.#ceilings.notices && !notices.has(id) ? 'tooManyNotices' : undefined
  }

  #ofSettings(queue: string): Overflow | undefined {
    if (this.#held.floor.changesOf(queue) >= this.#ceilings.eventsOfOne) return 'tooManyOfOne'
    return this.#newQueue(queue)
  }

  #newQueue(id: string | undefined): Overflow | undefined {
    const { queues } = this.#held.floor
    const isNew = id !== undefined && queues.size >= this.#ceilings.queues && !queues.has(id)
    return isNew ? 'tooManyQueues' : undefined
  }

  #newQueues(ids: readonly (string | undefined)[]): Overflow | undefined {
    const { queues } = this.#held.floor
    if (queues.size + ids.length <= this.#ceilings.queues) return undefined
    const named = new Set(ids.filter((id) => id !== undefined && !queues.has(id)))
    return queues.size + named.size > this.#ceilings.queues && named.size > 0 ? 'tooManyQueues' : undefined
  }
}
