/**
 * One contact with the events that may still be reordered: `base` is settled, `head` is `base` with `inputs`
 * folded on. An event out of order folds the inputs again and yields the difference.
 */
import { earlier, type ContactId, type EpochMs } from '../units.ts'
import { isOpen, NEW_CONTACT, type ContactState } from './contactState.ts'
import { leave, stepContact, type ContactContext } from './contactMachine.ts'
import { factKey, type Fact } from './fact.ts'
import { agentInputKey, compareOrder, type AgentInput, type ContactInput, type Ordered } from './input.ts'
import { forgottenFrom, isForgottenBy } from './retention.ts'
import type { SettingsInForce } from './settingsTimeline.ts'
import { difference } from './sorted.ts'
import { dueFacts, passLimits, type Limits } from './waitLimits.ts'

/** What every contact's fold asks of the floor. */
export interface ContactRules extends Limits {
  readonly settingsAt: (queue: string, at: EpochMs) => SettingsInForce
  /** The newest event time of the site: F16 goes by it, not by the clock. */
  readonly newest: () => EpochMs
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
    if (last !== undefined && compareOrder(last, input) >= 0) return false
    return this.#forgottenAt === Infinity ? !isForgotten(this.head, input.at) : this.#forgottenAt <= input.at
  }

  /** Folds an input that comes after all others. */
  append(input: ContactInput, asOf: EpochMs): ContactChange {
    const gone: Fact[] = []
    while ((this.#due.at(-1)?.at ?? -1) > input.at) gone.push(this.#due.pop() as Fact)
    const missed = dueFacts(this.head, input.at, this.#rules).slice(this.#due.length)
    const stepped: Fact[] = []
    const said: AgentInput[] = []
    this.#inputs.push(input)
    this.#forgottenAt = Infinity
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
      state = this.#forgetBy(state, input.at, facts, signals)
      facts.push(...dueFacts(state, input.at, this.#rules))
      state = this.#step(state, input, facts, signals)
    }
    const newest = this.#rules.newest()
    this.#forgottenAt = isForgotten(state, newest) ? forgottenFrom(state.lastEventAt) : Infinity
    state = this.#forgetBy(state, newest, facts, signals)
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
    for (const input of settled) base = this.#step(this.#forgetBy(base, input.at, [], []), input, [], [])
    const before = earlier(horizon, 1)
    this.#base = passLimits(this.#forgetBy(base, before, [], []), before, this.#rules)
    this.#inputs = kept === -1 ? [] : this.#inputs.slice(kept)
    this.#facts = this.#facts.filter((fact) => fact.learntAt >= horizon)
    this.#signals = this.#signals.filter((signal) => signal.at >= horizon)
    const isUndecided = this.#forgottenAt < Infinity && this.#forgottenAt >= horizon
    if (this.#inputs.length > 0 || isUndecided) return
    this.#forgottenAt = Infinity
    this.head = this.#base
    this.#due = this.#due.filter((fact) => fact.at >= horizon)
  }

  dump(): ContactDump {
    return { base: this.#base, inputs: [...this.#inputs] }
  }

  /** Folds dumped inputs again, as of `asOf`; returns the signals its agents need to hear again. */
  restore(inputs: ContactInput[], asOf: EpochMs): readonly AgentInput[] {
    this.refold(inputs, asOf)
    return this.#signals
  }

  #step(state: ContactState, input: ContactInput, facts: Fact[], signals: AgentInput[]): ContactState {
    return stepContact(state, input, this.#context(input, facts, signals))
  }

  /** F16: named last more than seven days before `at`, it is forgotten at the first instant past them. */
  #forgetBy(state: ContactState, at: EpochMs, facts: Fact[], signals: AgentInput[]): ContactState {
    if (!isForgotten(state, at)) return state
    const from = forgottenFrom(state.lastEventAt)
    facts.push(...dueFacts(state, from, this.#rules))
    leave(passLimits(state, from, this.#rules), from, this.#context({ at: from }, facts, signals))
    return NEW_CONTACT
  }

  #context({ at, event }: Ordered, facts: Fact[], signals: AgentInput[]): ContactContext {
    let n = 0
    return {
      contact: this.id,
      settingsAt: this.#rules.settingsAt,
      suspectAfterMs: this.#rules.suspectAfterMs,
      fact: (fact) => void facts.push(fact),
      signal: (agent, signal) =>
        void signals.push(event === undefined ? { at, agent, n: n++, signal } : { at, event, agent, n: n++, signal }),
    }
  }
}

/** A contact no event has named yet cannot be forgotten. */
function isForgotten(state: ContactState, at: EpochMs): boolean {
  return state.lastEventAt > 0 && isForgottenBy(state.lastEventAt, at)
}
