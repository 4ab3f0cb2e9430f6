/** Who takes what: the longest waiting contact first, by priority; the longest free agent who can. */
import { chance, exponential, logNormal, uniform } from '../engine/random.ts'
import type { Channel } from '../world/queueProfiles.ts'
import { isOpenForWork, settleAgent, standAside } from './agentDay.ts'
import { inSeconds, routeSoon, tell, type Centre, type SimAgent, type SimContact, type SimQueue } from './centre.ts'
import type { StepTo } from './step.ts'

/** Alerts that nobody takes. */
const MISSED = 0.025
const SET_ASIDE = 0.6

/** Connects whoever can be connected now. */
export function route(centre: Centre): void {
  centre.routePlanned = false
  const unserved = new Set(centre.queues.filter((queue) => queue.waiting.length > 0))
  while (unserved.size > 0) {
    const next = firstInLine(unserved)
    if (next === undefined) return
    const agent = freeAgent(next.queue, next.contact)
    if (agent === undefined) unserved.delete(next.queue)
    else alert(centre, next.contact, agent)
  }
}

interface Candidate {
  readonly contact: SimContact
  readonly queue: SimQueue
}

function firstInLine(queues: Iterable<SimQueue>): Candidate | undefined {
  let first: Candidate | undefined
  for (const queue of queues) {
    const contact = queue.waiting.find(({ alertedTo }) => alertedTo === undefined)
    if (contact !== undefined && (first === undefined || isBefore({ contact, queue }, first)))
      first = { contact, queue }
  }
  return first
}

function isBefore(a: Candidate, b: Candidate): boolean {
  const [priorityA, priorityB] = [a.queue.profile.priority ?? 0, b.queue.profile.priority ?? 0]
  return priorityA > priorityB || (priorityA === priorityB && a.contact.since < b.contact.since)
}

/** Own people before helpers, few chats before many, longest free first; who missed it gets it last. */
function freeAgent(queue: SimQueue, contact: SimContact): SimAgent | undefined {
  let best: SimAgent | undefined
  for (const agent of queue.members) {
    if (hasRoomFor(agent, contact) && (best === undefined || isBetter(agent, best, queue, contact))) best = agent
  }
  return best
}

function isBetter(a: SimAgent, b: SimAgent, queue: SimQueue, contact: SimContact): boolean {
  if ((contact.missedBy === a) !== (contact.missedBy === b)) return contact.missedBy === b
  if (a.talking.length !== b.talking.length) return a.talking.length < b.talking.length
  if ((a.queues[0] === queue) !== (b.queues[0] === queue)) return a.queues[0] === queue
  return a.freeSince < b.freeSince
}

/** Chats go beside chats; everything else wants the agent alone. */
export function hasRoomFor(agent: SimAgent, contact: SimContact): boolean {
  if (!isOpenForWork(agent) || agent.heldFor !== undefined || agent.wrappingUp.length > 0) return false
  if (contact.talks.some((talk) => talk.agent === agent)) return false
  if (agent.talking.length === 0) return true
  return (
    isTyped(contact.channel) &&
    agent.talking.length < agent.concurrency &&
    agent.talking.every((talk) => isTyped(talk.contact.channel))
  )
}

export function isTyped(channel: Channel): boolean {
  return channel === 'chat' || channel === 'social'
}

function alert(centre: Centre, contact: SimContact, agent: SimAgent): void {
  contact.alertedTo = agent
  contact.alerts += 1
  agent.heldFor = contact
  tell(centre, 'contact.alerted', { contact: contact.id, agent: agent.id, ...inQueue(contact) })
  const step = { contact, agent, alert: contact.alerts }
  if (chance(centre.random, MISSED)) inSeconds(centre, uniform(centre.random, 12, 18), { do: 'missAlert', ...step })
  else inSeconds(centre, ringSeconds(centre), { do: 'answer', ...step })
}

function ringSeconds(centre: Centre): number {
  return Math.min(12, 1 + logNormal(centre.random, 2.4, 0.6))
}

/** The alert times out, and the contact goes on waiting since its first enqueue. */
export function missAlert(centre: Centre, { contact, agent, alert }: StepTo<'missAlert'>): void {
  if (contact.alertedTo !== agent || contact.alerts !== alert) return
  tell(centre, 'contact.alertTimedOut', { contact: contact.id, agent: agent.id, ...inQueue(contact) })
  contact.alertedTo = undefined
  contact.missedBy = agent
  agent.heldFor = undefined
  if (chance(centre.random, SET_ASIDE)) {
    standAside(centre, agent, { reason: 'No answer', seconds: 15 + exponential(centre.random, 40) })
  } else settleAgent(centre, agent)
  routeSoon(centre)
}

function inQueue(contact: SimContact): { queue?: string } {
  return contact.queue === undefined ? {} : { queue: contact.queue.profile.id }
}
