/**
 * The floor: every contact, agent and queue as it is now. Events come in any order within the grace; what
 * follows from them goes out as signed facts (F1 to F16).
 */
import { earlier, epochMs, later, type AgentId, type ContactId, type EpochMs, type QueueId } from '../units.ts'
import { DEFAULT_SETTINGS } from '../events/settings.ts'
import type { ContactEvent, EventOf, FloorEvent } from '../events/event.ts'
import { AgentTrack, type AgentDump, type SettledTime } from './agentTrack.ts'
import { isOpen, type ContactState } from './contactState.ts'
import { nextDueAt } from './contactMachine.ts'
import { ContactTrack, type ContactChange, type ContactDump, type ContactRules } from './contactTrack.ts'
import { ClosedContacts } from './closedContacts.ts'
import type { Fact, FactSink, Sign } from './fact.ts'
import { compareOrder, FLOOR_SIGNALS, type AgentInput, type ContactInput } from './input.ts'
import { Fifo } from './fifo.ts'
import { QueueTrack } from './queueTrack.ts'
import { FORGOTTEN_AFTER, LET_GO_AFTER, SUSPECT_AFTER, SUSPECT_AFTER_OTHERS } from './retention.ts'
import type { QueueConfiguration, SettingsDump, SettingsInForce } from './settingsTimeline.ts'
import { Timers } from './timers.ts'

export interface FloorOptions {
  readonly queues?: Readonly<Record<QueueId, QueueConfiguration>>
  readonly suspectAfterMs?: Readonly<Record<string, number>>
  readonly fact: FactSink
  /** Takes over agents' time that can no longer change. */
  readonly settled: (agent: AgentId, pieces: SettledTime[]) => void
  /** Told of queues and agents that left memory: whatever was counted for them is no longer theirs (F16). */
  readonly forgot: (kind: 'queue' | 'agent', id: string) => void
}

/** Plain data of a floor. */
export interface FloorDump {
  readonly asOf: EpochMs
  readonly newest: EpochMs
  readonly contacts: readonly (readonly [ContactId, ContactDump])[]
  readonly unsettled: readonly (readonly [ContactId, EpochMs])[]
  readonly closed: readonly (readonly [ContactId, ContactState])[]
  readonly agents: readonly (readonly [AgentId, AgentDump])[]
  readonly queues: readonly (readonly [QueueId, { readonly lastNamedAt: EpochMs; readonly settings: SettingsDump }])[]
}

export class Floor {
  readonly agents = new Map<AgentId, AgentTrack>()
  readonly queues = new Map<QueueId, QueueTrack>()
  /** Contacts that wait or talk. */
  readonly open = new Set<ContactTrack>()
  readonly #contacts = new Map<ContactId, ContactTrack>()
  readonly #closed = new ClosedContacts()
  /** Contacts by when they next come up for settling. */
  readonly #unsettled = new Fifo<{ readonly track: ContactTrack; readonly since: EpochMs }>()
  readonly #timers = new Timers<ContactTrack>()
  /** Open contacts by when they would be forgotten. */
  readonly #watched = new Timers<ContactTrack>()
  readonly #dirty = new Set<AgentTrack>()
  readonly #options: FloorOptions
  readonly #rules: ContactRules
  #asOf: EpochMs = epochMs(0)
  /** The newest instant at which anything took effect. */
  #newest: EpochMs = epochMs(-1)

