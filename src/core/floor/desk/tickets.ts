/** All tickets of a site: backlog now, and signed facts for the day. */
import type { EpochMs, TicketId } from '../../units.ts'
import type { TicketEvent } from '../../events/event.ts'
import type { Sign } from '../fact.ts'
import { DueByTime } from './dueByTime.ts'
import { forgottenFrom, SETTLE_EVERY } from '../retention.ts'
import { difference, insertSorted } from '../sorted.ts'
import {
  compareTicketInputs,
  stepTicket,
  type TicketFact,
  type TicketInput,
  type TicketState,
} from './ticketMachine.ts'

interface TicketTrack {
  readonly id: TicketId
  base: TicketState | undefined
  inputs: TicketInput[]
  facts: TicketFact[]
  head: TicketState | undefined
  /** When it is next looked at; Infinity when only an event can change it. */
  dueAt: number
}

/** Plain data of one ticket. */
export interface TicketDump {
  readonly base?: TicketState
  readonly inputs: readonly TicketInput[]
}

export class Tickets {
  readonly #tracks = new Map<TicketId, TicketTrack>()
  /** Tickets by when they next change for good; stale where a track is due earlier by now. */
  readonly #due = new DueByTime<TicketTrack>(SETTLE_EVERY)
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
      track = { id: ticket, base: undefined, inputs: [], facts: [], head: undefined, dueAt: Infinity }
      this.#tracks.set(ticket, track)
    }
    insertSorted(track.inputs, { at, event, late }, compareTicketInputs)
    this.#refold(track)
    this.#watch(track)
  }

  /** Nothing before `horizon` can change; solved tickets nobody named for seven days before it go (F16). */
  settle(horizon: EpochMs): void {
    for (const track of this.#due.takeBefore(horizon)) {
      if (track.dueAt >= horizon || this.#tracks.get(track.id) !== track) continue
      track.dueAt = Infinity
      settleTrack(track, horizon)
      const { inputs, head } = track
      const isGone = head === undefined ? inputs.length === 0 : head.isSolved && forgottenFrom(head.namedAt) <= horizon
      if (isGone) this.#tracks.delete(track.id)
      else this.#watch(track)
    }
  }

  /** Sees to it that the ticket comes up when its last event is settled, or when it is forgotten. */
  #watch(track: TicketTrack): void {
    const { inputs, head } = track
    const at = inputs.at(-1)?.at ?? (head?.isSolved === true ? forgottenFrom(head.namedAt) : undefined)
    if (at === undefined || at >= track.dueAt) return
    track.dueAt = at
    this.#due.push(track, at)
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
      const track = { id, base, inputs: [...inputs], facts, head, dueAt: Infinity }
      this.#tracks.set(id, track)
      this.#watch(track)
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
