/** Ends what a run of the simulator leaves open, so that nobody waits for ever on a board when it stops. */
import type { ContactEvent, FloorEvent } from '../core/events/event.ts'
import { epochMs, later, type AgentId, type ContactId, type SourceId } from '../core/units.ts'

export interface OpenWork {
  note(event: FloorEvent): void
  /** Just after the last event: contacts ended by the system, agents offline, corrections as the contract has them (F12). */
  closing(): readonly FloorEvent[]
}

interface OpenContact {
  readonly source: SourceId
  waits: boolean
  /** Who talks to it, or is about to. */
  readonly agents: Set<AgentId>
}

/** Follows a run's events; remembers no more than what is open. */
export function createOpenWork(): OpenWork {
  const contacts = new Map<ContactId, OpenContact>()
  const signedIn = new Map<AgentId, SourceId>()
  let last = { id: '', time: epochMs(0) }

  function noteAgent(source: SourceId, { agent, state }: { agent: AgentId; state: string }): void {
    if (state !== 'offline') {
      signedIn.set(agent, source)
      return
    }
    signedIn.delete(agent)
    for (const [contact, open] of contacts) {
      if (open.agents.delete(agent)) forgetIfOver(contact, open)
    }
  }

  function noteContact(event: ContactEvent): void {
    const { contact } = event.data
    const open = contacts.get(contact) ?? { source: event.source, waits: false, agents: new Set() }
    contacts.set(contact, open)
    follow(open, event)
    forgetIfOver(contact, open)
  }

  function forgetIfOver(contact: ContactId, { waits, agents }: OpenContact): void {
    if (!waits && agents.size === 0) contacts.delete(contact)
  }

  return {
    note(event) {
      last = event
      if (event.type === 'agent.state') noteAgent(event.source, event.data)
      if (isOfContact(event)) noteContact(event)
    },
    closing() {
      const ended = [...contacts].map(([contact, { source }], number): FloorEvent => ({
        id: `${last.id}-c${number}`,
        source,
        type: 'contact.ended',
        time: later(last.time, 1),
        data: { contact, endedBy: 'system', wrapUp: false },
      }))
      const offline = [...signedIn].map(([agent, source], number): FloorEvent => ({
        id: `${last.id}-a${number}`,
        source,
        type: 'agent.state',
        time: later(last.time, 2),
        data: { agent, state: 'offline' },
      }))
      return [...ended, ...offline]
    },
  }
}

function isOfContact(event: FloorEvent): event is ContactEvent {
  return event.type.startsWith('contact.')
}

function follow(open: OpenContact, { type, data }: ContactEvent): void {
  switch (type) {
    case 'contact.enqueued':
      open.waits = true
      break
    case 'contact.answered':
      open.waits = false
      open.agents.add(data.agent)
      break
    case 'contact.transferred':
      open.waits ||= data.to !== undefined
      if (data.agent !== undefined) open.agents.delete(data.agent)
      if (data.toAgent !== undefined) open.agents.add(data.toAgent)
      break
    case 'contact.flowedOut':
      open.waits = data.to !== undefined
      break
    case 'contact.abandoned':
      open.waits = false
      break
    case 'contact.ended':
      open.waits = false
      if (data.agent === undefined) open.agents.clear()
      else open.agents.delete(data.agent)
      break
    default:
  }
}
