/** Transfers: blind into a queue, attended by way of a queue, or straight to a colleague. */
import { chance, pick, pickWeighted, uniform } from '../engine/random.ts'
import { inSeconds, tell, type Centre, type SimAgent, type SimQueue, type Talk } from './centre.ts'
import { hold, retrieve } from './hold.ts'
import { hasRoomFor, isTyped } from './routing.ts'
import type { StepTo } from './step.ts'
import { closeTalk } from './talks.ts'
import { joinQueue } from './waiting.ts'

export function transfer(centre: Centre, talk: Talk): void {
  const how = pickWeighted(centre.random, [
    ['blind', 0.5],
    ['attended', 0.35],
    ['toAgent', 0.15],
  ])
  const to = targetQueue(centre, talk)
  if (how === 'attended' && talk.contact.channel === 'voice') return startConsult(centre, talk, to)
  const colleague = how === 'toAgent' ? freeColleague(centre, talk) : undefined
  if (colleague === undefined) blind(centre, talk, to)
  else toAgent(centre, talk, colleague)
}

function targetQueue(centre: Centre, talk: Talk): SimQueue {
  const typed = isTyped(talk.contact.channel)
  const others = centre.queues.filter(({ profile }) => profile.id !== talk.queue?.profile.id)
  const fitting = others.filter(({ profile }) => profile.channel !== 'callback' && isTyped(profile.channel) === typed)
  return pick(centre.random, fitting.length > 0 ? fitting : others.length > 0 ? others : centre.queues)
}

function blind(centre: Centre, talk: Talk, to: SimQueue): void {
  const { contact, agent } = talk
  contact.transfers += 1
  tell(centre, 'contact.transferred', { contact: contact.id, agent: agent.id, to: to.profile.id, kind: 'blind' })
  joinQueue(centre, contact, to)
  closeTalk(centre, talk)
}

function freeColleague(centre: Centre, talk: Talk): SimAgent | undefined {
  const colleagues = centre.agents.filter(
    (agent) => agent.talking.length === 0 && agent.team === talk.agent.team && hasRoomFor(agent, talk.contact),
  )
  return colleagues.length === 0 ? undefined : pick(centre.random, colleagues)
}

function toAgent(centre: Centre, talk: Talk, colleague: SimAgent): void {
  const { contact, agent } = talk
  contact.transfers += 1
  colleague.heldFor = contact
  tell(centre, 'contact.transferred', {
    contact: contact.id,
    agent: agent.id,
    toAgent: colleague.id,
    kind: chance(centre.random, 0.5) ? 'attended' : 'blind',
  })
  inSeconds(centre, uniform(centre.random, 2, 6), { do: 'pickUp', contact, agent: colleague })
  closeTalk(centre, talk)
}

/** The customer is parked, and the contact put in a queue while its agent stays on it. */
function startConsult(centre: Centre, talk: Talk, queue: SimQueue): void {
  hold(centre, { do: 'hold', talk })
  inSeconds(centre, uniform(centre.random, 1, 4), { do: 'consult', talk, queue })
}

export function consult(centre: Centre, { talk, queue }: StepTo<'consult'>): void {
  const { contact } = talk
  if (talk.over) return
  contact.transfers += 1
  contact.consulting = talk
  tell(centre, 'contact.enqueued', { contact: contact.id, queue: queue.profile.id, channel: contact.channel })
  joinQueue(centre, contact, queue)
}

/** Both have spoken; the first agent leaves, the second goes on. */
export function handOver(centre: Centre, { from, to }: StepTo<'handOver'>): void {
  if (from.over) return
  if (to.over) {
    retrieve(centre, { do: 'retrieve', talk: from })
    return inSeconds(centre, 30, { do: 'finish', talk: from })
  }
  const { contact, agent } = from
  tell(centre, 'contact.transferred', { contact: contact.id, agent: agent.id, toAgent: to.agent.id, kind: 'attended' })
  closeTalk(centre, from)
}
