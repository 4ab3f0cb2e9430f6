/**
 * What is true of one contact: at most one waiting segment, any number of open talks (F1, F2). A state is never changed,
 * and has every member, absent or not: objects of one shape are copied several times faster than of many.
 */
import type { AgentId, EpochMs, QueueId } from '../../units.ts'

/** One stay in one queue, still waiting. */
export interface Segment {
  readonly queue: QueueId
  readonly enqueuedAt: EpochMs
  /** The settings in force at its enqueue judge it all its life (F11). */
  readonly answerWithinMs: number
  readonly shortAbandonMs: number
  readonly waitPromiseMs: number
  /** Whether the wait had passed its limits when the contact was last touched (F9). */
  readonly targetPassed: boolean
  readonly promisePassed: boolean
  /** Counted as waiting over target: past it, and not a suspect (F12). */
  readonly overTarget: boolean
}

/** An open talk of one agent; with `queue` it answered a segment of that queue. */
export interface Talk {
  readonly handle: string
  readonly agent: AgentId
  readonly queue: QueueId | undefined
  readonly answeredAt: EpochMs
  readonly heldSince: EpochMs | undefined
  readonly holdMs: number
}

/** The waiting segment is presented to an agent. */
export interface Alert {
  readonly agent: AgentId
  /** Of the newest alert: another to the same agent replaces it (F6). */
  readonly since: EpochMs
}

export interface ContactState {
  readonly channel: string
  /** It was enqueued before: another enqueue begins no new contact. */
  readonly hasStarted: boolean
  readonly segment: Segment | undefined
  readonly alert: Alert | undefined
  readonly talks: readonly Talk[]
  /** Agents who have or had a handle of this contact (F4). */
  readonly handledBy: readonly AgentId[]
  /** Whom it was last transferred to by name (F2). */
  readonly transferredTo: AgentId | undefined
  /** The newest event naming the contact; 0 before the first. */
  readonly lastEventAt: EpochMs
}

export const DEFAULT_CHANNEL = 'voice'

export const NEW_CONTACT: ContactState = {
  channel: DEFAULT_CHANNEL,
  hasStarted: false,
  segment: undefined,
  alert: undefined,
  talks: [],
  handledBy: [],
  transferredTo: undefined,
  lastEventAt: 0 as EpochMs,
}

/** A state as JSON keeps it: without what is absent. */
export type StoredContact = Pick<ContactState, 'channel' | 'hasStarted' | 'handledBy' | 'lastEventAt'> &
  Partial<Pick<ContactState, 'segment' | 'alert' | 'transferredTo'>> & {
    readonly talks: readonly (Omit<Talk, 'queue' | 'heldSince'> & Partial<Talk>)[]
  }

/** The state that was stored, whole again. */
export function contactStateOf(stored: StoredContact): ContactState {
  const { channel, hasStarted, segment, alert, handledBy, transferredTo, lastEventAt } = stored
  const talks = stored.talks.map(({ handle, agent, queue, answeredAt, heldSince, holdMs }) => {
    return { handle, agent, queue, answeredAt, heldSince, holdMs }
  })
  return { channel, hasStarted, segment, alert, talks, handledBy, transferredTo, lastEventAt }
}

export function isOpen(state: ContactState): boolean {
  return state.segment !== undefined || state.talks.length > 0
}
