/** One question: the log as folded, and the instant it is asked about. */
import type { SiteConfig } from '../../../src/core/site.ts'
import type { WINDOWS } from './windows.ts'
import { DAY, HOUR, MEMORY, MINUTE } from './arithmetic.ts'
import type { Folded } from './delivery.ts'
import type { Contact, History, Segment } from './history.ts'
import type { Intake } from './intake.ts'
import { dayStart } from './siteTime.ts'

export interface Moment {
  readonly asOf: number
  readonly zone: string
  readonly config: SiteConfig
  readonly intake: Intake
  /** What has taken effect by asOf, in folding order (F14). */
  readonly ordered: readonly Folded[]
  readonly history: History
  /** The newest folded event time. */
  readonly newest: number
}

/** A span of event time: `(after, until]`. */
export interface Span {
  readonly after: number
  readonly until: number
}

export function holds(span: Span, at: number): boolean {
  return at > span.after && at <= span.until
}

/** N2: sliding windows are `(asOf − W, asOf]`; the day includes its first instant. */
export function spanOf(moment: Moment, name: (typeof WINDOWS)[number]): Span {
  return {
    after: name === 'day' ? today(moment) - 1 : moment.asOf - Number.parseInt(name) * MINUTE,
    until: moment.asOf,
  }
}

export function today(moment: Moment): number {
  return dayStart(moment.asOf, moment.zone)
}

/** Did it happen in the site day of asOf? */
export function isToday(moment: Moment, at: number): boolean {
  return holds(spanOf(moment, 'day'), at)
}

/** Did the segment wait at `at`? What ends at an instant waits no more at it. */
export function waitsAt(segment: Segment, at: number): boolean {
  return segment.enqueuedAt <= at && (segment.endedAt ?? segment.forgottenAt ?? Infinity) > at
}

/** F9: when the wait passes a limit. */
export function passesAt(segment: Segment, limit: 'answerWithinMs' | 'waitPromiseMs'): number {
  return segment.enqueuedAt + segment.settings[limit] + 1
}

/** F9: the instants at which a still waiting segment passed the limit, whatever became of it. */
export function breachOf(segment: Segment, limit: 'answerWithinMs' | 'waitPromiseMs'): number | undefined {
  const at = passesAt(segment, limit)
  return (segment.endedAt ?? segment.forgottenAt ?? Infinity) >= at ? at : undefined
}

/** F12: is the contact's last event by `at` longer ago than its channel's limit? */
export function isSuspect(moment: Moment, contact: Contact | undefined, at: number): boolean {
  const last = lastTouch(contact, at)
  if (last === undefined) return false
  const configured = moment.config.suspectAfterMs ?? {}
  const usual = last.channel === 'voice' || last.channel === 'callback' ? 4 * HOUR : DAY
  return at - last.at > (new Map(Object.entries(configured)).get(last.channel) ?? usual)
}

export function lastTouch(contact: Contact | undefined, at: number): { at: number; channel: string } | undefined {
  return contact?.touches
    .filter((touch) => touch.at <= at)
    .sort((a, b) => a.at - b.at)
    .at(-1)
}

/** F16: named within the last 7 days of site event time. */
export function isRemembered(moment: Moment, namedAt: number): boolean {
  return moment.newest - namedAt <= MEMORY
}
