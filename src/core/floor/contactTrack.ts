/**
 * One contact with the events that may still be reordered: `base` is settled, `head` is `base` with `inputs`
 * folded on. An event out of order folds the inputs again and yields the difference.
 */
import type { ContactId, EpochMs } from '../units.ts'
import { isOpen, NEW_CONTACT, type ContactState } from './contactState.ts'
import { stepContact, type ContactContext } from './contactMachine.ts'
import { factKey, type Fact } from './fact.ts'
import { agentInputKey, compareOrder, type AgentInput, type ContactInput } from './input.ts'
import type { SettingsInForce } from './settingsTimeline.ts'
import { difference } from './sorted.ts'
import { dueFacts, passLimits, type Limits } from './waitLimits.ts'

/** What every contact's fold asks of the floor. */
export interface ContactRules extends Limits {
  readonly settingsAt: (queue: string, at: EpochMs) => SettingsInForce
}

/** Plain data from which a contact is folded again. */
export interface ContactDump {
  readonly base: ContactState
  readonly inputs: readonly ContactInput[]
}

export interface ContactChange {
  readonly gone: Fact[]
  readonly come: Fact[]
  readonly unsaid: AgentInput[]
  readonly said: AgentInput[]
}

export class ContactTrack {
  readonly id: ContactId
  readonly #rules: ContactRules
  #base: ContactState
  #inputs: ContactInput[] = []
  #facts: Fact[] = []
  #signals: AgentInput[] = []
  /** What the clock made true since the last input, in order of time. */
  #due: Fact[] = []
  head: ContactState
  /** The earliest pending timer; Infinity when none is. */
  timerAt = Infinity
  /** Whether it is watched for being forgotten (F16). */
  isWatched = false

  constructor(id: ContactId, rules: ContactRules, base: ContactState = NEW_CONTACT) {
    this.id = id
    this.#rules = rules
    this.#base = base
    this.head = base
  }

  get base(): ContactState {
    return this.#base
  }

  get inputs(): readonly ContactInput[] {
    return this.#inputs
  }

  get isSettled(): boolean {
    return this.#inputs.length === 0
  }

  /** Over, and last named before `at`. */
  isSettledBefore(at: EpochMs): boolean {
    return !isOpen(this.head) && this.#inputs.length > 0 && this.head.lastEventAt < at
  }

  isInOrder(input: ContactInput): boolean {
    const last = this.#inputs.at(-1)
    return last === undefined || compareOrder(last, input) < 0
  }

  /** Folds an input that comes after all others. */
  append(input: ContactInput, asOf: EpochMs): ContactChange {
    const gone: Fact[] = []
    while ((this.#due.at(-1)?.at ?? -1) > input.at) gone.push(this.#due.pop() as Fact)
    const missed = dueFacts(this.head, input.at, this.#rules).slice(this.#due.length)
    const stepped: Fact[] = []
    const said: AgentInput[] = []
    this.#inputs.push(input)
    this.head = this.#step(this.head, input, stepped, said)
    this.#facts.push(...this.#due, ...missed, ...stepped)
    this.#signals.push(...said)
    this.#due = dueFacts(this.head, asOf, this.#rules)
    const come = [...missed, ...stepped, ...this.#due]
    return { gone, come, unsaid: [], said }
  }

  /** Folds all inputs again, in order. */
  refold(inputs: ContactInput[], asOf: EpochMs): ContactChange {
    const before = [...this.#facts, ...this.#due]
    const facts: Fact[] = []
    const signals: AgentInput[] = []
    let state = this.#base
    for (const input of inputs.sort(compareOrder)) {
      facts.push(...dueFacts(state, input.at, this.#rules))
      state = this.#step(state, input, facts, signals)
    }
    const due = dueFacts(state, asOf, this.#rules)
    const after = [...facts, ...due]
    const { gone, come } = difference(before, after, factKey)
    const { gone: unsaid, come: said } = difference(this.#signals, signals, agentInputKey)
    this.#inputs = inputs
    this.head = state
    this.#facts = after.slice(0, facts.length)
    this.#due = after.slice(facts.length)
    this.#signals = signals
    return { gone, come, unsaid, said }
  }

  /** What the clock has made true by `asOf` and nobody was told yet. */
  advanceTo(asOf: EpochMs): Fact[] {
    const come = dueFacts(this.head, asOf, this.#rules).slice(this.#due.length)
    this.#due.push(...come)
    return come
  }

  /** Nothing before `horizon` can change any more: fold it into the base for good. */
  settle(horizon: EpochMs): void {
    const kept = this.#inputs.findIndex((input) => input.at >= horizon)
    const settled = kept === -1 ? this.#inputs : this.#inputs.slice(0, kept)
    let base = this.#base
    for (const input of settled) base = this.#step(base, input, [], [])
    this.#base = passLimits(base, (horizon - 1) as EpochMs, this.#rules)
    this.#inputs = kept === -1 ? [] : this.#inputs.slice(kept)
    this.#facts = this.#facts.filter((fact) => fact.learntAt >= horizon)
    this.#signals = this.#signals.filter((signal) => signal.at >= horizon)
    if (this.#inputs.length > 0) return
    this.head = this.#base
    this.#due = this.#due.filter((fact) => fact.at >= horizon)
  }

  dump(): ContactDump {
    return { base: this.#base, inputs: this.#inputs }
  }

  /** Folds dumped inputs again, as of `asOf`; returns the signals its agents need to hear again. */
  restore(inputs: ContactInput[], asOf: EpochMs): readonly AgentInput[] {
    this.refold(inputs, asOf)
    return this.#signals
  }

  #step(state: ContactState, input: ContactInput, facts: Fact[], signals: AgentInput[]): ContactState {
    let n = 0
    const context: ContactContext = {
      contact: this.id,
      settingsAt: this.#rules.settingsAt,
      suspectAfterMs: this.#rules.suspectAfterMs,
      fact: (fact) => void facts.push(fact),
      signal: (agent, signal) => void signals.push({ at: input.at, event: input.event, agent, n: n++, signal }),
    }
    return stepContact(state, input, context)
  }
}
