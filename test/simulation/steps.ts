/** A day as steps: a message of the log is read, or the view is asked for. */
import type { Day } from './days.ts'
import type { Delivery } from './oracle/delivery.ts'
import { dayStart } from './oracle/siteTime.ts'
import { chance, type Chance } from './random.ts'

/** Questions along the way as a wall asks them, or far beyond what was heard. */
export type Way = 'live' | 'jumping'

export type Step = Delivery | { readonly askAt: number }

export function isQuestion(step: Step): step is { readonly askAt: number } {
  return 'askAt' in step
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The day with questions strewn in: live ones along the way, or, when jumping, far beyond what was heard. */
export function stepsOf(day: Day, questions: number, way: Way): Step[] {
  const by = chance(day.seed ^ 0x5f3759df)
  const { deliveries } = day
  const places = Array.from({ length: questions - 1 }, () => by.whole(1, deliveries.length))
  let newest = 0
  const steps = deliveries.flatMap((delivery, index): Step[] => {
    newest = Math.max(newest, Math.min(delivery.event.time, delivery.storedAt ?? Infinity))
    const asked = places.filter((place) => place === index + 1)
    return [delivery, ...asked.map(() => ({ askAt: instantOf(day, by, newest, way) }))]
  })
  return [...steps, { askAt: instantOf(day, by, newest, way) }]
}

/** An instant to ask about: any, or an edge of something. */
function instantOf(day: Day, by: Chance, newest: number, way: Way): number {
  if (way === 'jumping') return newest + by.pick([0, HOUR, 4 * HOUR + 1, 5 * HOUR, 25 * HOUR, by.whole(0, 30 * HOUR)])
  if (by.often(0.4)) return newest + by.pick([0, 1, 999, by.whole(0, 5 * MINUTE), by.whole(0, 2 * HOUR)])
  const near = day.deliveries
    .map(({ event }) => event.time)
    .filter((time) => time <= newest && time > newest - 2 * HOUR)
  const edge =
    (near.length === 0 ? newest : by.pick(near)) +
    by.pick([0, 0, 5_000, 20_000, 60_000, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 4 * HOUR, 10 * MINUTE]) +
    by.pick([-1, 0, 1])
  const midnight = dayStart(newest + 12 * HOUR, day.config.zone ?? 'UTC') + by.pick([-1, 0, 1])
  const chosen = by.often(0.2) ? midnight : edge
  return Math.max(newest, chosen)
}
