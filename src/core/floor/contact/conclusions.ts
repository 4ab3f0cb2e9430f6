/** What one input of a contact leads to: facts for the windows, signals for agents. */
import { epochMs, type AgentId, type ContactId, type EpochMs, type QueueId } from '../../units.ts'
import type { FloorEvent } from '../../events/event.ts'
import type { ContactContext } from './contactMachine.ts'
import type { Fact } from '../fact.ts'
import type { AgentInput, AgentSignal } from '../input.ts'
import type { SettingsInForce } from '../queue/settingsTimeline.ts'
import type { Limits } from './waitLimits.ts'

export interface FoldRules extends Limits {
  readonly settingsAt: (queue: QueueId, at: EpochMs) => SettingsInForce
}

export class Conclusions implements ContactContext {
  readonly contact: ContactId
  readonly #rules: FoldRules
  readonly #facts: Fact[]
  readonly #signals: AgentInput[]
  #at = epochMs(0)
  #event: FloorEvent | undefined
  #told = 0

  /** Adds to `facts` and `signals`. */
  constructor(contact: ContactId, rules: FoldRules, facts: Fact[], signals: AgentInput[]) {
    this.contact = contact
    this.#rules = rules
    this.#facts = facts
    this.#signals = signals
  }

  /** What follows is concluded from this event, or from time itself. */
  of(at: EpochMs, event?: FloorEvent): this {
    this.#at = at
    this.#event = event
    this.#told = 0
    return this
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
