/** Who asked for a lead, and who has it: raised and resolved by time, claims in stream order (F14). */
import type { EpochMs } from '../../units.ts'
import type { EscalationEvent, EventOf } from '../../events/event.ts'
import { compareOrder, type Ordered } from '../input.ts'
import { insertSorted } from '../sorted.ts'

type Raised = EventOf<'escalation.raised'>

export interface Owner {
  readonly by: string
  readonly at: EpochMs
}

export interface OpenEscalation {
  readonly raised: Raised
  readonly owner?: Owner
}

/** What opens or closes it, in order of time. */
interface Turn extends Ordered {
  readonly event: Raised | EventOf<'escalation.resolved'>
  readonly late: boolean
}

interface EscalationTrack {
  /** Open since, as far as it is settled. */
  base: Raised | undefined
  turns: Turn[]
  head: Raised | undefined
  owner: Owner | undefined
}

/** Plain data of one escalation. */
export interface EscalationDump {
  readonly base?: Raised
  readonly turns: readonly Turn[]
  readonly owner?: Owner
}

export class Escalations {
  readonly #tracks = new Map<string, EscalationTrack>()

  /** Escalations in memory, open or not. */
  get size(): number {
    return this.#tracks.size
  }

  /** How many events of an escalation may still be reordered; undefined when it is not in memory. */
  eventsOf(id: string): number | undefined {
    return this.#tracks.get(id)?.turns.length
  }

  /** Raised and not resolved, in no order. */
  open(): OpenEscalation[] {
    return [...this.#tracks.values()].flatMap((track) => openOf(track) ?? [])
  }

  /** The one of that id; undefined when it was never raised, or is resolved. */
  find(id: string): OpenEscalation | undefined {
    const track = this.#tracks.get(id)
    return track && openOf(track)
  }

  apply(event: EscalationEvent): void {
    const track = this.#track(event.data.escalation)
    if (event.type === 'escalation.claimed') claim(track, event)
    else if (event.type === 'escalation.released') release(track, event.data.by)
    else turn(track, { at: event.time, event, late: false })
    if (event.type === 'escalation.resolved') track.owner = undefined
  }

  /** F15: late, it may end what began by its own time, as of `at`; a raise or a claim begins something and is void. */
  applyLate(event: EscalationEvent, at: EpochMs): void {
    const track = this.#tracks.get(event.data.escalation)
    if (track === undefined) return
    if (event.type === 'escalation.resolved') turn(track, { at, event, late: true })
    if (track.owner === undefined || track.owner.at > event.time) return
    if (event.type === 'escalation.resolved') track.owner = undefined
    if (event.type === 'escalation.released') release(track, event.data.by)
  }

  /** Nothing before `horizon` can change any more. */
  settle(horizon: EpochMs): void {
    for (const [id, track] of this.#tracks) {
      const kept = track.turns.findIndex((one) => one.at >= horizon)
      const settled = kept === -1 ? track.turns.splice(0) : track.turns.splice(0, kept)
      track.base = folded(track.base, settled)
      if (track.turns.length === 0 && track.base === undefined && track.owner === undefined) this.#tracks.delete(id)
    }
  }

  dump(): [string, EscalationDump][] {
    return [...this.#tracks].map(([id, { base, turns, owner }]) => [
      id,
      { ...(base && { base }), turns: [...turns], ...(owner && { owner }) },
    ])
  }

  load(dumped: readonly (readonly [string, EscalationDump])[]): void {
    for (const [id, { base, turns, owner }] of dumped)
      this.#tracks.set(id, { base, turns: [...turns], head: folded(base, turns), owner })
  }

  #track(id: string): EscalationTrack {
    let track = this.#tracks.get(id)
    if (track === undefined) {
      track = { base: undefined, turns: [], head: undefined, owner: undefined }
      this.#tracks.set(id, track)
    }
    return track
  }
}

/** Nobody owns what is not open: a claim that comes too late must not stick to the next raise. */
function claim(track: EscalationTrack, event: EventOf<'escalation.claimed'>): void {
  if (track.head !== undefined) track.owner ??= { by: event.data.by, at: event.time }
}

function release(track: EscalationTrack, by: string): void {
  if (track.owner?.by === by) track.owner = undefined
}

function turn(track: EscalationTrack, one: Turn): void {
  insertSorted(track.turns, one, compareOrder)
  track.head = folded(track.base, track.turns)
}

function folded(base: Raised | undefined, turns: readonly Turn[]): Raised | undefined {
  let open = base
  for (const { event, late } of turns)
    if (event.type === 'escalation.raised') open ??= event
    else if (open !== undefined && (!late || open.time <= event.time)) open = undefined
  return open
}

function openOf({ head, owner }: EscalationTrack): OpenEscalation | undefined {
  if (head === undefined) return undefined
  return owner === undefined ? { raised: head } : { raised: head, owner }
}
