/** Who asked for a lead, and who has it: raised and resolved by time, claims in stream order (F14). */
import type { EpochMs } from '../units.ts'
import { compareEvents, type EscalationEvent, type EventOf } from '../events/event.ts'

interface EscalationTrack {
  raised?: EventOf<'escalation.raised'>
  resolved?: EventOf<'escalation.resolved'>
  owner?: { readonly by: string; readonly at: EpochMs }
}

export interface OpenEscalation {
  readonly raised: EventOf<'escalation.raised'>
  readonly owner?: { readonly by: string; readonly at: EpochMs }
}

export class Escalations {
  readonly #tracks = new Map<string, EscalationTrack>()

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
    switch (event.type) {
      case 'escalation.raised':
        if (track.raised === undefined || isResolved(track.raised, track.resolved)) {
          if (track.raised !== undefined) delete track.owner
          track.raised = event
        } else if (compareEvents(event, track.raised) < 0) track.raised = event
        break
      case 'escalation.claimed':
        track.owner ??= { by: event.data.by, at: event.time }
        break
      case 'escalation.released':
        if (track.owner?.by === event.data.by) delete track.owner
        break
      case 'escalation.resolved':
        if (track.resolved === undefined || compareEvents(event, track.resolved) > 0) track.resolved = event
        break
    }
  }

  /** F15: late, it may end what was open by then; a raise or a claim begins something and is void. */
  applyLate(event: EscalationEvent): void {
    if (event.type === 'escalation.resolved' || event.type === 'escalation.released') this.apply(event)
  }

  /** Resolved ones that nothing can reopen any more. */
  settle(horizon: EpochMs): void {
    for (const [id, { raised, resolved }] of this.#tracks)
      if (resolved !== undefined && resolved.time < horizon && (raised === undefined || isResolved(raised, resolved)))
        this.#tracks.delete(id)
  }

  #track(id: string): EscalationTrack {
    let track = this.#tracks.get(id)
    if (track === undefined) this.#tracks.set(id, (track = {}))
    return track
  }
}

function openOf({ raised, resolved, owner }: EscalationTrack): OpenEscalation | undefined {
  if (raised === undefined || isResolved(raised, resolved)) return undefined
  return owner === undefined ? { raised } : { raised, owner }
}

function isResolved(
  raised: EventOf<'escalation.raised'>,
  resolved: EventOf<'escalation.resolved'> | undefined,
): boolean {
  return resolved !== undefined && compareEvents(raised, resolved) < 0
}
