/** When a queue is open: local hours by weekday, and how much of a span lies in them. */
import type { EpochMs } from '../units.ts'
import type { SiteCalendar } from './siteDay.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Open on these days from one local time of day to another, `HH:MM`. */
export interface OpeningSpan {
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
}

/** Open time between two instants, ms: business hours of a ticket. */
export function openMs(calendar: SiteCalendar, hours: readonly OpeningSpan[], from: EpochMs, to: EpochMs): number {
  let sum = 0
  for (let day = calendar.dayOf(from); day.start < to; day = calendar.dayOf(day.end)) {
    const weekday = WEEKDAYS[calendar.weekdayOf(day.start)]
    for (const span of hours) {
      if (weekday === undefined || !span.days.includes(weekday)) continue
      const opens = calendar.timeOfDay(day, span.from)
      const closes = calendar.timeOfDay(day, span.to)
      sum += Math.max(0, Math.min(closes, to) - Math.max(opens, from))
    }
  }
  return sum
}
