/**
 * An independent check that a run of events could have happened: who waits, who talks, who may do what next.
 * Stricter than the contract, which forgives what real systems get wrong. Shares nothing with the simulator.
 */
import type { EventOf, FloorEvent } from '../../src/core/events/event.ts'

interface Wait {
  readonly queue: string
  readonly since: number
  alertedTo?: string
}

interface Contact {
  channel: string
  wait?: Wait | undefined
  /** Agent → whether the customer is on hold. */
  readonly talks: Map<string, boolean>
  promisedTo?: string | undefined
}

interface Agent {
  said: string
  queues: readonly string[]
  readonly talks: Set<string>
  readonly wrapUps: Set<string>
  alertOf?: string | undefined
}

type Life = 'opened' | 'replied' | 'resolved' | 'reopened' | 'closed'
const TICKET_NEXT: Readonly<Record<Life, readonly Life[]>> = {
  opened: ['replied'],
  replied: ['resolved'],
  resolved: ['reopened', 'closed'],
  reopened: ['replied'],
  closed: [],
}

const MOST_CHATS = 3

export class FloorLaw {
  readonly contacts = new Map<string, Contact>()
  readonly agents = new Map<string, Agent>()
  readonly tickets = new Map<string, Life>()
  readonly escalations = new Map<string, { owner: string | undefined }>()
  readonly queues = new Set<string>()
  readonly #over = new Set<string>()
  readonly #notices = new Set<string>()
  readonly #ids = new Set<string>()
  readonly #beats = new Map<string, number>()
  #now = 0
  #event: FloorEvent | undefined

  /** @throws Error naming the event when it could not have happened */
  apply(event: FloorEvent): void {
    this.#event = event
    this.#demand(event.time >= this.#now, 'goes back in time')
    this.#demand(!this.#ids.has(`${event.source} ${event.id}`), 'has an id that was there before')
    this.#ids.add(`${event.source} ${event.id}`)
    this.#now = event.time
    this.#fold(event)
  }

