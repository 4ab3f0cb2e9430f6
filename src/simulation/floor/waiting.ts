/** Contacts wait: they join a queue, and leave it unanswered when patience or the house's rules end the wait. */
import type { EventData } from '../../core/events/event.ts'
import { chance, exponential, pick, uniform } from '../engine/random.ts'
import { settleAgent } from './agentDay.ts'
import { inSeconds, plan, routeSoon, tell, type Centre, type SimContact, type SimQueue } from './centre.ts'
import type { Leaving, StepTo } from './step.ts'
import { closeTalk } from './talks.ts'

/** Some hang up within the announcement. */
const SHORT_ABANDONS = 0.025
const TAKES_OFFER = 0.3
const OVERFLOWS = 0.7
const LONGEST_WAIT_SECONDS = 600

/** The caller has told the event that puts it there. */
export function joinQueue(centre: Centre, contact: SimContact, queue: SimQueue): void {
  contact.queue = queue
  contact.since = centre.now
  contact.stay += 1
  contact.missedBy = undefined
  queue.waiting.push(contact)
  const { seconds, how } = soonest(waysOut(centre, contact, queue))
  inSeconds(centre, seconds, { do: 'leave', contact, stay: contact.stay, how })
  routeSoon(centre)
}

/** Takes it out of its queue, and from the agent it alerts; answered or not. */
export function endWait(centre: Centre, contact: SimContact): void {
  const waiting = contact.queue?.waiting ?? []
  const at = waiting.indexOf(contact)
  if (at >= 0) waiting.splice(at, 1)
  contact.queue = undefined
  const agent = contact.alertedTo
  contact.alertedTo = undefined
  if (agent === undefined) return
  agent.heldFor = undefined
  settleAgent(centre, agent)
}

export function leave(centre: Centre, step: StepTo<'leave'>): void {
  const { contact, stay, how } = step
  const { queue } = contact
  if (queue === undefined || contact.stay !== stay) return
  // An alerting contact is not taken away by rule, only by the customer.
  if (contact.alertedTo !== undefined && how !== 'abandon' && how !== 'hangUp') {
    plan(centre, 10_000, step)
    return
  }
  endWait(centre, contact)
  LEAVE[how](centre, contact, queue)
}

const LEAVE: { readonly [K in Leaving]: (centre: Centre, contact: SimContact, queue: SimQueue) => void } = {
  abandon(centre, contact, queue) {
    // Some systems say that the contact ended, and leave it to the reader that nobody had answered.
    if (chance(centre.random, 0.05)) tell(centre, 'contact.ended', { contact: contact.id, endedBy: 'customer' })
    else tell(centre, 'contact.abandoned', { contact: contact.id, queue: queue.profile.id })
  },
  overflow(centre, contact, queue) {
    const to = overflowTarget(centre, queue)
    flowOut(centre, contact, queue, { reason: 'overflow', ...(to === undefined ? {} : { to: to.profile.id }) })
    contact.overflowed = true
    if (to !== undefined) joinQueue(centre, contact, to)
  },
  callback(centre, contact, queue) {
    flowOut(centre, contact, queue, { reason: 'callback' })
    inSeconds(centre, uniform(centre.random, 240, 1200), { do: 'callBack', customer: contact.customer, queue })
  },
  timeout: (centre, contact, queue) => flowOut(centre, contact, queue, { reason: 'timeout' }),
  voicemail: (centre, contact, queue) => flowOut(centre, contact, queue, { reason: 'voicemail' }),
  key: (centre, contact, queue) => flowOut(centre, contact, queue, { reason: 'key' }),
  empty: (centre, contact, queue) => flowOut(centre, contact, queue, { reason: 'empty' }),
  withdraw(centre, contact, queue) {
    flowOut(centre, contact, queue, { reason: 'system' })
    const talk = contact.consulting
    contact.consulting = undefined
    if (talk === undefined || talk.over) return
    inSeconds(centre, 2, { do: 'retrieve', talk })
    inSeconds(centre, uniform(centre.random, 20, 90), { do: 'finish', talk })
  },
  hangUp(centre, contact) {
    tell(centre, 'contact.ended', { contact: contact.id, endedBy: 'customer' })
    contact.consulting = undefined
    for (const talk of [...contact.talks]) closeTalk(centre, talk)
  },
}

function flowOut(
  centre: Centre,
  contact: SimContact,
  queue: SimQueue,
  how: Pick<EventData<'contact.flowedOut'>, 'reason' | 'to'>,
): void {
  tell(centre, 'contact.flowedOut', { contact: contact.id, queue: queue.profile.id, ...how })
}

interface WayOut {
  readonly how: Leaving
  readonly seconds: number
}

/** Every way this wait could end, and when; only the soonest is planned. */
function waysOut(centre: Centre, contact: SimContact, queue: SimQueue): readonly WayOut[] {
  const { random } = centre
  const { profile } = queue
  if (contact.consulting !== undefined) {
    return [
      { how: 'withdraw', seconds: uniform(random, 45, 120) },
      { how: 'hangUp', seconds: exponential(random, 600) },
    ]
  }
  const ways: WayOut[] = [patience(centre, profile.patienceSeconds), { how: 'timeout', seconds: LONGEST_WAIT_SECONDS }]
  if (!queue.members.some((agent) => agent.said !== 'offline')) {
    ways.push({ how: 'empty', seconds: uniform(random, 4, 9) })
  }
  if (profile.overflow !== undefined && !contact.overflowed && chance(random, OVERFLOWS)) {
    ways.push({ how: 'overflow', seconds: profile.overflow.afterSeconds })
  }
  if (profile.offers !== undefined && contact.channel === 'voice' && chance(random, TAKES_OFFER)) {
    ways.push({ how: pick(random, profile.offers), seconds: uniform(random, 40, 100) })
  }
  return ways
}

function patience(centre: Centre, meanSeconds: number): WayOut {
  const { random } = centre
  const short = chance(random, SHORT_ABANDONS)
  return { how: 'abandon', seconds: short ? uniform(random, 0.8, 5) : 3 + exponential(random, meanSeconds) }
}

function soonest(ways: readonly WayOut[]): WayOut {
  return ways.reduce((first, way) => (way.seconds < first.seconds ? way : first))
}

function overflowTarget(centre: Centre, queue: SimQueue): SimQueue | undefined {
  return centre.queues.find(({ profile }) => profile.id === queue.profile.overflow?.to)
}
