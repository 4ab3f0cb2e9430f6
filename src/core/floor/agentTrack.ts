/**
 * One agent from their first naming to the last before they are forgotten (F16), with the signals that may still be
 * reordered: `head` is `base` with `inputs` folded on, `runs` is the agent's time since the base.
 */
import { epochMs, type AgentId, type EpochMs, type QueueId, type SourceId } from '../units.ts'
import { compareEvents, type FloorEvent } from '../events/event.ts'
import {
  agentStateOf,
  NEW_AGENT,
  stepAgent,
  type AgentState,
  type AgentStateName,
  type StoredAgent,
} from './agentMachine.ts'
import { extendRuns, type AgentRun } from './agentRun.ts'
import { factKey, type HandleClosed } from './fact.ts'
import { agentInputKey, compareAgentInputs, FLOOR_SIGNALS, type AgentInput } from './input.ts'
import { Learnt, type LearntDump } from './learnt.ts'
import { isForgottenBy } from './retention.ts'
import { difference, insertSorted } from './sorted.ts'

export interface AgentChange {
  readonly gone: HandleClosed[]
  readonly come: HandleClosed[]
}

/** A piece of settled time: it will not change again. */
export interface SettledTime {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly state: AgentStateName
  readonly reason: string | undefined
}

/** Plain data from which an agent is folded again, besides the signals of contacts. */
export interface AgentDump {
  readonly base: StoredAgent
  readonly baseRun: Omit<AgentRun, 'reason'> & Partial<AgentRun>
  /** What no contact tells again. */
  readonly own: readonly AgentInput[]
  readonly settledTo: EpochMs
  readonly settledBefore: EpochMs
  readonly naming: FloorEvent
  readonly since: EpochMs
  readonly learnt: LearntDump
}

export class AgentTrack {
  readonly id: AgentId
  #base: AgentState = NEW_AGENT
  #baseRun: AgentRun
  #inputs: AgentInput[] = []
  #closed: HandleClosed[] = []
  #settledTo: EpochMs
  /** Inputs before it are folded into the base. */
  #settledBefore = epochMs(0)
  #naming: FloorEvent
  #since: EpochMs
  #lastSignOff: AgentInput | undefined
  readonly #learnt = new Learnt()
  head: AgentState = NEW_AGENT
  runs: AgentRun[]

