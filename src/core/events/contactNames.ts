/** Whom and what a contact's event names besides the contact. */
import type { AgentId, QueueId } from '../units.ts'
import type { ContactEvent, FloorEvent } from './event.ts'

/** With every member, absent or not: every event passes here. */
export interface ContactNames {
  readonly agent: AgentId | undefined
  readonly queue: QueueId | undefined
  /** The queue it is handed to. */
  readonly to: QueueId | undefined
}

export function isContactEvent(event: FloorEvent): event is ContactEvent {
  return event.type.startsWith('contact.')
}

export function namesOf(event: ContactEvent): ContactNames {
  switch (event.type) {
    case 'contact.alerted':
    case 'contact.alertTimedOut':
    case 'contact.answered':
      return { agent: event.data.agent, queue: event.data.queue, to: undefined }
    case 'contact.held':
    case 'contact.retrieved':
    case 'contact.wrappedUp':
    case 'contact.ended':
      return { agent: event.data.agent, queue: undefined, to: undefined }
    case 'contact.enqueued':
    case 'contact.abandoned':
      return { agent: undefined, queue: event.data.queue, to: undefined }
    case 'contact.transferred':
      return { agent: event.data.agent, queue: undefined, to: event.data.to }
    case 'contact.flowedOut':
      return { agent: undefined, queue: event.data.queue, to: event.data.to }
  }
}
