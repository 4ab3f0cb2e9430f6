/**
 * One contact with the events that may still be reordered: `base` is settled, `head` is `base` with `inputs`
 * folded on. An event out of order folds the inputs again and yields the difference.
 */
import { earlier, type ContactId, type EpochMs } from '../units.ts'
import { Conclusions, type FoldRules } from './conclusions.ts'
import { isOpen, NEW_CONTACT, type ContactState, type StoredContact } from './contactState.ts'
import { leave, stepContact } from './contactMachine.ts'
import { factKey, learntAt, type Fact } from './fact.ts'
import {
  agentInputKey,
  atOf,
  compareInputs,
  eventOf,
  type AgentInput,
  type ContactInput,
  type Ordered,
} from './input.ts'
import { forgottenFrom, isForgottenBy } from './retention.ts'
import { NONE, withItem, withItems } from './lists.ts'
import { difference } from './sorted.ts'
import { dueFacts, passLimits } from './waitLimits.ts'

/** What every contact's fold asks of the floor. */
export interface ContactRules extends FoldRules {
  /** The newest event time of the site: F16 goes by it, not by the clock. */
  readonly newest: () => EpochMs
}

/** Plain data from which a contact is folded again. */
export interface ContactDump {
  readonly base: StoredContact
  readonly inputs: readonly ContactInput[]
}

export interface ContactChange {
  readonly gone: readonly Fact[]
  readonly come: readonly Fact[]
  readonly unsaid: readonly AgentInput[]
  readonly said: readonly AgentInput[]
}

export class ContactTrack {
  readonly id: ContactId
  readonly #rules: ContactRules
  #base: ContactState
  #inputs: readonly ContactInput[] = NONE
  #facts: readonly Fact[] = NONE
  #signals: readonly AgentInput[] = NONE
  /** What the clock made true since the last input, in order of time. */
  #due: readonly Fact[] = NONE
  head: ContactState
  /** F16: when it was forgotten, while no input has come since; Infinity when it was not. */
  #forgottenAt = Infinity
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

  /** Over, and no event can change that as of an instant past. */
  get isSettled(): boolean {
    return this.#inputs.length === 0 && !isOpen(this.#base)
  }

  /** Whether it comes after all others, with no forgetting in between or taken back by it. */
  isInOrder(input: ContactInput): boolean {
    const last = this.#inputs.at(-1)
    if (last !== undefined && compareInputs(last, input) >= 0) return false
    const at = atOf(input)
    return this.#forgottenAt === Infinity ? !isForgotten(this.head, at) : this.#forgottenAt <= at
  }

  /** Folds an input that comes after all others. */
  append(input: ContactInput, asOf: EpochMs): ContactChange {
    const at = atOf(input)
    const gone = this.#takeBackDueAfter(at)
    const facts = this.#dueBy(at)
    const said: AgentInput[] = []
    this.head = this.#step(this.head, input, facts, said)
    this.#forgottenAt = Infinity
    this.#inputs = withItem(this.#inputs, input)
    this.#facts = withItems(withItems(this.#facts, this.#due), facts)
    this.#signals = withItems(this.#signals, said)
    this.#due = dueFacts(this.head, asOf, this.#rules)
    return { gone, come: withItems(facts, this.#due), unsaid: NONE, said }
  }

  #takeBackDueAfter(at: EpochMs): readonly Fact[] {
    const due = this.#due
    if ((due.at(-1)?.at ?? -1) <= at) return NONE
    this.#due = due.filter((fact) => fact.at <= at)
    return due.slice(this.#due.length)
  }

  /** What the clock has made true by `asOf` besides what is known. */
  #dueBy(asOf: EpochMs): Fact[] {
    const due = dueFacts(this.head, asOf, this.#rules)
    return this.#due.length === 0 ? due : due.slice(this.#due.length)
  }

  /** Folds all inputs again, in order. */
  refold(inputs: ContactInput[], asOf: EpochMs): ContactChange {
    const before = [...this.#facts, ...this.#due]
    const facts: Fact[] = []
    const signals: AgentInput[] = []
    let state = this.#base
    for (const input of inputs.sort(compareInputs)) {
      const at = atOf(input)
      state = this.#forgetBy(state, at, facts, signals)
      facts.push(...dueFacts(state, at, this.#rules))
      state = this.#step(state, input, facts, signals)
    }
    const newest = this.#rules.newest()
    this.#forgottenAt = isForgotten(state, newest) ? forgottenFrom(state.lastEventAt) : Infinity
    state = this.#forgetBy(state, newest, facts, signals)
    const due = dueFacts(state, asOf, this.#rules)
    const after = [...facts, ...due]
    const { gone, come } = difference(before, after, factKey)
    const { gone: unsaid, come: said } = difference(this.#signals, signals, agentInputKey)
    this.#inputs = inputs.slice()
    this.head = state
    this.#facts = after.slice(0, facts.length)
    this.#due = after.slice(facts.length)
    this.#signals = signals.slice()
    return { gone, come, unsaid, said }
  }

  /** What the clock has made true by `asOf` and nobody was told yet. */
  advanceTo(asOf: EpochMs): readonly Fact[] {
    const come = this.#dueBy(asOf)
    this.#due = withItems(this.#due, come)
    return come
  }

  /** Nothing before `horizon` can change any more: fold it into the base for good. */
  settle(horizon: EpochMs): void {
    const before = earlier(horizon, 1)
    this.#base = passLimits(this.#forgetBy(this.#settledState(horizon), before, [], []), before, this.#rules)
    this.#inputs = this.#inputs.filter((input) => atOf(input) >= horizon)
    this.#facts = this.#facts.filter((fact) => learntAt(fact) >= horizon)
    this.#signals = this.#signals.filter((signal) => signal.at >= horizon)
    const isUndecided = this.#forgottenAt < Infinity && this.#forgottenAt >= horizon
    if (this.#inputs.length > 0 || isUndecided) return
    this.#forgottenAt = Infinity
    this.head = this.#base
    this.#due = this.#due.filter((fact) => fact.at >= horizon)
  }

  /** After the inputs before `horizon`; mostly these are all, and the head is what they made. */
  #settledState(horizon: EpochMs): ContactState {
    const last = this.#inputs.at(-1)
    if (this.#forgottenAt === Infinity && (last === undefined || atOf(last) < horizon)) return this.head
    let state = this.#base
    for (const input of this.#inputs) {
      if (atOf(input) >= horizon) break
      state = this.#step(this.#forgetBy(state, atOf(input), [], []), input, [], [])
    }
    return state
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
    return stepContact(state, input, this.#context({ at: atOf(input), event: eventOf(input) }, facts, signals))
  }

  /** F16: named last more than seven days before `at`, it is forgotten at the first instant past them. */
  #forgetBy(state: ContactState, at: EpochMs, facts: Fact[], signals: AgentInput[]): ContactState {
    if (!isForgotten(state, at)) return state
    const from = forgottenFrom(state.lastEventAt)
    facts.push(...dueFacts(state, from, this.#rules))
    leave(passLimits(state, from, this.#rules), from, this.#context({ at: from }, facts, signals))
    return NEW_CONTACT
  }

  #context(input: Ordered, facts: Fact[], signals: AgentInput[]): Conclusions {
    return new Conclusions(this.id, this.#rules, input, facts, signals)
  }
}

/** A contact no event has named yet cannot be forgotten. */
function isForgotten(state: ContactState, at: EpochMs): boolean {
  return state.lastEventAt > 0 && isForgottenBy(state.lastEventAt, at)
}
