/** What became of every stay in a queue, by the core's own rules (F1 to F4), with all events known and in their order. */
import type { ContactEvent } from '../../core/events/event.ts'
import { DEFAULT_SETTINGS } from '../../core/events/settings.ts'
import { stepContact, type ContactContext } from '../../core/floor/contact/contactMachine.ts'
import { NEW_CONTACT } from '../../core/floor/contact/contactState.ts'
import type { Fact, Order } from '../../core/floor/fact.ts'
import { compareInputs, type ContactInput } from '../../core/floor/input.ts'
import type { ContactId, EpochMs, QueueId } from '../../core/units.ts'

export interface Stay {
  readonly queue: QueueId
  readonly enqueuedAt: EpochMs
  /** The event that opened it. */
  readonly by: Order
  readonly end: StayEnd
}

export type StayEnd =
  | { readonly type: 'answered' | 'abandoned'; readonly waitMs: number }
  /** `untold`: its end came too late to count (F15). */
  | { readonly type: 'flowedOut' | 'waiting' | 'untold' }

/** Every event of every contact stays in memory until the log is read. */
export class Stays {
  readonly #inputs = new Map<ContactId, ContactInput[]>()

  add(event: ContactEvent, at: EpochMs, late: boolean): void {
    const { contact } = event.data
    const input: ContactInput = late ? { late: event, at } : event
    const known = this.#inputs.get(contact)
    if (known === undefined) this.#inputs.set(contact, [input])
    else known.push(input)
  }

  *all(): Generator<Stay> {
    for (const [contact, inputs] of this.#inputs) yield* staysOf(contact, inputs.sort(compareInputs))
  }
}

function staysOf(contact: ContactId, inputs: readonly ContactInput[]): Stay[] {
  const facts: Fact[] = []
  let state = NEW_CONTACT
  for (const input of inputs) state = stepContact(state, input, contextOf(contact, facts))
  const stays: Stay[] = []
  for (const fact of facts) {
    if (fact.type === 'segmentOffered')
      stays.push({ queue: fact.queue, enqueuedAt: fact.at, by: fact.by, end: { type: 'untold' } })
    else endLast(stays, endOf(fact))
  }
  if (state.segment !== undefined) endLast(stays, { type: 'waiting' })
  return stays
}

/** A contact waits in one queue at a time (F1): what ends is its last stay. */
function endLast(stays: Stay[], end: StayEnd | undefined): void {
  const last = end === undefined ? undefined : stays.pop()
  if (last !== undefined && end !== undefined) stays.push({ ...last, end })
}

function endOf(fact: Fact): StayEnd | undefined {
  if (fact.type === 'segmentAnswered') return { type: 'answered', waitMs: fact.waitMs }
  if (fact.type === 'segmentAbandoned') return { type: 'abandoned', waitMs: fact.waitMs }
  return fact.type === 'segmentFlowedOut' ? { type: 'flowedOut' } : undefined
}

/** Limits judge a wait; how long it was they do not change. */
function contextOf(contact: ContactId, facts: Fact[]): ContactContext {
  return {
    contact,
    settingsAt: () => DEFAULT_SETTINGS,
    suspectAfterMs: () => Infinity,
    fact: (fact) => facts.push(fact),
    signal: () => undefined,
  }
}
