/** The agents of a floor: what contacts and they themselves say reaches them here, and is folded again when late. */
import type { AgentId, EpochMs } from '../units.ts'
import type { FloorEvent } from '../events/event.ts'
import { AgentTrack, type AgentDump, type SettledTime } from './agentTrack.ts'
import type { FactSink, SegmentAnswered, Sign } from './fact.ts'
import { compareOrder, type AgentInput, type ContactInput } from './input.ts'
import { FORGOTTEN_AFTER } from './retention.ts'

export interface FloorAgentsOptions {
  readonly fact: FactSink
  readonly forgot: (id: AgentId) => void
}

export class FloorAgents {
  readonly tracks = new Map<AgentId, AgentTrack>()
  /** Those whose inputs came out of order. */
  readonly #dirty = new Set<AgentTrack>()
  readonly #options: FloorAgentsOptions

  constructor(options: FloorAgentsOptions) {
    this.#options = options
  }

  /** F6, F16: named, the agent exists; unnamed for seven days, it begins anew. */
  name(id: AgentId, event: FloorEvent): AgentTrack {
    const known = this.tracks.get(id)
    if (known !== undefined && event.time - known.lastNamedAt <= FORGOTTEN_AFTER) {
      if (known.name(event)) this.#dirty.add(known)
      return known
    }
    if (known !== undefined) this.#forget(id)
    const agent = new AgentTrack(id, event)
    this.tracks.set(id, agent)
    return agent
  }

  tell(input: AgentInput): void {
    const agent = this.tracks.get(input.agent)
    if (agent?.add(input, (fact) => this.#options.fact(fact, 1)) === true) this.#dirty.add(agent)
  }

  untell(input: AgentInput): void {
    const agent = this.tracks.get(input.agent)
    if (agent === undefined) return
    agent.remove(input)
    this.#dirty.add(agent)
  }

  /** F7: an answer, or its being taken back, teaches whose queues the agent serves. */
  learn({ agent, queue, at }: SegmentAnswered, sign: Sign): void {
    this.tracks.get(agent)?.learn(queue, at, sign)
  }

  /** Folds again whoever heard something out of order, and tells what became of it. */
  refold(): void {
    for (const agent of this.#dirty) {
      const { gone, come } = agent.refold()
      for (const fact of gone) this.#options.fact(fact, -1)
      for (const fact of come) this.#options.fact(fact, 1)
    }
    this.#dirty.clear()
  }

  /** Whether an agent alerted or connected by this input signed off after it. */
  signedOffSince(input: ContactInput): boolean {
    if (input.event.type !== 'contact.answered' && input.event.type !== 'contact.alerted') return false
    const signOff = this.tracks.get(input.event.data.agent)?.lastSignOff
    return signOff !== undefined && compareOrder(signOff, input) > 0
  }

  /** Every sign-off of these agents that can still matter. */
  signOffsOf(agents: Iterable<AgentId>): ContactInput[] {
    return [...agents].flatMap((id) => {
      const agent = this.tracks.get(id)
      return agent === undefined ? [] : agent.inputs.flatMap(signOff)
    })
  }

  settle(horizon: EpochMs, forgotten: EpochMs, settled: (agent: AgentId, pieces: SettledTime[]) => void): void {
    for (const agent of this.tracks.values()) {
      if (agent.lastNamedAt < forgotten) this.#forget(agent.id)
      else settled(agent.id, agent.settle(horizon))
    }
  }

  dump(): [AgentId, AgentDump][] {
    return [...this.tracks].map(([id, agent]) => [id, agent.dump()])
  }

  /** `signals` is what the contacts tell again. */
  load(dumped: readonly (readonly [AgentId, AgentDump])[], signals: readonly AgentInput[]): void {
    const byAgent = new Map<AgentId, AgentInput[]>()
    for (const signal of signals) byAgent.set(signal.agent, [...(byAgent.get(signal.agent) ?? []), signal])
    for (const [id, dump] of dumped) {
      const agent = new AgentTrack(id, dump.naming)
      agent.restore(dump, byAgent.get(id) ?? [])
      this.tracks.set(id, agent)
    }
  }

  #forget(id: AgentId): void {
    this.tracks.delete(id)
    this.#options.forgot(id)
  }
}

function signOff({ signal, at }: AgentInput): ContactInput[] {
  const isSignOff = signal.type === 'said' && signal.said.data.state === 'offline'
  return isSignOff ? [{ type: 'offline', at, event: signal.said }] : []
}
