/**
 * F16: after 7 days of site event time without an event naming it a thing leaves, in the first ms past them. A contact
 * leaves without an outcome, with its wait, its alert and its talks; a wrap-up is its agent's and goes on. An agent
 * leaves with their wrap-ups; a talk of theirs goes on as the contact's and its queue's, and is handled by nobody.
 */
import { noteStates } from './agents.ts'
import { MEMORY } from './arithmetic.ts'
import { openTalks } from './happen.ts'
import type { Agent, Contact, History } from './history.ts'

/** Forgets all that is to be forgotten by `at`, one instant after the other. */
export function forgetBy(history: History, at: number): void {
  for (let next = nextInstant(history); next <= at; next = nextInstant(history)) {
    for (const contact of [...history.contacts.values()])
      if (endOfMemory(contact) === next) forgetContact(history, contact, next)
    for (const agent of [...history.agents.values()]) if (endOfAgent(agent) === next) forgetAgent(history, agent, next)
    // At `at` itself events are still to come, and states are noted after them.
    if (next < at) noteStates(history, next)
  }
}

function nextInstant({ contacts, agents }: History): number {
  return Math.min(...[...contacts.values()].map(endOfMemory), ...[...agents.values()].map(endOfAgent))
}

function endOfMemory(contact: Contact): number {
  return (contact.touches.at(-1)?.at ?? Infinity) + MEMORY + 1
}

function endOfAgent(agent: Agent): number {
  return agent.namedAt + MEMORY + 1
}

function forgetContact(history: History, contact: Contact, at: number): void {
  if (contact.waiting !== undefined) contact.waiting.forgottenAt = at
  for (const handle of openTalks(contact)) {
    handle.endedAt = at
    handle.closedAt = at
    handle.counted = false
  }
  history.contacts.delete(contact.id)
}

function forgetAgent(history: History, agent: Agent, at: number): void {
  for (const handle of history.handles) {
    if (handle.agent !== agent.id || handle.closedAt !== undefined) continue
    handle.counted = false
    if (handle.endedAt === undefined) handle.isNobodys = true
    else handle.closedAt = at
  }
  history.agents.delete(agent.id)
}
