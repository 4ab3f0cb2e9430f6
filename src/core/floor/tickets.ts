/** All tickets of a site: backlog now, and signed facts for the day. */
import type { EpochMs, TicketId } from '../units.ts'
import type { TicketEvent } from '../events/event.ts'
import type { Sign } from './fact.ts'
import { difference, insertSorted } from './sorted.ts'
import {
  compareTicketInputs,
  stepTicket,
  type TicketFact,
  type TicketInput,
  type TicketState,
} from './ticketMachine.ts'

interface TicketTrack {
  base: TicketState | undefined
  inputs: TicketInput[]
  facts: TicketFact[]
  head: TicketState | undefined
}

/** Plain data of one ticket. */
export interface TicketDump {
  readonly base?: TicketState
  readonly inputs: readonly TicketInput[]
}

export class Tickets {
  readonly #tracks = new Map<TicketId, TicketTrack>()
  readonly #tell: (fact: TicketFact, sign: Sign) => void

  constructor(tell: (fact: TicketFact, sign: Sign) => void) {
    this.#tell = tell
  }

  /** Tickets in memory, opened or not. */
  get size(): number {
    return this.#tracks.size
  }

  /** How many events of a ticket may still be reordered, and openings of it wait for a reply. */
  eventsOf(ticket: TicketId): number | undefined {
    const track = this.#tracks.get(ticket)
    return track && track.inputs.length + (track.head?.awaitingReplySince.length ?? 0)
  }

  /** Every ticket that was opened and is remembered, solved or not. */
  *states(): Generator<TicketState> {
    for (const { head } of this.#tracks.values()) if (head !== undefined) yield head
  }

  /** `at` is the event's own time, or the newest folded time for a late one (F15). */
  apply(event: TicketEvent, at: EpochMs, late: boolean): void {
    const { ticket } = event.data
    let track = this.#tracks.get(ticket)
    if (track === undefined) {
      track = { base: undefined, inputs: [], facts: [], head: undefined }
      this.#tracks.set(ticket, track)
    }
    insertSorted(track.inputs, { at, event, late }, compareTicketInputs)
    this.#refold(track)
  }

  /** Nothing before `horizon` can change; solved tickets nobody named since `forgotten` go (F16). */
  settle(horizon: EpochMs, forgotten: EpochMs): void {
    for (const [id, track] of this.#tracks) {
      if (track.inputs.length > 0) settleTrack(track, horizon)
      const isGone =
        track.head === undefined ? track.inputs.length === 0 : track.head.isSolved && track.head.namedAt < forgotten
      if (isGone) this.#tracks.delete(id)
    }
  }

  dump(): [TicketId, TicketDump][] {
    return [...this.#tracks].map(([id, { base, inputs }]) => [id, { ...(base && { base }), inputs: [...inputs] }])
  }

  /** The day's figures are loaded beside it, so no fact is told. */
  load(dumped: readonly (readonly [TicketId, TicketDump])[]): void {
    for (const [id, { base, inputs }] of dumped) {
      const facts: TicketFact[] = []
      let head = base
      for (const input of inputs) head = stepTicket(head, input, (fact) => void facts.push(fact))
      this.#tracks.set(id, { base, inputs: [...inputs], facts, head })
    }
  }

  #refold(track: TicketTrack): void {
    const facts: TicketFact[] = []
    let state = track.base
    for (const input of track.inputs) state = stepTicket(state, input, (fact) => void facts.push(fact))
    const { gone, come } = difference(track.facts, facts, (fact) => `${fact.type} ${fact.at} ${fact.since}`)
    track.facts = facts
    track.head = state
    for (const fact of gone) this.#tell(fact, -1)
    for (const fact of come) this.#tell(fact, 1)
  }
}

function settleTrack(track: TicketTrack, horizon: EpochMs): void {
  const kept = track.inputs.findIndex((input) => input.at >= horizon)
  const settled = kept === -1 ? track.inputs.splice(0) : track.inputs.splice(0, kept)
  for (const input of settled) track.base = stepTicket(track.base, input, () => undefined)
  if (settled.length > 0) track.facts = track.facts.filter((fact) => fact.at >= horizon)
}