  #fold(event: FloorEvent): void {
    switch (event.type) {
      case 'queue.configured':
        return void this.queues.add(event.data.queue)
      case 'agent.state':
        return this.#agentState(event)
      case 'contact.enqueued':
        return this.#enqueued(event)
      case 'contact.alerted':
        return this.#alerted(event)
      case 'contact.alertTimedOut':
        return this.#alertTimedOut(event)
      case 'contact.answered':
        return this.#answered(event)
      case 'contact.held':
      case 'contact.retrieved':
        return this.#hold(event)
      case 'contact.transferred':
        return this.#transferred(event)
      case 'contact.flowedOut':
        return this.#flowedOut(event)
      case 'contact.abandoned':
        return this.#abandoned(event.data.contact, event.data.queue)
      case 'contact.ended':
        return this.#ended(event)
      case 'contact.wrappedUp':
        return this.#demand(
          this.#agent(event.data.agent).wrapUps.delete(event.data.contact),
          'wraps up what is not in wrap-up',
        )
      case 'ticket.opened':
        this.#demand(!this.tickets.has(event.data.ticket), 'opens a ticket twice')
        return void this.tickets.set(event.data.ticket, 'opened')
      case 'ticket.replied':
      case 'ticket.resolved':
      case 'ticket.reopened':
      case 'ticket.closed':
        return this.#ticket(event.data.ticket, event.type.slice('ticket.'.length) as Life)
      case 'escalation.raised':
        this.#demand(!this.escalations.has(event.data.escalation), 'raises twice')
        return void this.escalations.set(event.data.escalation, { owner: undefined })
      case 'escalation.claimed':
      case 'escalation.released':
      case 'escalation.resolved':
        return this.#escalation(event)
      case 'notice.posted':
        return void this.#notices.add(event.data.notice)
      case 'notice.cleared':
        return this.#demand(this.#notices.delete(event.data.notice), 'clears what was not posted')
      case 'survey.answered':
        return
      case 'source.heartbeat':
        return this.#beat(event)
    }
  }

  #agentState({ data }: EventOf<'agent.state'>): void {
    const agent = this.#agent(data.agent)
    agent.said = data.state
    if (data.queues !== undefined) agent.queues = data.queues
    for (const queue of agent.queues) this.#demand(this.queues.has(queue), 'names a queue that is not there')
    if (data.state !== 'wrapUp') agent.wrapUps.clear()
    this.#demand((data.reason !== undefined) === (data.state === 'notReady'), 'gives a reason for the wrong state')
    if (data.state !== 'offline') return
    for (const id of [...agent.talks]) this.#endTalk(id, data.agent, false)
    this.#demand(agent.alertOf === undefined, 'leaves an alert behind')
  }

  #enqueued({ data }: EventOf<'contact.enqueued'>): void {
    this.#demand(!this.#over.has(data.contact), 'enqueues a contact that was over')
    this.#demand(this.queues.has(data.queue), 'names a queue that is not there')
    let contact = this.contacts.get(data.contact)
    // Enqueued again only while an agent talks: a consultation.
    if (contact !== undefined) this.#demand(contact.talks.size > 0, 'enqueues a contact nobody talks to')
    contact ??= { channel: data.channel ?? 'voice', talks: new Map() }
    this.contacts.set(data.contact, contact)
    this.#startWait(contact, data.queue)
  }

  #alerted({ data }: EventOf<'contact.alerted'>): void {
    const wait = this.#wait(data.contact)
    const agent = this.#agent(data.agent)
    this.#demand(wait.queue === data.queue, 'alerts in another queue')
    this.#demand(wait.alertedTo === undefined, 'alerts two agents')
    this.#demand(agent.said === 'available', `alerts an agent who is ${agent.said}`)
    this.#demand(agent.queues.includes(wait.queue), 'alerts an agent who cannot')
    this.#demand(agent.alertOf === undefined, 'alerts an agent twice')
    this.#demand(agent.wrapUps.size === 0, 'alerts an agent in wrap-up')
    wait.alertedTo = data.agent
    agent.alertOf = data.contact
  }

  #alertTimedOut({ data }: EventOf<'contact.alertTimedOut'>): void {
    const wait = this.#wait(data.contact)
    this.#demand(wait.alertedTo === data.agent, 'times out what did not alert')
    this.#endAlert(wait)
  }

  #answered({ data }: EventOf<'contact.answered'>): void {
    const contact = this.#contact(data.contact)
    const agent = this.#agent(data.agent)
    this.#demand(agent.said === 'available', `is answered by an agent who is ${agent.said}`)
    this.#demand(!contact.talks.has(data.agent), 'is answered twice by one agent')
    if (contact.promisedTo !== undefined) {
      this.#demand(contact.promisedTo === data.agent, 'is answered by someone else')
      contact.promisedTo = undefined
    } else {
      const wait = this.#wait(data.contact)
      this.#demand(wait.alertedTo === data.agent, 'is answered by an agent it did not alert')
      this.#demand(wait.queue === data.queue && data.waitMs === this.#now - wait.since, 'tells another wait')
      this.#endWait(contact)
    }
    agent.wrapUps.clear()
    agent.talks.add(data.contact)
    contact.talks.set(data.agent, false)
    const typed = [...agent.talks].every((id) => ['chat', 'social'].includes(this.#contact(id).channel))
    this.#demand(agent.talks.size === 1 || (typed && agent.talks.size <= MOST_CHATS), 'is too much for the agent')
  }

  #hold({ type, data }: EventOf<'contact.held' | 'contact.retrieved'>): void {
    const contact = this.#contact(data.contact)
    const isHeld = type === 'contact.held'
    this.#demand(contact.talks.get(data.agent) === !isHeld, 'holds or retrieves out of turn')
    contact.talks.set(data.agent, isHeld)
  }

  #transferred({ data }: EventOf<'contact.transferred'>): void {
    const contact = this.#contact(data.contact)
    this.#demand(data.agent !== undefined && contact.talks.has(data.agent), 'is transferred by someone else')
    if (data.to !== undefined) this.#startWait(contact, data.to)
    else if (data.toAgent !== undefined && !contact.talks.has(data.toAgent)) {
      this.#demand(this.#agent(data.toAgent).talks.size === 0, 'is transferred to a busy agent')
      contact.promisedTo = data.toAgent
    }
    this.#endTalk(data.contact, data.agent ?? '', true)
  }

  #flowedOut({ data }: EventOf<'contact.flowedOut'>): void {
    const contact = this.#contact(data.contact)
    const wait = this.#wait(data.contact)
    this.#demand(wait.queue === data.queue && wait.alertedTo === undefined, 'flows out of where it is not')
    this.#endWait(contact)
    if (data.to !== undefined) this.#startWait(contact, data.to)
    this.#forgetIfOver(data.contact)
  }

  #abandoned(id: string, queue: string | undefined): void {
    this.#demand(this.#wait(id).queue === queue, 'is abandoned where it is not')
    this.#endWait(this.#contact(id))
    this.#forgetIfOver(id)
  }

  #ended({ data }: EventOf<'contact.ended'>): void {
    const contact = this.#contact(data.contact)
    this.#demand(data.agent === undefined || contact.talks.has(data.agent), 'is ended by someone else')
    this.#demand(contact.talks.size > 0 || contact.wait !== undefined, 'ends twice')
    if (contact.wait !== undefined) {
      this.#demand(data.agent === undefined && data.endedBy === 'customer', 'ends while it waits')
      this.#endWait(contact)
    }
    for (const agent of [...contact.talks.keys()]) this.#endTalk(data.contact, agent, data.wrapUp ?? true)
    this.#forgetIfOver(data.contact)
  }

  #ticket(id: string, next: Life): void {
    const life = this.tickets.get(id)
    this.#demand(life !== undefined && TICKET_NEXT[life].includes(next), `cannot follow ${life}`)
    if (next === 'closed') this.tickets.delete(id)
    else this.tickets.set(id, next)
  }

  #escalation({ type, data }: EventOf<'escalation.claimed' | 'escalation.released' | 'escalation.resolved'>): void {
    const escalation = this.escalations.get(data.escalation)
    if (escalation === undefined) return this.#demand(false, 'is of no escalation')
    const expected = type === 'escalation.claimed' ? undefined : data.by
    this.#demand(escalation.owner === expected, `has the owner ${escalation.owner}`)
    escalation.owner = type === 'escalation.claimed' ? data.by : undefined
    if (type === 'escalation.resolved') this.escalations.delete(data.escalation)
  }

  #beat({ source, time, data }: EventOf<'source.heartbeat'>): void {
    const last = this.#beats.get(source)
    const interval = data.intervalMs ?? 0
    if (last !== undefined) this.#demand(Math.abs(time - last - interval) <= 50, 'beats out of time')
    this.#beats.set(source, time)
  }

  #startWait(contact: Contact, queue: string): void {
    this.#demand(contact.wait === undefined, 'waits twice')
    contact.wait = { queue, since: this.#now }
  }

  #endWait(contact: Contact): void {
    if (contact.wait !== undefined) this.#endAlert(contact.wait)
    contact.wait = undefined
  }

  #endAlert(wait: Wait): void {
    if (wait.alertedTo !== undefined) this.#agent(wait.alertedTo).alertOf = undefined
    delete wait.alertedTo
  }

  #endTalk(id: string, agentId: string, wrapUp: boolean): void {
    const agent = this.#agent(agentId)
    this.#contact(id).talks.delete(agentId)
    agent.talks.delete(id)
    if (wrapUp) agent.wrapUps.add(id)
    this.#forgetIfOver(id)
  }

  #forgetIfOver(id: string): void {
    const contact = this.contacts.get(id)
    if (contact === undefined || contact.wait || contact.promisedTo !== undefined || contact.talks.size > 0) return
    this.contacts.delete(id)
    this.#over.add(id)
  }

  #contact(id: string): Contact {
    const contact = this.contacts.get(id)
    if (contact === undefined) throw this.#offence('is of a contact that is not there')
    return contact
  }

  #wait(id: string): Wait {
    const { wait } = this.#contact(id)
    if (wait === undefined) throw this.#offence('is of a contact that does not wait')
    return wait
  }

  #agent(id: string): Agent {
    let agent = this.agents.get(id)
    if (agent === undefined) {
      agent = { said: 'offline', queues: [], talks: new Set(), wrapUps: new Set() }
      this.agents.set(id, agent)
    }
    return agent
  }

  #demand(isSo: boolean, otherwise: string): void {
    if (!isSo) throw this.#offence(otherwise)
  }

  #offence(what: string): Error {
    return new Error(`${what}: ${JSON.stringify(this.#event)}`)
  }
}
