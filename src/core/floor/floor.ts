/**
 * The floor: every contact, agent and queue as it is now. Events come in any order within the grace; what
 * follows from them goes out as signed facts (F1 to F16). Once settled, it follows for good. While somebody looks the rest
 * is folded as well, and taken back where an event out of order proves it wrong; while nobody does it waits, because most
 * of a log is read without anybody looking, and then everything is folded once.
 */
import { earlier, epochMs, type AgentId, type ContactId, type EpochMs, type QueueId } from '../units.ts'
import { namesOf } from '../events/contactNames.ts'
import type { ContactEvent, EventOf } from '../events/event.ts'
import type { AgentDump } from './agent/agentTrack.ts'
import { FloorContacts, type FloorContactsDump } from './contact/floorContacts.ts'
import type { Fact, FactSink } from './fact.ts'
import { FloorAgents, type SettledSink } from './agent/floorAgents.ts'
import { FloorQueues, type QueueDump } from './queue/floorQueues.ts'
import { FLOOR_SIGNALS } from './input.ts'
import { settledSince } from './namings.ts'
import { LET_GO_AFTER, SITE_GRACE, SUSPECT_AFTER, SUSPECT_AFTER_OTHERS } from './retention.ts'
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
export interface FloorDump extends FloorContactsDump {
  readonly newest: EpochMs
  readonly agents: readonly (readonly [AgentId, AgentDump])[]
  readonly queues: readonly (readonly [QueueId, QueueDump])[]
}

export class Floor {
  readonly #agents: FloorAgents
  readonly #queues: FloorQueues
  readonly #contacts: FloorContacts
  readonly #options: FloorOptions
  /** The newest instant at which anything took effect. */
  #newest: EpochMs = epochMs(-1)

  constructor(options: FloorOptions) {
    this.#options = options
    this.#queues = new FloorQueues(options.queues ?? {})
    this.#agents = new FloorAgents({ ...options, isShown: () => this.#contacts.isShown })
    this.#contacts = new FloorContacts({
      maxClosed: options.maxClosed,
      agents: this.#agents,
      fact: this.#tellFact,
      settingsAt: (queue, at) => this.#queues.settingsAt(queue, at),
      suspectAfterMs: (channel) => this.suspectAfterMs(channel),
    })
  }

  /** Whether what is not settled is folded: somebody looked. */
  get isShown(): boolean {
    return this.#contacts.isShown
  }

  /** Contacts that wait or talk; while shown. */
  get open(): FloorContacts['open'] {
    return this.#contacts.open
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
  get closed(): FloorContacts['closed'] {
    return this.#contacts.closed
  }

  /** How many changes of a queue's settings are remembered. */
  changesOf(queue: QueueId): number {
    return this.#queues.tracks.get(queue)?.settings.size ?? 0
  }

  /** How many events of a contact may still be reordered; undefined when it is not in memory. */
  eventsOf(contact: ContactId): number | undefined {
    return this.#contacts.eventsOf(contact)
  }

  /** Folds an event that is neither repeated nor late; the clock is at its time or after it. */
  applyContact(event: ContactEvent): void {
    const { agent, queue, to } = namesOf(event)
    if (queue !== undefined) this.nameQueue(queue, event.time)
    if (to !== undefined) this.nameQueue(to, event.time)
    if (agent !== undefined) this.#agents.name(agent, event).heard.note()
    this.#contacts.apply(event.data.contact, event)
    this.#touched(event.time)
  }

  /** F15: folds a late event, which takes effect at `at` and names nobody. */
  applyLateContact(event: ContactEvent, at: EpochMs): void {
    const { agent } = namesOf(event)
    if (agent !== undefined) this.agents.get(agent)?.heard.note()
    if (event.type === 'contact.wrappedUp') this.#wrapUpLate(event, at)
    // Of a contact not in memory it ends what a later arrival opens, but none can open it as of so long ago.
    else if (this.#contacts.has(event.data.contact) || event.time >= earlier(at, SITE_GRACE))
      this.#contacts.apply(event.data.contact, { late: event, at })
    this.#touched(at)
  }

  applyAgentState(event: EventOf<'agent.state'>): void {
    const { agent: id, queues = [] } = event.data
    for (const queue of queues) this.nameQueue(queue, event.time)
    const agent = this.#agents.name(id, event)
    agent.heard.note()
    this.#agents.tell({ at: event.time, event, agent: id, n: -1, signal: { type: 'said', said: event } })
    if (event.data.state === 'offline') this.#contacts.signOff(agent, event)
    this.#agents.refold()
    this.#touched(event.time)
  }

  configure(event: EventOf<'queue.configured'>): void {
    this.#queues.name(event.data.queue, event.time).settings.configure(event)
    if (event.time <= this.#newest) this.#contacts.rejudge(event.time)
    this.#touched(event.time)
  }

  /** An event of another kind names a queue: it exists from then on (F13). */
  nameQueue(id: QueueId, at: EpochMs): void {
    this.#queues.name(id, at)
  }

  /** Tells what the clock alone has made true by `asOf`. */
  advanceTo(asOf: EpochMs): void {
    this.#contacts.advanceTo(asOf)
  }

  /** F16: forgets the open contacts that no event has named for seven days before the site's newest one. */
  forgetBefore(newest: EpochMs): void {
    this.#contacts.forgetBefore(newest)
  }

  /** Folds what is not settled, for somebody who looks. */
  show(): void {
    if (this.isShown) return
    this.#contacts.show()
    this.#agents.show()
  }

  /** Nobody looks any more: takes back what is not settled. */
  hide(): void {
    if (!this.isShown) return
    this.#contacts.hide()
    this.#agents.hide()
  }

  /** Facts told of what is not settled. */
  unsettledFacts(): Iterable<Fact> {
    return this.#contacts.unsettledFacts()
  }

  /** Folds what cannot change any more for good, and lets go of it and of what nobody named for so long before `newest`. */
  settle(horizon: EpochMs, newest: EpochMs): void {
    const forgotten = earlier(newest, LET_GO_AFTER)
    this.#contacts.settle(horizon, forgotten)
    this.#agents.settle(horizon, forgotten)
    this.#queues.settle(horizon)
  }

  dump(): FloorDump {
    return {
      newest: this.#newest,
      ...this.#contacts.dump(),
      agents: this.#agents.dump(),
      queues: this.#queues.dump(),
    }
  }

  /** Takes up a dump of a site as of `asOf`, with its newest event time; only into a floor that has folded nothing. */
  load(dumped: FloorDump, asOf: EpochMs, newestEvent: EpochMs): void {
    this.#newest = dumped.newest
    this.#queues.load(dumped.queues)
    this.#agents.load(dumped.agents)
    this.#contacts.load(dumped, asOf, newestEvent)
  }

  /** A wrap-up is the agent's: its contact may be over and settled. */
  #wrapUpLate(event: EventOf<'contact.wrappedUp'>, at: EpochMs): void {
    const { agent, contact } = event.data
    this.#agents.tell({ at, event, agent, n: FLOOR_SIGNALS, signal: { type: 'wrappedUp', contact, late: true } })
    this.#agents.refold()
  }

  readonly #tellFact: FactSink = (fact, sign) => {
    if (fact.type === 'segmentAnswered') this.#agents.learn(fact, sign)
    this.#options.fact(fact, sign)
  }

  #touched(at: EpochMs): void {
    if (at > this.#newest) this.#newest = at
  }
}
