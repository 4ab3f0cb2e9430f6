/**
 * What is remembered of a contact that is over: that it began, who handled it, its channel and whom it was handed to
 * (F2, F4, F13), for seven days (F16). One of which only events that did nothing told leaves nothing worth keeping.
 */
import type { ContactId, EpochMs } from '../units.ts'
import { contactStateOf, DEFAULT_CHANNEL, NEW_CONTACT, type ContactState, type StoredContact } from './contactState.ts'

export class ClosedContacts {
  readonly #states = new Map<ContactId, ContactState>()
  readonly #max: number
  #forgotten = 0

  /** Beyond `max` the oldest go. */
  constructor(max: number) {
    this.#max = max
  }

  get size(): number {
    return this.#states.size
  }

  /** How many went because there were too many. */
  get forgotten(): number {
    return this.#forgotten
  }

  keep(id: ContactId, state: ContactState): void {
    const { hasStarted, handledBy, channel, transferredTo } = state
    const isKnown = hasStarted || handledBy.length > 0 || channel !== DEFAULT_CHANNEL || transferredTo !== undefined
    if (!isKnown) return
    this.#states.set(id, state)
    if (this.#states.size > this.#max) this.#forgetOldest()
  }

  /** Hands the contact back to the floor; a new one when nothing is remembered of it. */
  take(id: ContactId): ContactState {
    const state = this.#states.get(id)
    if (state === undefined) return NEW_CONTACT
    this.#states.delete(id)
    return state
  }

  /** Lets go of those last named before `before`; they were kept in about that order. */
  forget(before: EpochMs): void {
    for (const [id, state] of this.#states) {
      if (state.lastEventAt >= before) return
      this.#states.delete(id)
    }
  }

  #forgetOldest(): void {
    for (const id of this.#states.keys()) {
      this.#states.delete(id)
      this.#forgotten++
      return
    }
  }

  dump(): [ContactId, ContactState][] {
    return [...this.#states]
  }

  load(dumped: readonly (readonly [ContactId, StoredContact])[]): void {
    for (const [id, state] of dumped) this.#states.set(id, contactStateOf(state))
  }
}
