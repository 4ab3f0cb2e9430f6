/**
 * What is remembered of a contact that is over: that it began, who handled it, its channel and whom it was handed to
 * (F2, F4, F13), for seven days (F16). One of which only events that did nothing told leaves nothing worth keeping.
 */
import type { AgentId, ContactId, EpochMs } from '../../units.ts'
import { DEFAULT_CHANNEL, NEW_CONTACT, type ContactState } from './contactState.ts'

/** One of them, in memory as in JSON: there are hundreds of thousands. Never changed. */
export type StoredClosed = readonly [
  id: ContactId,
  lastEventAt: EpochMs,
  handledBy: ContactState['handledBy'],
  hasStarted: boolean,
  channel: string,
  transferredTo?: AgentId | undefined,
]

export class ClosedContacts {
  readonly #contacts = new Map<ContactId, StoredClosed>()
  readonly #max: number
  #forgotten = 0

  /** Beyond `max` the oldest go. */
  constructor(max: number) {
    this.#max = max
  }

  get size(): number {
    return this.#contacts.size
  }

  /** How many went because there were too many. */
  get forgotten(): number {
    return this.#forgotten
  }

  keep(id: ContactId, { hasStarted, handledBy, channel, transferredTo, lastEventAt }: ContactState): void {
    const isKnown = hasStarted || handledBy.length > 0 || channel !== DEFAULT_CHANNEL || transferredTo !== undefined
    if (!isKnown) return
    const kept = [id, lastEventAt, handledBy, hasStarted, channel] as const
    this.#contacts.set(id, transferredTo === undefined ? kept : [...kept, transferredTo])
    if (this.#contacts.size > this.#max) this.#forgetOldest()
  }

  /** Hands the contact back to the floor; a new one when nothing is remembered of it. */
  take(id: ContactId): ContactState {
    const known = this.#contacts.get(id)
    if (known === undefined) return NEW_CONTACT
    this.#contacts.delete(id)
    const [, lastEventAt, handledBy, hasStarted, channel, transferredTo] = known
    return { ...NEW_CONTACT, lastEventAt, handledBy, hasStarted, channel, transferredTo }
  }

  /** Lets go of those last named before `before`; they were kept in about that order. */
  forget(before: EpochMs): void {
    for (const [id, lastEventAt] of this.#contacts.values()) {
      if (lastEventAt >= before) return
      this.#contacts.delete(id)
    }
  }

  #forgetOldest(): void {
    for (const id of this.#contacts.keys()) {
      this.#contacts.delete(id)
      this.#forgotten++
      return
    }
  }

  dump(): StoredClosed[] {
    return [...this.#contacts.values()]
  }

  load(dumped: readonly StoredClosed[]): void {
    for (const contact of dumped) this.#contacts.set(contact[0], contact)
  }
}