  constructor(options: FloorOptions) {
    this.#options = options
    this.#rules = {
      settingsAt: (queue, at) => this.#queue(queue, at).settings.at(at),
      suspectAfterMs: (channel) => this.suspectAfterMs(channel),
    }
  }

  suspectAfterMs(channel: string): number {
    return this.#options.suspectAfterMs?.[channel] ?? SUSPECT_AFTER[channel] ?? SUSPECT_AFTER_OTHERS
  }

  /** The settings in force for a queue by the newest event (F11). */
  settingsOf(queue: QueueId): SettingsInForce {
    return this.queues.get(queue)?.settings.latest() ?? DEFAULT_SETTINGS
  }

  /** Contacts in memory, open or not yet settled. */
  get contactCount(): number {
    return this.#contacts.size
  }

  /** Folds an event that is neither repeated nor late; the clock is at its time or after it. */
  applyContact(event: ContactEvent): void {
    this.#nameQueues(event)
    if ('agent' in event.data && event.data.agent !== undefined) this.#nameAgent(event.data.agent, event)
    this.#takeContactInput(event.data.contact, { type: 'event', at: event.time, event, late: false })
    this.#touched(event.time)
  }

  /** F15: folds a late event, which takes effect at `at` and names nobody. */
  applyLateContact(event: ContactEvent, at: EpochMs): void {
    if (event.type === 'contact.wrappedUp') return this.#wrapUpLate(event, at)
    if (!this.#contacts.has(event.data.contact)) return
    this.#takeContactInput(event.data.contact, { type: 'event', at, event, late: true })
    this.#touched(at)
  }

  /** A wrap-up is the agent's: its contact may be over and settled. */
  #wrapUpLate(event: EventOf<'contact.wrappedUp'>, at: EpochMs): void {
    const { agent, contact } = event.data
    this.#tell({ at, event, agent, n: FLOOR_SIGNALS, signal: { type: 'wrappedUp', contact, late: true } })
    this.#refoldAgents()
    this.#touched(at)
  }

  applyAgentState(event: EventOf<'agent.state'>): void {
    const { agent: id, queues = [] } = event.data
    for (const queue of queues) this.#queue(queue, event.time).name(event.time)
    const agent = this.#nameAgent(id, event)
    this.#tell({ at: event.time, event, agent: id, n: -1, signal: { type: 'said', said: event } })
    if (event.data.state === 'offline') this.#signOff(agent, event)
    this.#refoldAgents()
    this.#touched(event.time)
  }

  configure(event: EventOf<'queue.configured'>): void {
    const queue = this.#queue(event.data.queue, event.time)
    queue.name(event.time)
    queue.settings.configure(event)
    if (event.time <= this.#newest) this.#rejudge(event.time)
    this.#touched(event.time)
  }

  /** An event of another kind names a queue: it exists from then on (F13). */
  nameQueue(id: QueueId, at: EpochMs): void {
    this.#queue(id, at).name(at)
  }

  /** Tells what the clock alone has made true by `asOf`. */
  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
    for (let track = this.#timers.popDue(asOf); track !== undefined; track = this.#timers.popDue(asOf)) {
      track.timerAt = Infinity
      for (const fact of track.advanceTo(asOf)) this.#tellFact(fact, 1)
      this.#schedule(track)
    }
  }

  /** Lets go of what cannot change any more, and of what nobody named for seven days before `newest`. */
  settle(horizon: EpochMs, newest: EpochMs): void {
    const forgotten = earlier(newest, LET_GO_AFTER)
    this.#settleContacts(horizon, newest)
    this.#closed.forget(forgotten)
    for (const agent of this.agents.values()) {
      if (agent.lastNamedAt < forgotten) this.#forgetAgent(agent.id)
      else this.#options.settled(agent.id, agent.settle(horizon))
    }
    for (const queue of this.queues.values())
      if (isForgotten(queue, later(forgotten, FORGOTTEN_AFTER))) this.#forgetQueue(queue.id)
    if (this.#timers.size + this.#watched.size > 2_000 + 8 * this.open.size) this.#rebuildTimers()
  }

  /** Each contact comes round about once an hour: what it costs does not depend on how many there are. */
  dump(): FloorDump {
    return {
      asOf: this.#asOf,
      newest: this.#newest,
      contacts: [...this.#contacts].map(([id, track]) => [id, track.dump()]),
      unsettled: this.#unsettled.items().map(({ track, since }) => [track.id, since]),
      closed: this.#closed.dump(),
      agents: [...this.agents].map(([id, agent]) => [id, agent.dump()]),
      queues: [...this.queues].map(([id, queue]) => [
        id,
        { lastNamedAt: queue.lastNamedAt, settings: queue.settings.dump() },
      ]),
    }
  }

  /** Takes up a dump; only into a floor that has folded nothing. Windows are loaded beside it, so no fact is told. */
  load(dumped: FloorDump): void {
    this.#asOf = dumped.asOf
    this.#newest = dumped.newest
    for (const [id, { lastNamedAt, settings }] of dumped.queues) this.#queue(id, lastNamedAt).settings.load(settings)
    this.#closed.load(dumped.closed)
    const signals = new Map<AgentId, AgentInput[]>()
    for (const [id, { base, inputs }] of dumped.contacts) {
      const track = new ContactTrack(id, this.#rules, base)
      this.#contacts.set(id, track)
      for (const signal of track.restore([...inputs], this.#asOf))
        signals.set(signal.agent, [...(signals.get(signal.agent) ?? []), signal])
      if (isOpen(track.head)) {
        this.open.add(track)
        this.#watch(track)
      }
      this.#schedule(track)
    }
    for (const [id, dump] of dumped.agents) {
      const agent = new AgentTrack(id, dump.naming)
      agent.restore(dump, signals.get(id) ?? [])
      this.agents.set(id, agent)
    }
    for (const [id, since] of dumped.unsettled) {
      const track = this.#contacts.get(id)
      if (track !== undefined) this.#unsettled.push({ track, since })
    }
  }

  #settleContacts(horizon: EpochMs, newest: EpochMs): void {
    for (
      let next = this.#unsettled.first();
      next !== undefined && next.since < horizon;
      next = this.#unsettled.first()
    ) {
      this.#unsettled.shift()
      this.#settleContact(next.track, horizon, newest)
    }
  }

  #settleContact(track: ContactTrack, horizon: EpochMs, newest: EpochMs): void {
    if (this.#contacts.get(track.id) !== track) return
    track.settle(horizon)
    if (track.isSettled && !isOpen(track.head)) {
      this.#contacts.delete(track.id)
      this.#closed.keep(track.id, track.head)
    } else this.#unsettled.push({ track, since: newest })
  }

  /** F16: open contacts that no event has named for seven days before `newest`. */
  forgetBefore(newest: EpochMs, newestEvent: FloorEvent): void {
    for (let track = this.#watched.popDue(newest); track !== undefined; track = this.#watched.popDue(newest)) {
      track.isWatched = false
      if (this.#contacts.get(track.id) !== track || !isOpen(track.head)) continue
      if (newest - track.head.lastEventAt > FORGOTTEN_AFTER) this.#forget(track, newestEvent)
      else this.#watch(track)
    }
  }

  #watch(track: ContactTrack): void {
    if (track.isWatched) return
    track.isWatched = true
    this.#watched.push(later(track.head.lastEventAt, FORGOTTEN_AFTER + 1), track)
  }

  #forgetAgent(id: AgentId): void {
    this.agents.delete(id)
    this.#options.forgot('agent', id)
  }

  #forgetQueue(id: QueueId): void {
    this.queues.delete(id)
    this.#options.forgot('queue', id)
  }

  /** F16: the contact leaves without an outcome; its agents are on it no longer. */
  #forget(track: ContactTrack, event: FloorEvent): void {
    this.#contacts.delete(track.id)
    this.open.delete(track)
    track.head.talks.forEach((talk, i) => {
      const end = { talkMs: 0, holdMs: 0, wrapUp: false, counted: false }
      const signal = { type: 'talkEnded', contact: track.id, handle: talk.handle, ...end } as AgentInput['signal']
      this.#tell({ at: event.time, event, agent: talk.agent, n: FLOOR_SIGNALS + i, signal })
    })
    this.#refoldAgents()
  }

  #nameQueues(event: ContactEvent): void {
    const { data } = event
    if ('queue' in data && data.queue !== undefined) this.nameQueue(data.queue, event.time)
    if ('to' in data && data.to !== undefined) this.nameQueue(data.to, event.time)
  }

  #queue(id: QueueId, at: EpochMs): QueueTrack {
    let queue = this.queues.get(id)
    if (queue !== undefined && isForgotten(queue, at)) {
      this.#forgetQueue(id)
      queue = undefined
    }
    if (queue === undefined) {
      const configured = this.#options.queues
      queue = new QueueTrack(
        id,
        at,
        configured !== undefined && Object.hasOwn(configured, id) ? configured[id] : undefined,
      )
      this.queues.set(id, queue)
    }
    return queue
  }

  #nameAgent(id: AgentId, event: FloorEvent): AgentTrack {
    const known = this.agents.get(id)
    if (known !== undefined && event.time - known.lastNamedAt > FORGOTTEN_AFTER) this.#forgetAgent(id)
    else if (known !== undefined) {
      if (known.name(event)) this.#dirty.add(known)
      return known
    }
    const agent = new AgentTrack(id, event)
    this.agents.set(id, agent)
    return agent
  }

  #takeContactInput(id: ContactId, input: ContactInput): void {
    const track = this.#contact(id, input.at)
    const ordered = track.isInOrder(input) && !this.#signedOffSince(input)
    const change = ordered
      ? track.append(input, this.#asOf)
      : track.refold(this.#withSignOffs(track, input), this.#asOf)
    this.#follow(track, change)
    this.#refoldAgents()
  }

  #contact(id: ContactId, at: EpochMs): ContactTrack {
    let track = this.#contacts.get(id)
    // Not open, or it would have been forgotten as time went by.
    if (track !== undefined && track.isSettledBefore(earlier(at, FORGOTTEN_AFTER))) track = undefined
    if (track === undefined) {
      track = new ContactTrack(id, this.#rules, this.#closed.take(id, earlier(at, FORGOTTEN_AFTER)))
      this.#contacts.set(id, track)
      this.#unsettled.push({ track, since: this.#asOf })
    }
    return track
  }

  /** An agent alerted or connected by this input has signed off after it: their sign-off reaches the contact too. */
  #signedOffSince(input: ContactInput): boolean {
    if (input.event.type !== 'contact.answered' && input.event.type !== 'contact.alerted') return false
    const signOff = this.agents.get(input.event.data.agent)?.lastSignOff
    return signOff !== undefined && compareOrder(signOff, input) > 0
  }

  /** The contact's own inputs with one more, and every sign-off of the agents they name. */
  #withSignOffs(track: ContactTrack, input?: ContactInput): ContactInput[] {
    const own = track.inputs.filter((other) => other.type === 'event')
    const known = track.inputs.filter((other) => other.type === 'offline')
    if (input?.type === 'event') own.push(input)
    const agents = new Set(track.base.talks.map((talk) => talk.agent))
    if (track.base.alerting !== undefined) agents.add(track.base.alerting)
    for (const { event } of own)
      if (event.type === 'contact.answered' || event.type === 'contact.alerted') agents.add(event.data.agent)
    const signOffs = [...agents].flatMap((id) => {
      const agent = this.agents.get(id)
      return agent === undefined ? [] : signOffsOf(agent)
    })
    const heard = new Set<FloorEvent>(known.map((signOff) => signOff.event))
    return [...own, ...known, ...signOffs.filter((signOff) => !heard.has(signOff.event))]
  }

  #signOff(agent: AgentTrack, event: EventOf<'agent.state'>): void {
    const touched = new Set<ContactTrack>()
    for (const track of this.open)
      if (track.head.alerting === agent.id || track.head.talks.some((talk) => talk.agent === agent.id))
        touched.add(track)
    for (const { signal, at } of agent.inputs)
      if ('contact' in signal && at >= event.time) this.#addKnown(touched, signal.contact)
    for (const track of touched) {
      const input: ContactInput = { type: 'offline', at: event.time, event }
      const change = track.isInOrder(input)
        ? track.append(input, this.#asOf)
        : track.refold(this.#withSignOffs(track), this.#asOf)
      this.#follow(track, change)
    }
  }

  #addKnown(tracks: Set<ContactTrack>, id: ContactId): void {
    const track = this.#contacts.get(id)
    if (track !== undefined) tracks.add(track)
  }

  /** Settings changed as of `from`: segments enqueued since are judged anew (F11). */
  #rejudge(from: EpochMs): void {
    for (const track of this.#contacts.values())
      if ((track.inputs.at(-1)?.at ?? -1) >= from)
        this.#follow(track, track.refold(this.#withSignOffs(track), this.#asOf))
    this.#refoldAgents()
  }

  #follow(track: ContactTrack, change: ContactChange): void {
    for (const fact of change.gone) this.#tellFact(fact, -1)
    for (const fact of change.come) this.#tellFact(fact, 1)
    for (const input of change.unsaid) this.#untell(input)
    for (const input of change.said) this.#tell(input)
    if (isOpen(track.head)) {
      this.open.add(track)
      this.#watch(track)
    } else this.open.delete(track)
    this.#schedule(track)
  }

  #tellFact(fact: Fact, sign: Sign): void {
    if (fact.type === 'segmentAnswered') this.agents.get(fact.agent)?.learn(fact.queue, fact.at, sign)
    this.#options.fact(fact, sign)
  }

  #tell(input: AgentInput): void {
    const agent = this.agents.get(input.agent)
    if (agent?.add(input, (fact) => this.#tellFact(fact, 1)) === true) this.#dirty.add(agent)
  }

  #untell(input: AgentInput): void {
    const agent = this.agents.get(input.agent)
    if (agent === undefined) return
    agent.remove(input)
    this.#dirty.add(agent)
  }

  #refoldAgents(): void {
    for (const agent of this.#dirty) {
      const change = agent.refold()
      for (const fact of change.gone) this.#tellFact(fact, -1)
      for (const fact of change.come) this.#tellFact(fact, 1)
    }
    this.#dirty.clear()
  }

  #schedule(track: ContactTrack): void {
    const at = nextDueAt(track.head, this.#asOf, this.#rules)
    if (at === undefined || at >= track.timerAt) return
    track.timerAt = at
    this.#timers.push(at, track)
  }

  #rebuildTimers(): void {
    this.#timers.clear()
    this.#watched.clear()
    for (const track of this.#contacts.values()) track.isWatched = false
    for (const track of this.open) {
      track.timerAt = Infinity
      this.#schedule(track)
      this.#watch(track)
    }
  }

  #touched(at: EpochMs): void {
    if (at > this.#newest) this.#newest = at
  }
}

/** F16: a configured queue stays. */
export function isForgotten(queue: QueueTrack, newest: EpochMs): boolean {
  return newest - queue.lastNamedAt > FORGOTTEN_AFTER && !queue.settings.isConfigured
}

function signOffsOf(agent: AgentTrack): ContactInput[] {
  return agent.inputs.flatMap(({ signal, at }): ContactInput[] =>
    signal.type === 'said' && signal.said.data.state === 'offline' ? [{ type: 'offline', at, event: signal.said }] : [],
  )
}
