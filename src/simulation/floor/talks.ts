/** One agent's talk ends, and the wrap-up after it. */
import { chance, logNormal, pick, uniform } from '../engine/random.ts'
import { isFree, settleAgent, startPaperwork } from './agentDay.ts'
import { plan, tell, type Centre, type SimAgent, type Talk } from './centre.ts'
import type { StepTo } from './step.ts'

/** Share of a handle that is wrap-up. */
export const WRAP_UP_SHARE = 0.18
const CODES = ['Solved', 'Follow-up', 'Information', 'Order', 'Refund', 'Complaint', 'Wrong queue'] as const
/** Writing things down goes on after the wrap-up of the contact itself. */
const PAPERWORK = 0.015

/** The event that ends it has been told. */
export function closeTalk(centre: Centre, talk: Talk, options: { readonly wrapUp: boolean } = { wrapUp: true }): void {
  const { agent, contact } = talk
  talk.over = true
  remove(agent.talking, talk)
  remove(contact.talks, talk)
  if (!options.wrapUp) return settleAgent(centre, agent)
  agent.wrappingUp.push(talk)
  const mean = talk.talkMs * (WRAP_UP_SHARE / (1 - WRAP_UP_SHARE))
  plan(centre, Math.max(2000, 0.5 * mean + logNormal(centre.random, 0.5 * mean, 0.7)), { do: 'wrapUp', talk })
}

/** Wrap-up is over, said or unsaid: whoever goes on a break says only that. */
export function endWrapUp(centre: Centre, { talk }: StepTo<'wrapUp'>): void {
  const { agent, contact } = talk
  if (!agent.wrappingUp.includes(talk)) return
  if (isUnsaid(centre, agent)) {
    agent.wrappingUp = []
    return settleAgent(centre, agent)
  }
  remove(agent.wrappingUp, talk)
  tell(centre, 'contact.wrappedUp', {
    contact: contact.id,
    agent: agent.id,
    ...(chance(centre.random, 0.9) ? { code: pick(centre.random, CODES) } : {}),
  })
  if (isFree(agent) && chance(centre.random, PAPERWORK)) {
    return startPaperwork(centre, agent, uniform(centre.random, 15, 50))
  }
  settleAgent(centre, agent)
}

function isUnsaid(centre: Centre, agent: SimAgent): boolean {
  const goes = agent.said === 'available' && (agent.leaving || agent.pauseDue !== undefined)
  return goes && agent.talking.length === 0 && agent.heldFor === undefined && chance(centre.random, 0.4)
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}
