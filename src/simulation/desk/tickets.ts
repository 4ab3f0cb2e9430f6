/** Deferred work: tickets are opened all day, answered, solved, and some come back. */
import { toInstant } from '../../core/units.ts'
import { chance, exponential, logNormal, pick, uniform, whole } from '../engine/random.ts'
import { busyAt, timeOfDay } from '../world/dayCurve.ts'
import { newCustomer } from '../floor/arrivals.ts'
import { inSeconds, numbered, secondsAfter, tellFromDesk, type Centre, type SimAgent } from '../floor/centre.ts'
import type { StepTo, Ticket } from '../floor/step.ts'
import { raiseForTicket } from './escalations.ts'

/** Tickets for each contact, at the peak. */
const PER_CONTACT = 0.1
const REOPENED = 0.07
const ESCALATED = 0.03
const HOUR_SECONDS = 3600
const PRIORITIES = ['low', 'normal', 'normal', 'normal', 'high', 'urgent'] as const

export function planTicket(centre: Centre): void {
  const peak = centre.queues.reduce((sum, { peakPerHour }) => sum + peakPerHour, 0) * PER_CONTACT
  inSeconds(centre, exponential(centre.random, HOUR_SECONDS / peak), { do: 'openTicket' })
}

export function openTicket(centre: Centre): void {
  planTicket(centre)
  const { random } = centre
  if (!chance(random, busyAt(timeOfDay(centre.now, centre.zoneOffsetMs)))) return
  const queue = pick(random, centre.queues)
  const id = `t-${centre.run}-${numbered(++centre.numbers.ticket, 5)}`
  const ticket: Ticket = { id, queue, customer: newCustomer(centre), reopened: 0 }
  tellFromDesk(centre, 'ticket.opened', {
    ticket: id,
    queue: queue.profile.id,
    priority: pick(random, PRIORITIES),
    customer: ticket.customer,
    firstReplyDue: toInstant(secondsAfter(centre, HOUR_SECONDS)),
    resolveDue: toInstant(secondsAfter(centre, 8 * HOUR_SECONDS)),
  })
  inSeconds(centre, logNormal(random, 1500, 0.9), { do: 'replyTicket', ticket })
}

export function replyTicket(centre: Centre, step: StepTo<'replyTicket'>): void {
  const agent = someoneAtWork(centre)
  // Nobody is there at night: the ticket waits.
  if (agent === undefined) return inSeconds(centre, HOUR_SECONDS / 2, step)
  const { ticket } = step
  tellFromDesk(centre, 'ticket.replied', { ticket: ticket.id, agent: agent.id })
  inSeconds(centre, logNormal(centre.random, 5400, 1), { do: 'resolveTicket', ticket })
}

export function resolveTicket(centre: Centre, { ticket }: StepTo<'resolveTicket'>): void {
  const { random } = centre
  const agent = someoneAtWork(centre)
  tellFromDesk(centre, 'ticket.resolved', { ticket: ticket.id, ...(agent === undefined ? {} : { agent: agent.id }) })
  if (chance(random, 0.3)) inSeconds(centre, uniform(random, 60, 900), { do: 'surveyTicket', ticket })
  if (chance(random, ESCALATED)) raiseForTicket(centre, ticket, agent)
  const returns = ticket.reopened < 2 && chance(random, REOPENED)
  const hours = returns ? uniform(random, 0.2, 5) : whole(random, 2, 4)
  inSeconds(centre, hours * HOUR_SECONDS, { do: 'afterResolved', ticket, then: returns ? 'reopen' : 'close' })
}

export function afterResolved(centre: Centre, { ticket, then }: StepTo<'afterResolved'>): void {
  if (then === 'close') return tellFromDesk(centre, 'ticket.closed', { ticket: ticket.id })
  ticket.reopened += 1
  tellFromDesk(centre, 'ticket.reopened', { ticket: ticket.id })
  inSeconds(centre, logNormal(centre.random, 1200, 0.8), { do: 'replyTicket', ticket })
}

function someoneAtWork(centre: Centre): SimAgent | undefined {
  const { random, agents } = centre
  // A few tries beat listing all who are at work.
  for (let tries = 0; tries < 8; tries++) {
    const agent = pick(random, agents)
    if (agent.said !== 'offline') return agent
  }
  return agents.find(({ said }) => said !== 'offline')
}
