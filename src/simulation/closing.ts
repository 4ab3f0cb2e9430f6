/** Ends what a run of the simulator leaves open, so that nobody waits for ever on a board when it stops. */
import type { FloorEvent } from '../core/events/event.ts'
import { later, type AgentId, type ContactId, type EpochMs, type SourceId } from '../core/units.ts'

export interface OpenWork {
  note(event: FloorEvent): void
  /** Contacts ended by the system, agents offline: corrections as the contract has them (F12). */
  closing(at: EpochMs): readonly FloorEvent[]
}

/** Follows a run's events; remembers no more than what is open. */
export function createOpenWork(): OpenWork {
  const contacts = new Map<ContactId, SourceId>()
  const agents = new Map<AgentId, SourceId>()
  let lastId = ''
  return {
    note(event) {
      lastId = event.id
      noteContact(contacts, event)
      if (event.type !== 'agent.state') return
      if (event.data.state === 'offline') agents.delete(event.data.agent)
      else agents.set(event.data.agent, event.source)
    },
    closing(at) {
      const id = (kind: string, number: number) => `${lastId}-${kind}${number}`
      const ended = [...contacts].map(([contact, source], number): FloorEvent => ({
        id: id('c', number),
        source,
        type: 'contact.ended',
        time: at,
        data: { contact, endedBy: 'system', wrapUp: false },
      }))
      const offline = [...agents].map(([agent, source], number): FloorEvent => ({
        id: id('a', number),
        source,
        type: 'agent.state',
        time: later(at, 1),
        data: { agent, state: 'offline' },
      }))
      return [...ended, ...offline]
    },
  }
}

/** A contact in transfer is open still; one that flowed out to nowhere is not. */
function noteContact(contacts: Map<ContactId, SourceId>, { type, source, data }: FloorEvent): void {
  if (type === 'contact.enqueued' || type === 'contact.answered') contacts.set(data.contact, source)
  const isOver = type === 'contact.ended' || type === 'contact.abandoned'
  if (isOver || (type === 'contact.flowedOut' && data.to === undefined && data.reason !== 'system')) {
    contacts.delete(data.contact)
  }
}
