/** The agents of a floor: what contacts and they themselves say reaches them here, and is folded again when late. */
import type { AgentId, EpochMs } from '../../units.ts'
import type { FloorEvent } from '../../events/event.ts'
import { AgentTrack, type AgentDump, type SettledTime } from './agentTrack.ts'
import type { FactSink, HandleClosed, SegmentAnswered, Sign } from '../fact.ts'
import { atOf, compareOrder, eventOf, type AgentInput, type OwnInput, type SignOff } from '../input.ts'
import { NONE } from '../lists.ts'
import { isForgottenBy } from '../retention.ts'

/** Takes over the time of an agent who exists since then; it can no longer change. */
export type SettledSink = (agent: AgentId, since: EpochMs, pieces: readonly SettledTime[]) => void

export interface FloorAgentsOptions {
  readonly fact: FactSink
  readonly settled: SettledSink
  readonly forgot: (id: AgentId) => void
  /** While somebody looks, what agents hear is folded at once; otherwise it waits to be folded when it is settled. */
  readonly isShown: () => boolean
}

export class FloorAgents {
  readonly tracks = new Map<AgentId, AgentTrack>()
  /** Who they were before they were forgotten, while a naming underway may yet close that gap (F16). */
  readonly #before = new Map<AgentId, AgentTrack>()
  /** Those whose inputs came out of order. */
  readonly #dirty = new Set<AgentTrack>()
  readonly #options: FloorAgentsOptions

  constructor(options: FloorAgentsOptions) {
    this.#options = options
  }

  /** F6, F16: named, the agent exists; unnamed for seven days, they begin anew. */
  name(id: AgentId, event: FloorEvent): AgentTrack {
    const known = this.tracks.get(id)
    if (known === undefined) return this.#begin(id, event)
    if (isForgottenBy(known.lastNamedAt, event.time)) {
      this.#before.set(id, known)
      return this.#begin(id, event)
    }
    if (known.name(event)) this.#dirty.add(known)
    if (this.#before.size === 0) return known
    const before = this.#before.get(id)
    return before === undefined || isForgottenBy(before.lastNamedAt, known.since) ? known : this.#bridge(before, known)
  }

  tell(input: AgentInput): void {
    const agent = this.#trackAt(input.agent, input.at)
    if (!this.#options.isShown()) agent?.put(input)
    else if (agent?.add(input, this.#close) === true) this.#dirty.add(agent)
  }

  untell(input: AgentInput): void {
    const present = this.tracks.get(input.agent)
    const before = this.#before.get(input.agent)
    if (present?.remove(input) === true) this.#dirty.add(present)
    else if (before?.remove(input) === true) this.#dirty.add(before)
  }

  /** F7: an answer, or its being taken back, teaches whose queues the agent serves. */
  learn({ agent, queue, at }: SegmentAnswered, sign: Sign): void {
    this.#trackAt(agent, at)?.learn(queue, at, sign)
  }

  /** Folds again whoever heard something out of order, and tells what became of it. */
  refold(): void {
    if (this.#dirty.size === 0) return
    if (this.#options.isShown()) for (const agent of this.#dirty) this.#refold(agent)
    this.#dirty.clear()
  }

  #refold(agent: AgentTrack): void {
    const { gone, come } = agent.refold()
    for (const fact of gone) this.#options.fact(fact, -1)
    for (const fact of come) this.#options.fact(fact, 1)
  }

  /** Folds what is not settled, once contacts have told what they have to. */
  show(): void {
    this.#dirty.clear()
    for (const agent of this.#all()) this.#refold(agent)
  }

  /** Takes back what is not settled, with what contacts told. */
  hide(): void {
    this.#dirty.clear()
    for (const agent of this.#all()) agent.hide()
  }

  /** Whether an agent alerted or connected by this input signed off after it. */
  signedOffSince(input: OwnInput): boolean {
    const event = eventOf(input)
    if (event.type !== 'contact.answered' && event.type !== 'contact.alerted') return false
    const signOff = this.tracks.get(event.data.agent)?.lastSignOff
    return signOff !== undefined && compareOrder(signOff, { at: atOf(input), event }) > 0
  }

  /** Every sign-off of the agent that can still matter. */
  signOffsOf(id: AgentId): readonly SignOff[] {
    return this.tracks.get(id)?.signOffs ?? NONE
  }

  settle(horizon: EpochMs, forgotten: EpochMs): void {
    for (const [id, agent] of this.#before) {
      const isOver = isForgottenBy(agent.lastNamedAt, horizon)
      if (isOver) this.#before.delete(id)
      else this.#settle(agent, horizon)
    }
    for (const [id, agent] of this.tracks) {
      if (agent.lastNamedAt >= forgotten) this.#settle(agent, horizon)
      else {
        this.tracks.delete(id)
        this.#options.forgot(id)
      }
    }
  }

  #settle(agent: AgentTrack, horizon: EpochMs): void {
    const time = this.#options.isShown() ? agent.settleTold(horizon) : agent.settleUntold(horizon, this.#close)
    this.#options.settled(agent.id, agent.since, time)
  }

  dump(): [AgentId, AgentDump][] {
    return [...this.#before, ...this.tracks].map(([id, agent]) => [id, agent.dump()])
  }

  load(dumped: readonly (readonly [AgentId, AgentDump])[]): void {
    for (const [id, dump] of dumped) {
      const before = this.tracks.get(id)
      if (before !== undefined) this.#before.set(id, before)
      const track = new AgentTrack(id, dump.naming, dump.since)
      track.load(dump)
      this.tracks.set(id, track)
    }
  }

  readonly #close = (fact: HandleClosed): void => this.#options.fact(fact, 1)

  #all(): AgentTrack[] {
    return [...this.#before.values(), ...this.tracks.values()]
  }

  #begin(id: AgentId, event: FloorEvent): AgentTrack {
    const agent = new AgentTrack(id, event)
    this.tracks.set(id, agent)
    return agent
  }

  /** The gap between the two was none: they were never forgotten. */
  #bridge(before: AgentTrack, after: AgentTrack): AgentTrack {
    before.goOnAs(after)
    this.tracks.set(before.id, before)
    this.#before.delete(before.id)
    this.#dirty.delete(after)
    this.#dirty.add(before)
    return before
  }

  /** Who the agent was at that instant; undefined where that is forgotten. */
  #trackAt(id: AgentId, at: EpochMs): AgentTrack | undefined {
    const present = this.tracks.get(id)
    return present === undefined || at >= present.since ? present : this.#before.get(id)
  }
}
