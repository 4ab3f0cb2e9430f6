/** What reaches a contact or an agent: an event and the instant at which it takes effect. */
import type { AgentId, ContactId, DurationMs, EpochMs, QueueId } from '../units.ts'
import { compareText, rankOf, type ContactEvent, type EventOf, type FloorEvent } from '../events/event.ts'

/** An event's place in the fold: by effect, then as F14 says. */
export interface Ordered {
  /** The event's own time; for a late event the newest folded time when it came (F15). */
  readonly at: EpochMs
  /** Absent where no event but time itself did it (F16), which comes first of its instant. */
  readonly event?: FloorEvent | undefined
}

/** F14 over effects: negative when `a` folds before `b`. */
export function compareOrder(a: Ordered, b: Ordered): number {
  return a.at - b.at || compareCauses(a.event, b.event)
}

function compareCauses(a: FloorEvent | undefined, b: FloorEvent | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  return rankOf(a.type) - rankOf(b.type) || compareText(a.source, b.source) || compareText(a.id, b.id)
}

/** An event that came too late takes effect at `at`, the newest folded time when it came (F15). */
export interface LateEvent {
  readonly late: ContactEvent
  readonly at: EpochMs
}

export type SignOff = EventOf<'agent.state'>

/** A contact's own event, perhaps late. It is kept for an hour, so one in its own place is nothing but the event. */
export type OwnInput = ContactEvent | LateEvent

/** Or the sign-off of an agent who had to do with it. */
export type ContactInput = OwnInput | SignOff

export function isLate(input: ContactInput): input is LateEvent {
  return 'late' in input
}

export function isSignOff(input: ContactInput): input is SignOff {
  return !isLate(input) && input.type === 'agent.state'
}

export function eventOf(input: ContactInput): ContactEvent | SignOff {
  return isLate(input) ? input.late : input
}

/** When it takes effect. */
export function atOf(input: ContactInput): EpochMs {
  return isLate(input) ? input.at : input.time
}

/** F14 over effects: negative when `a` folds before `b`. */
export function compareInputs(a: ContactInput, b: ContactInput): number {
  return atOf(a) - atOf(b) || compareCauses(eventOf(a), eventOf(b))
}

/** What a contact's fold tells an agent, and what an agent says of themself. */
export type AgentSignal =
  | { readonly type: 'said'; readonly said: EventOf<'agent.state'> }
  | { readonly type: 'talkStarted'; readonly contact: ContactId; readonly handle: string }
  | ({ readonly type: 'talkEnded'; readonly contact: ContactId; readonly handle: string } & TalkEnd)
  | { readonly type: 'wrappedUp'; readonly contact: ContactId; readonly late: boolean }
  | { readonly type: 'alertStarted' | 'alertEnded'; readonly contact: ContactId }

export interface TalkEnd {
  readonly queue?: QueueId
  readonly talkMs: DurationMs
  readonly holdMs: DurationMs
  /** Wrap-up begins; otherwise the handle closes at once (F3). */
  readonly wrapUp: boolean
  /** A late end counts in no window (F15). */
  readonly counted: boolean
}

/** Signals from here on come of the floor itself, not of a contact's fold (F15). */
export const FLOOR_SIGNALS = 1_000

export interface AgentInput extends Ordered {
  readonly agent: AgentId
  /** Several signals of one event keep the order in which they were concluded. */
  readonly n: number
  readonly signal: AgentSignal
}

export function compareAgentInputs(a: AgentInput, b: AgentInput): number {
  return compareOrder(a, b) || a.n - b.n
}

/** Equal keys mean the same signal from the same event. */
export function agentInputKey(input: AgentInput): string {
  const { agent, at, event, n, signal } = input
  const subject = [signal.type, 'contact' in signal ? signal.contact : '', 'handle' in signal ? signal.handle : '']
  const end = signal.type === 'talkEnded' ? [signal.talkMs, signal.holdMs, signal.wrapUp, signal.queue ?? ''] : []
  return JSON.stringify([agent, at, event?.source, event?.id, n, ...subject, ...end])
}
