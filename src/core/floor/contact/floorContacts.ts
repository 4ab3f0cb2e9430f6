/**
 * The contacts of a floor: what reaches them is folded into facts and into what agents hear, at once while somebody looks,
 * otherwise once it is settled.
 */
import { epochMs, type AgentId, type ContactId, type EpochMs } from '../../units.ts'
import type { EventOf } from '../../events/event.ts'
import type { AgentTrack } from '../agent/agentTrack.ts'
import type { FloorAgents } from '../agent/floorAgents.ts'
import { ClosedContacts, type StoredClosed } from './closedContacts.ts'
import type { FoldRules } from './conclusions.ts'
import { contactStateOf, isOpen, type ContactState } from './contactState.ts'
import { ContactTimers } from './contactTimers.ts'
import { ContactTrack, type ContactChange, type ContactDump, type ContactRules } from './contactTrack.ts'
import type { Fact, FactSink } from '../fact.ts'
import { compareInputs, eventOf, type OwnInput, type SignOff } from '../input.ts'
import { NONE, withItems } from '../lists.ts'
import { isForgottenBy } from '../retention.ts'

export interface FloorContactsOptions extends FoldRules {
  /** Contacts that are over and remembered; beyond it the oldest go. */
  readonly maxClosed: number
  /** They hear what contacts conclude of them, and their sign-offs end talks and alerts. */
  readonly agents: FloorAgents
  readonly fact: FactSink
}

/** Plain data of the contacts of a floor. */
export interface FloorContactsDump {
  readonly contacts: readonly (readonly [ContactId, ContactDump])[]
  readonly closed: readonly StoredClosed[]
}

export class FloorContacts {
  /** Those that wait or talk; while shown. */
  readonly open = new Set<ContactTrack>()
  readonly #tracks = new Map<ContactId, ContactTrack>()
  readonly #closed: ClosedContacts
  readonly #timers: ContactTimers
  readonly #rules: ContactRules
  readonly #agents: FloorAgents
  readonly #fact: FactSink
  #asOf: EpochMs = epochMs(0)
  /** The newest event time of the site, whatever the event (F16). */
  #newestEvent: EpochMs = epochMs(0)
  #isShown = false

  constructor({ maxClosed, agents, fact, ...rules }: FloorContactsOptions) {
    this.#closed = new ClosedContacts(maxClosed)
    this.#agents = agents
    this.#fact = fact
    this.#rules = { ...rules, newest: () => this.#newestEvent }
    this.#timers = new ContactTimers(this.#rules)
  }

  get isShown(): boolean {
    return this.#isShown
  }

  /** Contacts in memory, open or not yet settled. */
  get size(): number {
    return this.#tracks.size
  }

  /** Those that are over and settled. */
  get closed(): Pick<ClosedContacts, 'size' | 'forgotten'> {
    return this.#closed
  }

  has(id: ContactId): boolean {
    return this.#tracks.has(id)
  }

  /** How many events of a contact may still be reordered; undefined when it is not in memory. */
  eventsOf(id: ContactId): number | undefined {
    return this.#tracks.get(id)?.inputs.length
  }

