/**
 * One contact with the events that may still be reordered: `base` is settled. While somebody looks, `head` is `base` with
 * `inputs` folded on, and an event out of order folds the inputs again and yields the difference; otherwise inputs wait to
 * be folded once, when they are settled.
 */
import { earlier, type ContactId, type EpochMs } from '../../units.ts'
import { Conclusions, type FoldRules } from './conclusions.ts'
import { isOpen, NEW_CONTACT, type ContactState, type StoredContact } from './contactState.ts'
import { leave, stepContact } from './contactMachine.ts'
import { factKey, learntAt, type Fact } from '../fact.ts'
import {
  agentInputKey,
  atOf,
  compareInputs,
  eventOf,
  isSignOff,
  type AgentInput,
  type ContactInput,
  type OwnInput,
  type SignOff,
} from '../input.ts'
import { forgottenFrom, isForgottenBy } from '../retention.ts'
import { NONE, withItem, withItems } from '../lists.ts'
import { difference, insertSorted } from '../sorted.ts'
import { dueFacts, passLimits } from './waitLimits.ts'

/** What every contact's fold asks of the floor. */
export interface ContactRules extends FoldRules {
  /** The newest event time of the site: F16 goes by it, not by the clock. */
  readonly newest: () => EpochMs
}

/** Plain data from which a contact is folded again. */
export interface ContactDump {
  readonly base: StoredContact
  readonly inputs: readonly OwnInput[]
}

/** What an input leads to besides the contact's own state. */
export interface Concluded {
  readonly facts: readonly Fact[]
  readonly signals: readonly AgentInput[]
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
  /** Its own events, in order. */
  readonly #inputs: OwnInput[] = []
  /** Of agents who have to do with it; known while it is shown. */
  #signOffs: readonly SignOff[] = NONE
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

  /** Its own, those of agents aside. */
  get inputs(): readonly OwnInput[] {
    return this.#inputs
  }

  /** When the last of them takes effect. */
  get lastAt(): EpochMs | undefined {
    const last = this.#inputs.at(-1)
    return last && atOf(last)
  }

  get signOffs(): readonly SignOff[] {
    return this.#signOffs
  }

