/** What one line can mean, and what has to be known to tell. */
import type { EventData, EventType } from '../../core/events/event.ts'
import type { AgentId, ContactId, EpochMs, QueueId } from '../../core/units.ts'
import type { AgentBook } from './agentBook.ts'
import type { FoldOrder } from './foldOrder.ts'
import type { OpenContacts } from './openContacts.ts'

/** Why a line says nothing to the floor. */
export type IgnoredReason =
  | 'blank'
  | 'header'
  | 'configuration'
  | 'nothingOpen'
  | 'unchanged'
  | 'untilTalkEnds'
  | 'notWaiting'
  | 'refused'
  | 'outbound'
  | 'unknownEvent'

/** An event but for its identity. */
export type Draft = { [T in EventType]: { type: T; time: EpochMs; data: EventData<T> } }[EventType]

export type Meaning =
  { readonly drafts: readonly Draft[] } | { readonly ignored: IgnoredReason } | { readonly bad: string }

export interface Known {
  readonly contacts: OpenContacts
  readonly agents: AgentBook
  readonly order: FoldOrder
}

/** A line of a call. */
export interface ContactLine {
  readonly at: EpochMs
  readonly event: string
  readonly contact: ContactId
  readonly queue: QueueId | undefined
  readonly agent: AgentId | undefined
  readonly data: readonly string[]
}

/** A line about an agent; the call id belongs to a call of theirs, or to nothing. */
export interface AgentLine {
  readonly at: EpochMs
  readonly event: string
  readonly agent: AgentId
  readonly queue: QueueId | undefined
  readonly callId: string
  readonly data: readonly string[]
}

/** The number in a field: undefined when the field is missing or empty, NaN when it holds something else. */
export function numberIn(field: string | undefined): number | undefined {
  if (field === undefined || field.trim() === '') return undefined
  return /^\d{1,12}$/.test(field.trim()) ? Number(field) : NaN
}