  /** An event of the contact's own. */
  apply(id: ContactId, input: OwnInput): void {
    const track = this.#track(id)
    if (!this.#isShown) return track.put(input)
    const isNewest = track.isInOrder(input) && !this.#agents.signedOffSince(input)
    if (isNewest) this.#follow(track, track.append(input, this.#asOf))
    else {
      track.put(input)
      this.#follow(track, this.#refolded(track))
    }
    this.#agents.refold()
  }

  /** F6: ends the agent's talks and alerts. The floor folds agents again, who hear of the sign-off besides. */
  signOff(agent: AgentTrack, event: EventOf<'agent.state'>): void {
    if (!this.#isShown) return
    for (const track of this.#tracksOf(agent, event.time))
      this.#follow(track, track.isInOrder(event) ? track.append(event, this.#asOf) : this.#refolded(track))
  }

  /** Settings changed as of `from`: segments enqueued since are judged anew (F11). */
  rejudge(from: EpochMs): void {
    if (!this.#isShown) return
    for (const track of this.#tracks.values())
      if ((track.lastAt ?? -1) >= from) this.#follow(track, this.#refolded(track))
    this.#agents.refold()
  }

  /** Tells what the clock alone has made true by `asOf`. */
  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
    for (let track = this.#timers.passed(asOf); track !== undefined; track = this.#timers.passed(asOf)) {
      for (const fact of track.advanceTo(asOf)) this.#fact(fact, 1)
      this.#timers.watchLimits(track, asOf)
    }
  }

  /** F16: forgets the open contacts that no event has named for seven days before the site's newest one. */
  forgetBefore(newest: EpochMs): void {
    this.#newestEvent = newest
    for (let track = this.#timers.silent(newest); track !== undefined; track = this.#timers.silent(newest)) {
      if (this.#tracks.get(track.id) !== track || !isOpen(track.head)) continue
      if (isForgottenBy(track.head.lastEventAt, newest)) this.#follow(track, this.#refolded(track))
      else this.#timers.watchSilence(track)
    }
    this.#agents.refold()
  }

  /** Folds what is not settled; agents fold what they hear of it after that. */
  show(): void {
    const facts: Fact[] = []
    for (const track of this.#tracks.values()) {
      const { come, said } = this.#refolded(track)
      for (const fact of come) facts.push(fact)
      for (const input of said) this.#agents.tell(input)
      this.#keepWatch(track)
    }
    // Windows take longest over what they are told out of order.
    for (const fact of facts.sort((a, b) => a.at - b.at)) this.#fact(fact, 1)
    this.#isShown = true
  }

  /** Takes back what is not settled. Its facts are not told, being all there are of that kind. */
  hide(): void {
    this.#isShown = false
    for (const track of this.#tracks.values()) track.hide()
    this.open.clear()
    this.#timers.clear()
  }

  /** Facts told of what is not settled. */
  *unsettledFacts(): Iterable<Fact> {
    for (const track of this.#tracks.values()) yield* track.told
  }

  /** Folds what is before `horizon` for good, and lets go of it and of those that are over and named last before `forgotten`. */
  settle(horizon: EpochMs, forgotten: EpochMs): void {
    for (const track of this.#tracks.values()) if (track.isDue(horizon)) this.#settle(track, horizon)
    this.#closed.forget(forgotten)
    this.#timers.trim(this.#tracks.values(), this.open, this.#asOf)
  }

  #settle(track: ContactTrack, horizon: EpochMs): void {
    if (this.#isShown) track.settleTold(horizon)
    else {
      const signOffs = this.#signOffsOf(track).filter((one) => one.time < horizon)
      const { facts, signals } = track.settleUntold(horizon, signOffs)
      for (const fact of facts) this.#fact(fact, 1)
      for (const input of signals) this.#agents.tell(input)
    }
    if (!track.isSettled) return
    this.#tracks.delete(track.id)
    this.#closed.keep(track.id, track.base)
  }

  dump(): FloorContactsDump {
    return { contacts: [...this.#tracks].map(([id, track]) => [id, track.dump()]), closed: this.#closed.dump() }
  }

  /** Takes up a dump of a site as of `asOf`, with its newest event time. */
  load({ contacts, closed }: FloorContactsDump, asOf: EpochMs, newestEvent: EpochMs): void {
    this.#asOf = asOf
    this.#newestEvent = newestEvent
    this.#closed.load(closed)
    for (const [id, { base, inputs }] of contacts) this.#begin(id, contactStateOf(base)).load(inputs)
  }

  #track(id: ContactId): ContactTrack {
    return this.#tracks.get(id) ?? this.#begin(id, this.#closed.take(id))
  }

  #begin(id: ContactId, base: ContactState): ContactTrack {
    const track = new ContactTrack(id, this.#rules, base)
    this.#tracks.set(id, track)
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

  /** Contacts that ring or talk with the agent, or that did so at or after `since`. */
  #tracksOf(agent: AgentTrack, since: EpochMs): Set<ContactTrack> {
    const found = new Set<ContactTrack>()
    for (const track of this.open)
      if (track.head.alert?.agent === agent.id || track.head.talks.some((talk) => talk.agent === agent.id))
        found.add(track)
    for (const { signal, at } of agent.inputs) {
      const track = 'contact' in signal && at >= since ? this.#tracks.get(signal.contact) : undefined
      if (track !== undefined) found.add(track)
    }
    return found
  }

  #follow(track: ContactTrack, change: ContactChange): void {
    for (const fact of change.gone) this.#fact(fact, -1)
    for (const fact of change.come) this.#fact(fact, 1)
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
}

function isSame(one: SignOff, other: SignOff): boolean {
  return compareInputs(one, other) === 0
}
