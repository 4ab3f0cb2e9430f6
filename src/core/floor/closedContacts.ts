/**
 * What is remembered of a contact that is over: who handled it, its channel and whom it was handed to (F2, F4,
 * F13), for seven days (F16). One that was nobody's and came by voice leaves nothing worth keeping.
 */
import type { ContactId, EpochMs } from '../units.ts'
import { DEFAULT_CHANNEL, NEW_CONTACT, type ContactState } from './contactState.ts'

export class ClosedContacts {
  readonly #states = new Map<ContactId, ContactState>()

  get size(): number {
    return this.#states.size
  }

  keep(id: ContactId, state: ContactState): void {
    const isPlain =
      state.handledBy.length === 0 && state.channel === DEFAULT_CHANNEL && state.transferredTo === undefined
    if (!isPlain) this.#states.set(id, state)
  }

  /** Hands the contact back to the floor; a new one when it was never here or last named before `forgotten`. */
  take(id: ContactId, forgotten: EpochMs): ContactState {
    const state = this.#states.get(id)
    if (state === undefined) return NEW_CONTACT
    this.#states.delete(id)
    return state.lastEventAt < forgotten ? NEW_CONTACT : state
  }

  /** Lets go of those last named before `before`; they were kept in about that order. */
  forget(before: EpochMs): void {
    for (const [id, state] of this.#states) {
      if (state.lastEventAt >= before) return
      this.#states.delete(id)
    }
  }

  dump(): [ContactId, ContactState][] {
    return [...this.#states]
  }

  load(dumped: readonly (readonly [ContactId, ContactState])[]): void {
    for (const [id, state] of dumped) this.#states.set(id, state)
  }
}
