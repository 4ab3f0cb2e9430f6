/**
 * The floor: every contact, agent and queue as it is now. Events come in any order within the grace; what
 * follows from them goes out as signed facts (F1 to F16). Once settled, it follows for good. While somebody looks the rest
 * is folded as well, and taken back where an event out of order proves it wrong; while nobody does it waits, because most
 * of a log is read without anybody looking, and then everything is folded once.
 */
import { earlier, epochMs, type AgentId, type ContactId, type EpochMs, type QueueId } from '../units.ts'
import { namesOf } from '../events/contactNames.ts'
import type { ContactEvent, EventOf } from '../events/event.ts'
import type { AgentDump, AgentTrack } from './agent/agentTrack.ts'
import { ClosedContacts, type StoredClosed } from './contact/closedContacts.ts'
import { contactStateOf, isOpen } from './contact/contactState.ts'
import { ContactTimers } from './contact/contactTimers.ts'
import { ContactTrack, type ContactChange, type ContactDump, type ContactRules } from './contact/contactTrack.ts'
import type { Fact, FactSink, Sign } from './fact.ts'
import { FloorAgents, type SettledSink } from './agent/floorAgents.ts'
import { FloorQueues, type QueueDump } from './queue/floorQueues.ts'
import { compareInputs, eventOf, FLOOR_SIGNALS, type OwnInput, type SignOff } from './input.ts'
import { NONE, withItems } from './lists.ts'
import { settledSince } from './namings.ts'
import { isForgottenBy, LET_GO_AFTER, SITE_GRACE, SUSPECT_AFTER, SUSPECT_AFTER_OTHERS } from './retention.ts'
import type { QueueConfiguration, SettingsInForce } from './queue/settingsTimeline.ts'

export interface FloorOptions {
  readonly queues?: Readonly<Record<QueueId, QueueConfiguration>>
  readonly suspectAfterMs?: Readonly<Record<string, number>>
  /** Contacts that are over and remembered; beyond it the oldest go. */
  readonly maxClosed: number
  readonly fact: FactSink
  /** Takes over agents' time that can no longer change. */
  readonly settled: SettledSink
  /** Told of agents that left memory (F16). */
  readonly forgot: (agent: AgentId) => void
}

/** Plain data of a floor. */
export interface FloorDump {
  readonly newest: EpochMs
  readonly contacts: readonly (readonly [ContactId, ContactDump])[]
  readonly closed: readonly StoredClosed[]
  readonly agents: readonly (readonly [AgentId, AgentDump])[]
  readonly queues: readonly (readonly [QueueId, QueueDump])[]
}

export class Floor {
  /** Contacts that wait or talk; while shown. */
  readonly open = new Set<ContactTrack>()
  readonly #contacts = new Map<ContactId, ContactTrack>()
  readonly #closed: ClosedContacts
  readonly #agents: FloorAgents
  readonly #queues: FloorQueues
  readonly #timers: ContactTimers
  readonly #options: FloorOptions
  readonly #rules: ContactRules
  #asOf: EpochMs = epochMs(0)
  /** The newest instant at which anything took effect. */
  #newest: EpochMs = epochMs(-1)
  /** The newest event time of the site, whatever the event (F16). */
  #newestEvent: EpochMs = epochMs(0)
  #isShown = false

