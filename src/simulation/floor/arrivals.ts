/** Customers arrive: at random, along the day's curve, in waves, and at times all at once. */
import { epochMs, minutes } from '../../core/units.ts'
import { chance, exponential, pick, uniform, whole, type Random } from '../engine/random.ts'
import { busyAt, timeOfDay } from '../world/dayCurve.ts'
import type { Channel } from '../world/queueProfiles.ts'
import { inSeconds, numbered, plan, secondsAfter, tell, type Centre, type SimContact, type SimQueue } from './centre.ts'
import type { StepTo } from './step.ts'
import { joinQueue } from './waiting.ts'

/** Waves and surges together never exceed this many times the day's curve; arrivals are thinned from it. */
const MOST = 3
const HOUR_MS = 3_600_000
const SURGE_EVERY_SECONDS = 1100
/** So many recent customers are remembered; a few of them try again. */
const REMEMBERED = 64
const COMES_BACK = 0.08

export function planArrival(centre: Centre, queue: SimQueue): void {
  plan(centre, exponential(centre.random, HOUR_MS / (queue.peakPerHour * MOST)), { do: 'arrive', queue })
}

export function arrive(centre: Centre, { queue }: StepTo<'arrive'>): void {
  if (chance(centre.random, demand(centre, queue) / MOST)) {
    enqueueNew(centre, queue, newCustomer(centre), queue.profile.channel)
  }
  planArrival(centre, queue)
}

/** The customer who gave up the wait is called now. */
export function callBack(centre: Centre, { customer, queue }: StepTo<'callBack'>): void {
  const callbacks = centre.queues.find(({ profile }) => profile.channel === 'callback')
  enqueueNew(centre, callbacks ?? queue, customer, 'callback')
}

/** Once in a while one queue has a rush: a mailing, an outage, a bill run. */
export function surge(centre: Centre): void {
  const { random } = centre
  const queue = pick(random, centre.queues)
  queue.surge = { factor: uniform(random, 1.4, 2.1), until: secondsAfter(centre, uniform(random, 150, 420)) }
  inSeconds(centre, exponential(random, SURGE_EVERY_SECONDS) + 60, { do: 'surge' })
}

/** Demand now, relative to the peak of the queue's day. */
export function demand(centre: Centre, queue: SimQueue): number {
  const { now } = centre
  const wave = (period: number) => Math.sin((2 * Math.PI * (now % period)) / period + queue.phase)
  const waves = 1 + 0.25 * wave(minutes(31)) + 0.15 * wave(minutes(11))
  const rush = queue.surge !== undefined && now < queue.surge.until ? queue.surge.factor : 1
  return Math.min(MOST, busyAt(timeOfDay(now, centre.zoneOffsetMs)) * waves * rush)
}

function enqueueNew(centre: Centre, queue: SimQueue, customer: string, channel: Channel): void {
  const contact = newContact(centre, customer, channel)
  const { id, priority } = queue.profile
  tell(centre, 'contact.enqueued', {
    contact: contact.id,
    queue: id,
    channel,
    customer,
    ...(priority === undefined ? {} : { priority }),
  })
  joinQueue(centre, contact, queue)
}

function newContact(centre: Centre, customer: string, channel: Channel): SimContact {
  return {
    id: `c-${centre.run}-${numbered(++centre.numbers.contact, 6)}`,
    customer,
    channel,
    queue: undefined,
    since: epochMs(0),
    stay: 0,
    alertedTo: undefined,
    alerts: 0,
    missedBy: undefined,
    talks: [],
    consulting: undefined,
    transfers: 0,
    overflowed: false,
  }
}

/** Customers are known by a hash alone. */
export function newCustomer(centre: Centre): string {
  const { random, customers } = centre
  if (customers.length === REMEMBERED && chance(random, COMES_BACK)) return pick(random, customers)
  const customer = `h:${hex(random)}${hex(random)}`
  if (customers.length === REMEMBERED) customers[whole(random, 0, REMEMBERED - 1)] = customer
  else customers.push(customer)
  return customer
}

function hex(random: Random): string {
  return whole(random, 0, 0xffff).toString(16).padStart(4, '0')
}
