/**
 * The units every layer counts in. Brands keep an instant from being added to another instant and a
 * duration from being taken for one; they are made here and nowhere else.
 */

declare const unit: unique symbol

/** Milliseconds since 1970-01-01T00:00:00Z: an instant of event time. */
export type EpochMs = number & { readonly [unit]: 'EpochMs' }
/** A length of time in milliseconds. */
export type DurationMs = number & { readonly [unit]: 'DurationMs' }
/** A share from 0 to 1, unrounded. */
export type Ratio = number & { readonly [unit]: 'Ratio' }

export type SiteId = string
export type ContactId = string
export type QueueId = string
export type AgentId = string
export type TeamId = string
export type TicketId = string
export type SourceId = string
export type BoardId = string

/** RFC 3339 in UTC with milliseconds, the only form an instant has outside the core. */
export type Instant = string

export function epochMs(ms: number): EpochMs {
  return ms as EpochMs
}

export function durationMs(ms: number): DurationMs {
  return ms as DurationMs
}

export function ratio(value: number): Ratio {
  return value as Ratio
}

export function seconds(n: number): DurationMs {
  return durationMs(n * 1000)
}

export function minutes(n: number): DurationMs {
  return durationMs(n * 60_000)
}

export function hours(n: number): DurationMs {
  return durationMs(n * 3_600_000)
}

export function days(n: number): DurationMs {
  return durationMs(n * 86_400_000)
}

/** The instant `by` before `at`. */
export function earlier(at: EpochMs, by: number): EpochMs {
  return (at - by) as EpochMs
}

/** The instant `by` after `at`. */
export function later(at: EpochMs, by: number): EpochMs {
  return (at + by) as EpochMs
}

/** How long from `from` to `to`; negative when `to` comes first. */
export function between(from: EpochMs, to: EpochMs): DurationMs {
  return (to - from) as DurationMs
}

/** Years 1970 to 9999: what RFC 3339 can write and a contact centre can mean. */
const LATEST = 253_402_300_799_999

/** An instant in RFC 3339, UTC, with milliseconds. @throws RangeError outside the years 0 to 9999 */
export function toInstant(at: EpochMs): Instant {
  return new Date(at).toISOString()
}

const RFC_3339 = /^(\d{4}-\d\d)-(\d\d)[Tt](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/

/** The instant that RFC 3339 text names, cut to whole milliseconds; undefined when it names none. */
export function parseInstant(text: string): EpochMs | undefined {
  return usualInstant(text) ?? anyInstant(text)
}

const USUAL_LENGTH = '2026-03-02T06:00:00.000Z'.length
const DAY_LENGTH = '2026-03-02'.length
/** The day last asked for, mostly that of the next instant. */
const lastDay = { text: '', start: 0 }

/** The form in which JavaScript writes instants, in a fifth of the time; undefined when it is another. */
function usualInstant(text: string): EpochMs | undefined {
  if (text.length !== USUAL_LENGTH || text[10] !== 'T' || text[19] !== '.' || text[23] !== 'Z') return undefined
  if (text[13] !== ':' || text[16] !== ':') return undefined
  if (!text.startsWith(lastDay.text) || lastDay.text === '') {
    const day = text.slice(0, DAY_LENGTH)
    const start = anyInstant(`${day}T00:00:00Z`)
    if (start === undefined) return undefined
    lastDay.text = day
    lastDay.start = start
  }
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const second = digits(text, 17, 19)
  const ms = digits(text, 20, 23)
  if (!(hour < 24 && minute < 60 && second < 60 && ms < 1000)) return undefined
  return epochMs(lastDay.start + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms)
}

/** The number written there; NaN when it is none. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return NaN
    number = number * 10 + digit
  }
  return number
}

function anyInstant(text: string): EpochMs | undefined {
  const parts = RFC_3339.exec(text)
  if (parts === null) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || ms < 0 || ms > LATEST) return undefined
  return isDayOf(parts[1] ?? '', Number(parts[2])) ? epochMs(ms) : undefined
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDayOf(month: string, day: number): boolean {
  return day <= 28 || new Date(Date.parse(`${month}-01`) + (day - 1) * 86_400_000).getUTCDate() === day
}

/** Ends a switch that must be exhaustive. @throws Error when reached: a bug, not bad input */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