  constructor(options: FloorOptions) {
    this.#options = options
    this.#closed = new ClosedContacts(options.maxClosed)
    this.#queues = new FloorQueues(options.queues ?? {})
    this.#agents = new FloorAgents({ ...options, isShown: () => this.#isShown })
    this.#rules = {
      settingsAt: (queue, at) => this.#queues.settingsAt(queue, at),
      newest: () => this.#newestEvent,
      suspectAfterMs: (channel) => this.suspectAfterMs(channel),
    }
    this.#timers = new ContactTimers(this.#rules)
  }

  /** Whether what is not settled is folded: somebody looked. */
  get isShown(): boolean {
    return this.#isShown
  }

  get agents(): FloorAgents['tracks'] {
    return this.#agents.tracks
  }

  get queues(): FloorQueues['tracks'] {
    return this.#queues.tracks
  }

  /** F12: how long a contact of this channel may be silent, ms. */
  suspectAfterMs(channel: string): number {
    return this.#options.suspectAfterMs?.[channel] ?? SUSPECT_AFTER[channel] ?? SUSPECT_AFTER_OTHERS
  }

  /** The settings in force for a queue by the newest event (F11). */
  settingsOf(queue: QueueId): SettingsInForce {
    return this.#queues.settingsOf(queue)
  }

  /** Since when the queue existed as of `horizon`, which is past changing; undefined once it is forgotten (F16). */
  queueSince(queue: QueueId, horizon: EpochMs): EpochMs | undefined {
    const namings = this.#queues.tracks.get(queue)?.namings
    return namings === undefined ? undefined : settledSince(namings, horizon)
  }

  /** Contacts in memory, open or not yet settled. */
  get contactCount(): number {
    return this.#contacts.size
  }

  /** Contacts remembered that are over, and those forgotten because there were too many. */
  get closed(): Pick<ClosedContacts, 'size' | 'forgotten'> {
    return this.#closed
  }

  /** How many changes of a queue's settings are remembered. */
  changesOf(queue: QueueId): number {
    return this.#queues.tracks.get(queue)?.settings.size ?? 0
  }

  /** How many events of a contact may still be reordered; undefined when it is not in memory. */
  eventsOf(contact: ContactId): number | undefined {
    return this.#contacts.get(contact)?.inputs.length
  }

  /** Folds an event that is neither repeated nor late; the clock is at its time or after it. */
  applyContact(event: ContactEvent): void {
    const { agent, queue, to } = namesOf(event)
    if (queue !== undefined) this.nameQueue(queue, event.time)
    if (to !== undefined) this.nameQueue(to, event.time)
    if (agent !== undefined) this.#agents.name(agent, event).heard.note()
    this.#takeContactInput(event.data.contact, event)
    this.#touched(event.time)
  }

  /** F15: folds a late event, which takes effect at `at` and names nobody. */
  applyLateContact(event: ContactEvent, at: EpochMs): void {
    const { agent } = namesOf(event)
    if (agent !== undefined) this.agents.get(agent)?.heard.note()
    if (event.type === 'contact.wrappedUp') this.#wrapUpLate(event, at)
    // Of a contact not in memory it ends what a later arrival opens, but none can open it as of so long ago.
    else if (this.#contacts.has(event.data.contact) || event.time >= earlier(at, SITE_GRACE))
      this.#takeContactInput(event.data.contact, { late: event, at })
    this.#touched(at)
  }

  applyAgentState(event: EventOf<'agent.state'>): void {
    const { agent: id, queues = [] } = event.data
    for (const queue of queues) this.nameQueue(queue, event.time)
    const agent = this.#agents.name(id, event)
    agent.heard.note()
    this.#agents.tell({ at: event.time, event, agent: id, n: -1, signal: { type: 'said', said: event } })
    if (event.data.state === 'offline' && this.#isShown) this.#signOff(agent, event)
    this.#agents.refold()
    this.#touched(event.time)
  }

  configure(event: EventOf<'queue.configured'>): void {
    this.#queues.name(event.data.queue, event.time).settings.configure(event)
    if (event.time <= this.#newest && this.#isShown) this.#rejudge(event.time)
    this.#touched(event.time)
  }

  /** An event of another kind names a queue: it exists from then on (F13). */
  nameQueue(id: QueueId, at: EpochMs): void {
    this.#queues.name(id, at)
  }

  /** Tells what the clock alone has made true by `asOf`. */
  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
    for (let track = this.#timers.passed(asOf); track !== undefined; track = this.#timers.passed(asOf)) {
      for (const fact of track.advanceTo(asOf)) this.#tellFact(fact, 1)
      this.#timers.watchLimits(track, asOf)
    }
  }

  /** F16: forgets the open contacts that no event has named for seven days before the site's newest one. */
  forgetBefore(newest: EpochMs): void {
    this.#newestEvent = newest
    for (let track = this.#timers.silent(newest); track !== undefined; track = this.#timers.silent(newest)) {
      if (this.#contacts.get(track.id) !== track || !isOpen(track.head)) continue
      if (isForgottenBy(track.head.lastEventAt, newest)) this.#follow(track, this.#refolded(track))
      else this.#timers.watchSilence(track)
    }
    this.#agents.refold()
  }

  /** Folds what is not settled, for somebody who looks. */
  show(): void {
    if (this.#isShown) return
    const facts: Fact[] = []
    for (const track of this.#contacts.values()) {
      const { come, said } = this.#refolded(track)
      for (const fact of come) facts.push(fact)
      for (const input of said) this.#agents.tell(input)
      this.#keepWatch(track)
    }
    // Windows take longest over what they are told out of order.
    for (const fact of facts.sort((a, b) => a.at - b.at)) this.#tellFact(fact, 1)
    this.#isShown = true
    this.#agents.show()
  }

  /** Nobody looks any more: takes back what is not settled. Its facts are not told, being all there are of that kind. */
  hide(): void {
    if (!this.#isShown) return
    this.#isShown = false
    this.#agents.hide()
    for (const track of this.#contacts.values()) track.hide()
    this.open.clear()
    this.#timers.clear()
  }

  /** Facts told of what is not settled. */
  *unsettledFacts(): Iterable<Fact> {
    for (const track of this.#contacts.values()) yield* track.told
  }

  /** Folds what cannot change any more for good, and lets go of it and of what nobody named for so long before `newest`. */
  settle(horizon: EpochMs, newest: EpochMs): void {
    const forgotten = earlier(newest, LET_GO_AFTER)
    for (const track of this.#contacts.values()) if (track.isDue(horizon)) this.#settle(track, horizon)
    this.#closed.forget(forgotten)
    this.#agents.settle(horizon, forgotten)
    this.#queues.settle(horizon)
    this.#timers.trim(this.#contacts.values(), this.open, this.#asOf)
  }

  #settle(track: ContactTrack, horizon: EpochMs): void {
    if (this.#isShown) track.settleTold(horizon)
    else {
      const signOffs = this.#signOffsOf(track).filter((one) => one.time < horizon)
      const { facts, signals } = track.settleUntold(horizon, signOffs)
      for (const fact of facts) this.#tellFact(fact, 1)
      for (const input of signals) this.#agents.tell(input)
    }
    if (!track.isSettled) return
    this.#contacts.delete(track.id)
    this.#closed.keep(track.id, track.base)
  }

  dump(): FloorDump {
    return {
      newest: this.#newest,
      contacts: [...this.#contacts].map(([id, track]) => [id, track.dump()]),
      closed: this.#closed.dump(),
      agents: this.#agents.dump(),
      queues: this.#queues.dump(),
    }
  }

  /** Takes up a dump of a site as of `asOf`, with its newest event time; only into a floor that has folded nothing. */
  load(dumped: FloorDump, asOf: EpochMs, newestEvent: EpochMs): void {
    this.#asOf = asOf
    this.#newest = dumped.newest
    this.#newestEvent = newestEvent
    this.#queues.load(dumped.queues)
    this.#closed.load(dumped.closed)
    this.#agents.load(dumped.agents)
    for (const [id, { base, inputs }] of dumped.contacts) {
      const track = new ContactTrack(id, this.#rules, contactStateOf(base))
      track.load(inputs)
      this.#contacts.set(id, track)
    }
  }

  /** A wrap-up is the agent's: its contact may be over and settled. */
  #wrapUpLate(event: EventOf<'contact.wrappedUp'>, at: EpochMs): void {
    const { agent, contact } = event.data
    this.#agents.tell({ at, event, agent, n: FLOOR_SIGNALS, signal: { type: 'wrappedUp', contact, late: true } })
    this.#agents.refold()
  }

  #takeContactInput(id: ContactId, input: OwnInput): void {
    const track = this.#contact(id)
    if (!this.#isShown) return track.put(input)
    const isNewest = track.isInOrder(input) && !this.#agents.signedOffSince(input)
    if (isNewest) this.#follow(track, track.append(input, this.#asOf))
    else {
      track.put(input)
      this.#follow(track, this.#refolded(track))
    }
    this.#agents.refold()
  }

  #contact(id: ContactId): ContactTrack {
    const known = this.#contacts.get(id)
    if (known !== undefined) return known
    const track = new ContactTrack(id, this.#rules, this.#closed.take(id))
    this.#contacts.set(id, track)
    return track
  }

  /** Folds the contact's own inputs again, and every sign-off of the agents they name. */
  #refolded(track: ContactTrack): ContactChange {
    const { signOffs: known } = track
    const others = this.#signOffsOf(track).filter((one) => !known.some((other) => isSame(one, other)))
    return track.refold([...known, ...others], this.#asOf)
  }

  /** Sign-offs that can still matter, of the agents whom it rings or who talk with it when it folds its inputs. */
  #signOffsOf({ base, inputs }: ContactTrack): readonly SignOff[] {
    let found: readonly SignOff[] = NONE
    const seen: AgentId[] = []
    const look = (agent: AgentId) => {
      const signOffs = this.#agents.signOffsOf(agent)
      if (signOffs.length === 0 || seen.includes(agent)) return
      seen.push(agent)
      found = withItems(found, signOffs)
    }
    for (const { agent } of base.talks) look(agent)
    if (base.alert !== undefined) look(base.alert.agent)
    for (const input of inputs) {
      const event = eventOf(input)
      if (event.type === 'contact.answered' || event.type === 'contact.alerted') look(event.data.agent)
    }
    return found
  }

  #signOff(agent: AgentTrack, event: EventOf<'agent.state'>): void {
    for (const track of this.#contactsOf(agent, event.time))
      this.#follow(track, track.isInOrder(event) ? track.append(event, this.#asOf) : this.#refolded(track))
  }

  /** Contacts that ring or talk with the agent, or that did so at or after `since`. */
  #contactsOf(agent: AgentTrack, since: EpochMs): Set<ContactTrack> {
    const found = new Set<ContactTrack>()
    for (const track of this.open)
      if (track.head.alert?.agent === agent.id || track.head.talks.some((talk) => talk.agent === agent.id))
        found.add(track)
    for (const { signal, at } of agent.inputs) {
      const track = 'contact' in signal && at >= since ? this.#contacts.get(signal.contact) : undefined
      if (track !== undefined) found.add(track)
    }
    return found
  }

  /** Settings changed as of `from`: segments enqueued since are judged anew (F11). */
  #rejudge(from: EpochMs): void {
    for (const track of this.#contacts.values())
      if ((track.lastAt ?? -1) >= from) this.#follow(track, this.#refolded(track))
    this.#agents.refold()
  }

  #follow(track: ContactTrack, change: ContactChange): void {
    for (const fact of change.gone) this.#tellFact(fact, -1)
    for (const fact of change.come) this.#tellFact(fact, 1)
    for (const input of change.unsaid) this.#agents.untell(input)
    for (const input of change.said) this.#agents.tell(input)
    this.#keepWatch(track)
  }

  #keepWatch(track: ContactTrack): void {
    if (isOpen(track.head)) {
      this.open.add(track)
      this.#timers.watchSilence(track)
    } else this.open.delete(track)
    this.#timers.watchLimits(track, this.#asOf)
  }

  #tellFact(fact: Fact, sign: Sign): void {
    if (fact.type === 'segmentAnswered') this.#agents.learn(fact, sign)
    this.#options.fact(fact, sign)
  }

  #touched(at: EpochMs): void {
    if (at > this.#newest) this.#newest = at
  }
}

function isSame(one: SignOff, other: SignOff): boolean {
  return compareInputs(one, other) === 0
}