  /** Whether anything before `horizon` is not settled. */
  isDue(horizon: EpochMs): boolean {
    const first = this.#inputs[0]
    return isOpen(this.#base) || (first !== undefined && atOf(first) < horizon)
  }

  /** Over, and no event can change that as of an instant past. */
  get isSettled(): boolean {
    return this.#inputs.length === 0 && !isOpen(this.#base)
  }

  /** Whether it comes after all others, with no forgetting in between or taken back by it. */
  isInOrder(input: ContactInput): boolean {
    if (!isAfter(input, this.#inputs.at(-1)) || !isAfter(input, this.#signOffs.at(-1))) return false
    const at = atOf(input)
    return this.#forgottenAt === Infinity ? !isForgotten(this.head, at) : this.#forgottenAt <= at
  }

  /** Keeps an event of its own, to be folded in its place. */
  put(input: OwnInput): void {
    const last = this.#inputs.at(-1)
    if (isAfter(input, last)) this.#inputs.push(input)
    else insertSorted(this.#inputs, input, compareInputs)
  }

  /** Folds an input that comes after all others. */
  append(input: ContactInput, asOf: EpochMs): ContactChange {
    const at = atOf(input)
    const gone = this.#takeBackDueAfter(at)
    const facts = [...this.#dueBy(at)]
    const said: AgentInput[] = []
    this.head = step(this.head, input, this.#concluding(facts, said))
    this.#forgottenAt = Infinity
    if (isSignOff(input)) this.#signOffs = withItem(this.#signOffs, input)
    else this.#inputs.push(input)
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
  #dueBy(asOf: EpochMs): readonly Fact[] {
    const due = dueFacts(this.head, asOf, this.#rules)
    return this.#due.length === 0 ? due : due.slice(this.#due.length)
  }

  /** Folds all inputs again, in order, and these sign-offs among them. */
  refold(signOffs: readonly SignOff[], asOf: EpochMs): ContactChange {
    const before = [...this.#facts, ...this.#due]
    const facts: Fact[] = []
    const signals: AgentInput[] = []
    const newest = this.#rules.newest()
    const concluded = this.#concluding(facts, signals)
    let state = this.#fold(this.#base, inOrder(this.#inputs, signOffs), concluded)
    this.#forgottenAt = isForgotten(state, newest) ? forgottenFrom(state.lastEventAt) : Infinity
    state = this.#forgetBy(state, newest, concluded)
    const due = dueFacts(state, asOf, this.#rules)
    const after = [...facts, ...due]
    const { gone, come } = difference(before, after, factKey)
    const { gone: unsaid, come: said } = difference(this.#signals, signals, agentInputKey)
    this.#signOffs = [...signOffs].sort(compareInputs)
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

  /** Nothing before `horizon` can change any more: folds it into the base for good. What follows from it was told. */
  settleTold(horizon: EpochMs): void {
    const before = earlier(horizon, 1)
    const settled = this.#forgetBy(this.#settledState(horizon), before, this.#concluding([], []))
    this.#base = passLimits(settled, before, this.#rules)
    this.#takeInputsBefore(horizon)
    this.#signOffs = this.#signOffs.filter((input) => atOf(input) >= horizon)
    this.#facts = this.#facts.filter((fact) => learntAt(fact) >= horizon)
    this.#signals = this.#signals.filter((signal) => signal.at >= horizon)
    const isUndecided = this.#forgottenAt < Infinity && this.#forgottenAt >= horizon
    if (this.#inputs.length > 0 || this.#signOffs.length > 0 || isUndecided) return
    this.#forgottenAt = Infinity
    this.head = this.#base
    this.#due = this.#due.filter((fact) => fact.at >= horizon)
  }

  /** After the inputs before `horizon`; mostly these are all, and the head is what they made. */
  #settledState(horizon: EpochMs): ContactState {
    const isPast = (input: ContactInput | undefined) => input === undefined || atOf(input) < horizon
    if (this.#forgottenAt === Infinity && isPast(this.#inputs.at(-1)) && isPast(this.#signOffs.at(-1))) return this.head
    const past = inOrder(this.#inputs, this.#signOffs).filter(isPast)
    return this.#fold(this.#base, past, this.#concluding([], []))
  }

  /** The same for one that is not shown: what follows is told now. `signOffs` are those before `horizon`. */
  settleUntold(horizon: EpochMs, signOffs: readonly SignOff[]): Concluded {
    const before = earlier(horizon, 1)
    const facts: Fact[] = []
    const signals: AgentInput[] = []
    const concluded = this.#concluding(facts, signals)
    const past = this.#takeInputsBefore(horizon)
    let state = this.#fold(this.#base, inOrder(past, signOffs), concluded)
    state = this.#forgetBy(state, before, concluded)
    for (const fact of dueFacts(state, before, this.#rules)) facts.push(fact)
    this.#base = passLimits(state, before, this.#rules)
    this.head = this.#base
    return { facts, signals }
  }

  /** Facts of what is not settled that have been told. */
  get told(): readonly Fact[] {
    return withItems(this.#facts, this.#due)
  }

  /** Takes back what is not settled. */
  hide(): void {
    this.head = this.#base
    this.#signOffs = NONE
    this.#facts = NONE
    this.#signals = NONE
    this.#due = NONE
    this.#forgottenAt = Infinity
    this.timerAt = Infinity
    this.isWatched = false
  }

  dump(): ContactDump {
    return { base: this.#base, inputs: this.#inputs.slice() }
  }

  /** Takes up dumped inputs, which are in order. */
  load(inputs: readonly OwnInput[]): void {
    for (const input of inputs) this.#inputs.push(input)
  }

  #takeInputsBefore(horizon: EpochMs): OwnInput[] {
    const inputs = this.#inputs
    let past = 0
    while (past < inputs.length && atOf(inputs[past] as OwnInput) < horizon) past++
    return inputs.splice(0, past)
  }

  #fold(from: ContactState, inputs: readonly ContactInput[], concluded: Conclusions): ContactState {
    let state = from
    for (const input of inputs) {
      const at = atOf(input)
      state = this.#forgetBy(state, at, concluded)
      for (const fact of dueFacts(state, at, this.#rules)) concluded.fact(fact)
      state = step(state, input, concluded)
    }
    return state
  }

  /** F16: named last more than seven days before `at`, it is forgotten at the first instant past them. */
  #forgetBy(state: ContactState, at: EpochMs, concluded: Conclusions): ContactState {
    if (!isForgotten(state, at)) return state
    const from = forgottenFrom(state.lastEventAt)
    for (const fact of dueFacts(state, from, this.#rules)) concluded.fact(fact)
    leave(passLimits(state, from, this.#rules), from, concluded.of(from))
    return NEW_CONTACT
  }

  #concluding(facts: Fact[], signals: AgentInput[]): Conclusions {
    return new Conclusions(this.id, this.#rules, facts, signals)
  }
}

function step(state: ContactState, input: ContactInput, concluded: Conclusions): ContactState {
  return stepContact(state, input, concluded.of(atOf(input), eventOf(input)))
}

function isAfter(input: ContactInput, other: ContactInput | undefined): boolean {
  return other === undefined || compareInputs(other, input) < 0
}

/** Nearly none has sign-offs. */
function inOrder(own: readonly OwnInput[], signOffs: readonly SignOff[]): readonly ContactInput[] {
  return signOffs.length === 0 ? own : [...own, ...signOffs].sort(compareInputs)
}

/** A contact no event has named yet cannot be forgotten. */
function isForgotten(state: ContactState, at: EpochMs): boolean {
  return state.lastEventAt > 0 && isForgottenBy(state.lastEventAt, at)
}
