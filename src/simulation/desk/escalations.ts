/** An agent asks for a lead: raised, claimed, at times given back, and resolved. Nothing piles up. */
import { chance, exponential, logNormal, pick, uniform } from '../engine/random.ts'
import { inSeconds, numbered, tellFromDesk, type Centre, type SimAgent } from '../floor/centre.ts'
import type { Escalation, StepTo, Ticket } from '../floor/step.ts'
import { LEADS } from '../world/names.ts'

const REASONS = [
  ['Refund above agent limit', 'critical', 'Duplicate charge, needs a second signature.'],
  ['Caller asks for a manager', 'warning', 'Third call today.'],
  ['Cannot verify identity', 'warning', undefined],
  ['Line down at a care home', 'critical', 'Vulnerable customer.'],
  ['Parcel opened, claim disputed', 'warning', undefined],
  ['Threatens legal action', 'critical', undefined],
  ['System does not take the order', 'warning', 'Same error three times.'],
] as const
const TICKET_REASONS = ['Waiting for legal wording', 'Promise to the customer cannot be kept'] as const
const RELEASED = 0.1

export function escalate(centre: Centre, { talk }: StepTo<'escalate'>): void {
  if (talk.over) return
  const [reason, severity, note] = pick(centre.random, REASONS)
  const escalation = newEscalation(centre)
  tellFromDesk(centre, 'escalation.raised', {
    escalation: escalation.id,
    reason,
    severity,
    contact: talk.contact.id,
    agent: talk.agent.id,
    level: severity === 'critical' ? 2 : 1,
    ...(talk.queue === undefined ? {} : { queue: talk.queue.profile.id }),
    ...(note === undefined ? {} : { note }),
  })
}

export function raiseForTicket(centre: Centre, ticket: Ticket, agent: SimAgent | undefined): void {
  const escalation = newEscalation(centre)
  tellFromDesk(centre, 'escalation.raised', {
    escalation: escalation.id,
    reason: pick(centre.random, TICKET_REASONS),
    severity: 'warning',
    ticket: ticket.id,
    queue: ticket.queue.profile.id,
    level: 1,
    ...(agent === undefined ? {} : { agent: agent.id }),
  })
}

function newEscalation(centre: Centre): Escalation {
  const escalation = { id: `x-${centre.run}-${numbered(++centre.numbers.escalation, 4)}`, released: 0 }
  inSeconds(centre, 10 + exponential(centre.random, 110), { do: 'claim', escalation })
  return escalation
}

export function claim(centre: Centre, { escalation }: StepTo<'claim'>): void {
  const { random } = centre
  const by = pick(random, LEADS)
  tellFromDesk(centre, 'escalation.claimed', { escalation: escalation.id, by })
  const gives = escalation.released === 0 && chance(random, RELEASED)
  if (gives) inSeconds(centre, uniform(random, 20, 120), { do: 'release', escalation, by })
  else inSeconds(centre, logNormal(random, 420, 0.7), { do: 'settle', escalation, by })
}

export function release(centre: Centre, { escalation, by }: StepTo<'release'>): void {
  escalation.released += 1
  tellFromDesk(centre, 'escalation.released', { escalation: escalation.id, by, note: 'On another case' })
  inSeconds(centre, exponential(centre.random, 60), { do: 'claim', escalation })
}

export function settle(centre: Centre, { escalation, by }: StepTo<'settle'>): void {
  tellFromDesk(centre, 'escalation.resolved', { escalation: escalation.id, by })
}
