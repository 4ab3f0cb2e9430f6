/** An event: what a source said happened, decoded (contract part 1). */
import type { EpochMs, SourceId } from '../units.ts'
import type { EventData, EventType } from './schema.ts'

export type { EventData, EventType } from './schema.ts'

interface Envelope<T extends EventType> {
  readonly id: string
  readonly source: SourceId
  readonly type: T
  /** When it happened (event time). */
  readonly time: EpochMs
  readonly data: EventData<T>
}

/** One event type's event: `EventOf<'contact.answered'>`. */
export type EventOf<T extends EventType> = T extends EventType ? Envelope<T> : never

export type FloorEvent = EventOf<EventType>

export type ContactEvent = EventOf<Extract<EventType, `contact.${string}`>>
export type TicketEvent = EventOf<Extract<EventType, `ticket.${string}`>>
export type EscalationEvent = EventOf<Extract<EventType, `escalation.${string}`>>

/** F14: at one instant, causes fold before effects. */
const RANKS: { readonly [T in EventType]?: number } = {
  'queue.configured': 0,
  'contact.enqueued': 1,
  'contact.alerted': 2,
  'contact.alertTimedOut': 3,
  'contact.answered': 4,
  'contact.held': 5,
  'contact.retrieved': 6,
  'contact.ended': 7,
  'contact.transferred': 7,
  'contact.flowedOut': 7,
  'contact.abandoned': 7,
  'contact.wrappedUp': 8,
  'agent.state': 9,
}
const REST = 10

export function rankOf(type: EventType): number {
  return RANKS[type] ?? REST
}

/** F14: negative when `a` folds before `b`. Two events of one identity compare equal. */
export function compareEvents(a: FloorEvent, b: FloorEvent): number {
  return (
    a.time - b.time || rankOf(a.type) - rankOf(b.type) || compareText(a.source, b.source) || compareText(a.id, b.id)
  )
}

/** By code units, as JavaScript compares strings; never by locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
