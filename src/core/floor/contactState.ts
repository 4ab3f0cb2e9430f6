/** What is true of one contact: at most one waiting segment, any number of open talks (F1, F2). */
import type { AgentId, EpochMs, QueueId } from '../units.ts'

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
  readonly queue?: QueueId
  readonly answeredAt: EpochMs
  readonly heldSince?: EpochMs
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
  readonly segment?: Segment
  readonly alert?: Alert
  readonly talks: readonly Talk[]
  /** Agents who have or had a handle of this contact (F4). */
  readonly handledBy: readonly AgentId[]
  /** Whom it was last transferred to by name (F2). */
  readonly transferredTo?: AgentId
  /** The newest event naming the contact; 0 before the first. */
  readonly lastEventAt: EpochMs
}

export const DEFAULT_CHANNEL = 'voice'

export const NEW_CONTACT: ContactState = {
  channel: DEFAULT_CHANNEL,
  hasStarted: false,
  talks: [],
  handledBy: [],
  lastEventAt: 0 as EpochMs,
}

export function isOpen(state: ContactState): boolean {
  return state.segment !== undefined || state.talks.length > 0
}
