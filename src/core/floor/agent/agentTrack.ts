/**
 * One agent from their first naming to the last before they are forgotten (F16), with the signals that may still be
 * reordered. While somebody looks, `head` is `base` with `inputs` folded on and `runs` the agent's time since the base;
 * otherwise inputs wait to be folded once, when they are settled.
 */
import { epochMs, type AgentId, type EpochMs, type QueueId, type SourceId } from '../../units.ts'
import { compareEvents, type FloorEvent } from '../../events/event.ts'
import {
  agentStateOf,
  NEW_AGENT,
  stepAgent,
  type AgentState,
  type AgentStateName,
  type StoredAgent,
} from './agentMachine.ts'
import { extendRuns, type AgentRun } from './agentRun.ts'
import { factKey, type HandleClosed } from '../fact.ts'
import { agentInputKey, compareAgentInputs, FLOOR_SIGNALS, type AgentInput, type SignOff } from '../input.ts'
import { Heard, type HeardDump } from './heard.ts'
import { Learnt, type LearntDump } from './learnt.ts'
import { NONE, without, withItem } from '../lists.ts'
import { isForgottenBy } from '../retention.ts'
import { difference } from '../sorted.ts'

type Close = (fact: HandleClosed) => void

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
  readonly naming: FloorEvent
  readonly since: EpochMs
  readonly learnt: LearntDump
  readonly heard: HeardDump
}

export class AgentTrack {
  readonly id: AgentId
  #base: AgentState = NEW_AGENT
  #baseRun: AgentRun
  #inputs: AgentInput[] = []
  #isInOrder = true
  #closed: HandleClosed[] = []
  #settledTo: EpochMs
  #naming: FloorEvent
  #since: EpochMs
  /** Of the inputs. */
  #signOffs: readonly SignOff[] = NONE
  #lastSignOff: AgentInput | undefined
  readonly #learnt = new Learnt()
  /** Events that named the agent. */
  readonly heard: Heard
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
    this.heard = new Heard(since)
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
    for (const input of after.#inputs) this.put(input)
    this.#closed.push(...after.#closed)
    this.#learnt.add(after.#learnt)
    this.heard.add(after.heard)
    this.#lastSignOff = after.#lastSignOff ?? this.#lastSignOff
  }

  /** Times the agent said `offline` that are not settled. */
  get signOffs(): readonly SignOff[] {
    return this.#signOffs
  }

  /** The newest of all. */
  get lastSignOff(): AgentInput | undefined {
    return this.#lastSignOff
  }

  /** Takes a signal and folds it; true when it came out of order and the agent needs a refold. */
  add(input: AgentInput, close: Close): boolean {
    this.put(input)
    if (!this.#isInOrder) return true
    if (this.#isForgottenBy(input.at)) return false
    this.head = stepAgent(this.head, input, (fact) => {
      this.#closed.push(fact)
      close(fact)
    })
    extendRuns(this.runs, input.at, this.head)
    return false
  }

  /** Keeps a signal, to be folded in its place. */
  put(input: AgentInput): void {
    const { signal } = input
    if (signal.type === 'said' && signal.said.data.state === 'offline') this.#noteSignOff(input, signal.said)
    const last = this.#inputs.at(-1)
    this.#isInOrder &&= last === undefined || compareAgentInputs(last, input) <= 0
    this.#inputs.push(input)
  }

  #inOrder(): AgentInput[] {
    if (!this.#isInOrder) this.#inputs.sort(compareAgentInputs)
    this.#isInOrder = true
    return this.#inputs
  }

  /** F16: what comes then finds nobody, unless a naming in between is still underway. */
  #isForgottenBy(at: EpochMs | undefined): boolean {
    return at !== undefined && isForgottenBy(this.#naming.time, at)
  }

  #noteSignOff(input: AgentInput, signOff: SignOff): void {
    this.#signOffs = withItem(this.#signOffs, signOff)
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
    for (const input of this.#inOrder()) {
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

  /** Nothing before `horizon` can change any more; returns the time that is settled by it. What follows was told. */
  settleTold(horizon: EpochMs): SettledTime[] {
    for (const input of this.#takeInputsBefore(horizon)) this.#base = stepAgent(this.#base, input, ignored)
    this.#closed.splice(0, countBefore(this.#closed, horizon))
    return this.#settle(horizon)
  }

  /** The same for one who is not shown: what follows is told now. */
  settleUntold(horizon: EpochMs, close: Close): SettledTime[] {
    this.runs = [this.#baseRun]
    for (const input of this.#takeInputsBefore(horizon)) {
      this.#base = stepAgent(this.#base, input, close)
      extendRuns(this.runs, input.at, this.#base)
    }
    this.head = this.#base
    return this.#settle(horizon)
  }

  #settle(horizon: EpochMs): SettledTime[] {
    this.#learnt.settle(horizon)
    this.heard.settle(horizon)
    this.#signOffs = without(this.#signOffs, ({ time }) => time < horizon)
    const pieces = this.#settledTime(horizon)
    const past = this.runs.findIndex((_, i) => (this.runs[i + 1]?.since ?? Infinity) >= horizon)
    this.runs.splice(0, past)
    const first = this.runs[0]
    if (first !== undefined && first.since < horizon) this.#baseRun = first
    return pieces
  }

  #takeInputsBefore(horizon: EpochMs): AgentInput[] {
    const inputs = this.#inOrder()
    return inputs.splice(0, countBefore(inputs, horizon))
  }

  /** Takes back what is not settled. */
  hide(): void {
    this.#inputs = this.#inputs.filter(isOwn)
    this.#closed = []
    this.head = this.#base
    this.runs = [this.#baseRun]
    this.#learnt.hide()
  }

  dump(): AgentDump {
    return {
      base: this.#base,
      baseRun: this.#baseRun,
      own: this.#inputs.filter(isOwn),
      settledTo: this.#settledTo,
      naming: this.#naming,
      since: this.#since,
      learnt: this.#learnt.dump(),
      heard: this.heard.dump(),
    }
  }

  /** Takes up dumped data; contacts tell again what they told. */
  load(dumped: AgentDump): void {
    this.#base = agentStateOf(dumped.base)
    this.#baseRun = { since: dumped.baseRun.since, state: dumped.baseRun.state, reason: dumped.baseRun.reason }
    this.#settledTo = dumped.settledTo
    this.#learnt.load(dumped.learnt)
    this.heard.load(dumped.heard)
    this.head = this.#base
    this.runs = [this.#baseRun]
    for (const input of dumped.own) this.put(input)
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

/** What no contact tells again. */
function isOwn({ signal, n }: AgentInput): boolean {
  return signal.type === 'said' || n >= FLOOR_SIGNALS
}

/** Of items in order of time. */
function countBefore(items: readonly { readonly at: EpochMs }[], horizon: EpochMs): number {
  const kept = items.findIndex((item) => item.at >= horizon)
  return kept === -1 ? items.length : kept
}
