/** Interprets the whole log from its start (F1 to F6, F13, F16). */
import type { SiteConfig } from '../../../src/core/site.ts'
import { foldAgentState, noteStates } from './agents.ts'
import { MEMORY } from './arithmetic.ts'
import { type Folding, foldContact } from './contacts.ts'
import type { Folded } from './delivery.ts'
import { openTalks } from './happen.ts'
import type { Agent, Contact, Handle, History } from './history.ts'

export function foldAll(ordered: readonly Folded[], config: SiteConfig): History {
  const history: History = {
    segments: [],
    handles: [],
    alertTimeOuts: [],
    transfersOut: [],
    orphans: [],
    contacts: new Map(),
    agents: new Map(),
    queues: new Map(),
  }
  const folding: Folding = { history, ordered, config }
  ordered.forEach((folded, index) => {
    forget(history, folded.at)
    foldOne(folding, folded)
    if (ordered[index + 1]?.at !== folded.at) noteStates(history, folded.at)
  })
  return history
}

function foldOne(folding: Folding, folded: Folded): void {
  const { history } = folding
  const { type } = folded.event
  const data = folded.event.data as { contact?: string; agent?: string }
  const isContactEvent = type.startsWith('contact.')
  if (!folded.late) nameQueues(history, folded)
  const agent =
    data.agent !== undefined && (isContactEvent || type === 'agent.state')
      ? nameAgent(history, data.agent, folded)
      : undefined
  if (isContactEvent && data.contact !== undefined) {
    const contact = nameContact(history, data.contact, folded)
    if (contact === undefined) return
    foldContact(folding, contact, folded)
    const touch = contact.touches.at(-1)
    if (touch !== undefined) touch.channel = contact.channel
  }
  if (agent !== undefined && type === 'agent.state') foldAgentState(history, agent, folded)
}

/** F13: `queue`, `to` and `queues[]` of any accepted event name queues. */
function nameQueues(history: History, folded: Folded): void {
  const { queue, to, queues } = folded.event.data as { queue?: string; to?: string; queues?: readonly string[] }
  for (const id of [queue, to, ...(queues ?? [])]) {
    if (id === undefined) continue
    const known = history.queues.get(id)
    const since = known !== undefined && folded.at - known.namedAt <= MEMORY ? known.since : folded.at
    history.queues.set(id, { since, namedAt: folded.at })
  }
}

/** F6: whoever a contact event names exists from then on, available if nothing was said. */
function nameAgent(history: History, id: string, folded: Folded): Agent | undefined {
  const known = history.agents.get(id)
  if (folded.late) return known
  const agent: Agent = known ?? {
    id,
    since: folded.at,
    said: { state: 'available', reason: undefined, at: folded.at },
    name: undefined,
    team: undefined,
    declared: undefined,
    namedAt: folded.at,
    namedBy: folded.event.source,
    runs: [],
  }
  agent.namedAt = folded.at
  agent.namedBy = folded.event.source
  history.agents.set(id, agent)
  return agent
}

function nameContact(history: History, id: string, folded: Folded): Contact | undefined {
  const known = history.contacts.get(id)
  if (folded.late) return known
  const contact: Contact = known ?? {
    id,
    channel: 'voice',
    waiting: undefined,
    alert: undefined,
    handles: [],
    transferredTo: undefined,
    touches: [],
  }
  contact.touches.push({ at: folded.at, channel: contact.channel })
  history.contacts.set(id, contact)
  return contact
}

/**
 * F16: after 7 days of site event time without an event naming it, a thing leaves: a contact with its wait and its
 * talks, an agent with their wrap-ups. The wrap-up of a forgotten contact goes on, but counts as handled no more.
 */
function forget(history: History, at: number): void {
  for (const contact of [...history.contacts.values()]) {
    if (at - (contact.touches.at(-1)?.at ?? at) <= MEMORY) continue
    if (contact.waiting !== undefined) contact.waiting.forgotten = true
    for (const handle of openTalks(contact)) drop(handle, at)
    for (const handle of contact.handles) if (handle.closedAt === undefined) handle.counted = false
    history.contacts.delete(contact.id)
  }
  for (const agent of [...history.agents.values()]) {
    if (at - agent.namedAt <= MEMORY) continue
    for (const handle of history.handles)
      if (handle.agent === agent.id && handle.endedAt !== undefined && handle.closedAt === undefined) drop(handle, at)
    history.agents.delete(agent.id)
  }
}

function drop(handle: Handle, at: number): void {
  handle.endedAt ??= at
  handle.closedAt = at
  handle.counted = false
}