  /** F6: named by an event, the agent exists from then on, as available if nothing was said. */
  constructor(id: AgentId, naming: FloorEvent, since: EpochMs = naming.time) {
    this.id = id
    this.#naming = naming
    this.#since = since
    this.#settledTo = since
    this.#baseRun = { since, state: 'available', reason: undefined }
    this.runs = [this.#baseRun]
  }

  get base(): AgentState {
    return this.#base
  }

  get inputs(): readonly AgentInput[] {
    return this.#inputs
  }

  /** The agent exists since then. */
  get since(): EpochMs {
    return this.#since
  }

  /** The newest event naming the agent. */
  get lastNamedAt(): EpochMs {
    return this.#naming.time
  }

  get lastNamedBy(): SourceId {
    return this.#naming.source
  }

  /** Notes an event naming the agent; true when the agent now exists from earlier or for longer and needs a refold. */
  name(event: FloorEvent): boolean {
    const wasForgotten = this.#isForgottenBy(this.#inputs.at(-1)?.at)
    if (compareEvents(event, this.#naming) > 0) this.#naming = event
    if (event.time >= this.#since) return wasForgotten
    this.#since = event.time
    this.#baseRun = { since: event.time, state: 'available', reason: undefined }
    this.#settledTo = event.time
    return true
  }

  /** Takes over from who the agent seemed to have become after being forgotten: they were not. Needs a refold. */
  goOnAs(after: AgentTrack): void {
    this.#naming = after.#naming
    this.#inputs = [...this.#inputs, ...after.#inputs].sort(compareAgentInputs)
    this.#closed.push(...after.#closed)
    this.#learnt.add(after.#learnt)
    this.#lastSignOff = after.#lastSignOff ?? this.#lastSignOff
  }

  /** The newest time the agent said `offline`. */
  get lastSignOff(): AgentInput | undefined {
    return this.#lastSignOff
  }

  /** Takes a signal; true when it came out of order and the agent needs a refold. */
  add(input: AgentInput, close: (fact: HandleClosed) => void): boolean {
    const { signal } = input
    if (signal.type === 'said' && signal.said.data.state === 'offline') this.#noteSignOff(input)
    const last = this.#inputs.at(-1)
    if (last !== undefined && compareAgentInputs(last, input) > 0) {
      insertSorted(this.#inputs, input, compareAgentInputs)
      return true
    }
    this.#inputs.push(input)
    if (this.#isForgottenBy(input.at)) return false
    this.head = stepAgent(this.head, input, (fact) => {
      this.#closed.push(fact)
      close(fact)
    })
    extendRuns(this.runs, input.at, this.head)
    return false
  }

  /** F16: what comes then finds nobody, unless a naming in between is still underway. */
  #isForgottenBy(at: EpochMs | undefined): boolean {
    return at !== undefined && isForgottenBy(this.#naming.time, at)
  }

  #noteSignOff(input: AgentInput): void {
    if (this.#lastSignOff === undefined || compareAgentInputs(this.#lastSignOff, input) < 0) this.#lastSignOff = input
  }

  /** True when it was there: the agent needs a refold. */
  remove(input: AgentInput): boolean {
    const key = agentInputKey(input)
    const index = this.#inputs.findIndex((other) => other === input || agentInputKey(other) === key)
    if (index !== -1) this.#inputs.splice(index, 1)
    return index !== -1
  }

  refold(): AgentChange {
    const closed: HandleClosed[] = []
    this.runs = [this.#baseRun]
    this.head = this.#base
    for (const input of this.#inputs) {
      if (this.#isForgottenBy(input.at)) break
      this.head = stepAgent(this.head, input, (fact) => void closed.push(fact))
      extendRuns(this.runs, input.at, this.head)
    }
    const change = difference(this.#closed, closed, factKey)
    this.#closed = closed
    return change
  }

  /** F7: the agent answered a segment of the queue, or turns out not to have. */
  learn(queue: QueueId, at: EpochMs, sign: 1 | -1): void {
    this.#learnt.count(queue, at, sign)
  }

  /** F7, F16: the declared queues, or those learnt since `after`. */
  membership(after: EpochMs): readonly QueueId[] {
    return this.head.queues ?? this.#learnt.since(after)
  }

  /** Nothing before `horizon` can change any more; returns the time that is settled by it. */
  settle(horizon: EpochMs): SettledTime[] {
    this.#settledBefore = horizon
    this.#learnt.settle(horizon)
    const settled = countBefore(this.#inputs, horizon)
    for (let i = 0; i < settled; i++) this.#base = stepAgent(this.#base, this.#inputs[i] as AgentInput, ignored)
    if (settled > 0) {
      this.#inputs.splice(0, settled)
      this.#closed.splice(0, countBefore(this.#closed, horizon))
    }
    const pieces = this.#settledTime(horizon)
    const past = this.runs.findIndex((_, i) => (this.runs[i + 1]?.since ?? Infinity) >= horizon)
    this.runs.splice(0, past)
    const first = this.runs[0]
    if (first !== undefined && first.since < horizon) this.#baseRun = first
    return pieces
  }

  dump(): AgentDump {
    return {
      base: this.#base,
      baseRun: this.#baseRun,
      own: this.#inputs.filter(({ signal, n }) => signal.type === 'said' || n >= FLOOR_SIGNALS),
      settledTo: this.#settledTo,
      settledBefore: this.#settledBefore,
      naming: this.#naming,
      since: this.#since,
      learnt: this.#learnt.dump(),
    }
  }

  /** Takes up dumped data and what its contacts tell it again. */
  restore(dumped: AgentDump, signals: readonly AgentInput[]): void {
    this.#base = agentStateOf(dumped.base)
    this.#baseRun = { since: dumped.baseRun.since, state: dumped.baseRun.state, reason: dumped.baseRun.reason }
    this.#settledTo = dumped.settledTo
    this.#settledBefore = dumped.settledBefore
    this.#learnt.load(dumped.learnt)
    const unsettled = [...dumped.own, ...signals].filter((input) => input.at >= dumped.settledBefore)
    this.#inputs = unsettled.sort(compareAgentInputs)
    for (const input of this.#inputs)
      if (input.signal.type === 'said' && input.signal.said.data.state === 'offline') this.#noteSignOff(input)
    this.refold()
  }

  #settledTime(horizon: EpochMs): SettledTime[] {
    const pieces: SettledTime[] = []
    for (const [i, run] of this.runs.entries()) {
      if (run.since >= horizon) break
      const from = epochMs(Math.max(run.since, this.#settledTo))
      const to = epochMs(Math.min(this.runs[i + 1]?.since ?? horizon, horizon))
      if (to > from) pieces.push({ from, to, state: run.state, reason: run.reason })
    }
    if (horizon > this.#settledTo) this.#settledTo = horizon
    return pieces
  }
}

/** What was told when it first happened is not told again. */
function ignored(): void {}

/** Of items in order of time. */
function countBefore(items: readonly { readonly at: EpochMs }[], horizon: EpochMs): number {
  const kept = items.findIndex((item) => item.at >= horizon)
  return kept === -1 ? items.length : kept
}
