/** What one input of a contact leads to: facts for the windows, signals for agents. */
import type { AgentId, ContactId, EpochMs, QueueId } from '../units.ts'
import type { FloorEvent } from '../events/event.ts'
import type { ContactContext } from './contactMachine.ts'
import type { Fact } from './fact.ts'
import type { AgentInput, AgentSignal, Ordered } from './input.ts'
import type { SettingsInForce } from './settingsTimeline.ts'
import type { Limits } from './waitLimits.ts'

export interface FoldRules extends Limits {
  readonly settingsAt: (queue: QueueId, at: EpochMs) => SettingsInForce
}

export class Conclusions implements ContactContext {
  readonly contact: ContactId
  readonly #rules: FoldRules
  readonly #at: EpochMs
  readonly #event: FloorEvent | undefined
  readonly #facts: Fact[]
  readonly #signals: AgentInput[]
  #told = 0

  /** Adds to `facts` and `signals`. */
  constructor(contact: ContactId, rules: FoldRules, { at, event }: Ordered, facts: Fact[], signals: AgentInput[]) {
    this.contact = contact
    this.#rules = rules
    this.#at = at
    this.#event = event
    this.#facts = facts
    this.#signals = signals
  }

  settingsAt(queue: QueueId, at: EpochMs): SettingsInForce {
    return this.#rules.settingsAt(queue, at)
  }

  suspectAfterMs(channel: string): number {
    return this.#rules.suspectAfterMs(channel)
  }

  fact(fact: Fact): void {
    this.#facts.push(fact)
  }

  signal(agent: AgentId, signal: AgentSignal): void {
    this.#signals.push({ at: this.#at, event: this.#event, agent, n: this.#told++, signal })
  }
}
