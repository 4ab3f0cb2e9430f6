/** Numbers and instants as people read them on a wall (percent and m:ss exist here only). */
import type { EpochMs } from '../core/units.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What stands where a measure has no base: an en dash, never a zero. */
export const NOTHING = '–'

function clockFace(wholeSeconds: number): string {
  const s = Math.max(0, wholeSeconds)
  if (s >= DAY) return `${Math.floor(s / DAY)}d`
  if (s >= HOUR) return `${Math.floor(s / HOUR)}h${pad(Math.floor((s % HOUR) / MINUTE))}`
  return `${Math.floor(s / MINUTE)}:${pad(s % MINUTE)}`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}

/** A wait or an age, counting up: rounded down. Negative counts as none. */
export function elapsed(ms: number): string {
  return clockFace(Math.floor(ms / 1000))
}

/** Time left, counting down: rounded up, so that 0:00 means now. */
export function remaining(ms: number): string {
  return clockFace(Math.ceil(ms / 1000))
}

/** Minutes while they say enough, else as any age: the calm figure. */
export function minutesSince(ms: number): { figure: string; unit?: string } {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  return minutes < 60 ? { figure: String(minutes), unit: 'min' } : { figure: elapsed(ms) }
}

/** A count: thousands as `12k` from ten thousand on, a true minus sign. */
export function count(n: number): string {
  const size = Math.abs(n)
  const text = size > 9_999 ? `${Math.floor(size / 1000)}k` : String(size)
  return n < 0 ? `−${text}` : text
}

const inPercent = new Map<string, Intl.NumberFormat>()

function percentFormat(locale: string): Intl.NumberFormat {
  const known = inPercent.get(locale)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  inPercent.set(locale, made)
  return made
}

/** toPrecision takes off what binary fractions add: 0.285 is 28.5 points. */
function wholePoints(ratio: number): number {
  const points = Math.round(Number((ratio * 100).toPrecision(12)))
  if (ratio > 0 && points === 0) return 1
  if (ratio < 1 && points === 100) return 99
  return points
}

export interface PercentOptions {
  locale?: string
  /** A ratio under this target never reads as the target: 79.9 % of 80 % is 79 %. */
  target?: number | undefined
}

function shownPoints(ratio: number, target: number | undefined): number {
  const points = wholePoints(ratio)
  if (target === undefined || ratio >= target) return points
  return Math.max(ratio > 0 ? 1 : 0, Math.min(points, wholePoints(target) - 1))
}

export interface PercentPart {
  sign: boolean
  text: string
}

/** A whole percentage in the language's order and spacing, its sign apart so that it can be set smaller. */
export function percentParts(ratio: number, { locale = 'en', target }: PercentOptions = {}): PercentPart[] {
  return percentFormat(locale)
    .formatToParts(shownPoints(ratio, target) / 100)
    .map(({ type, value }) => ({ sign: type === 'percentSign' || type === 'literal', text: value.replace('-', '−') }))
}

/** A whole percentage: never 100 % under it, never 0 % over it. */
export function percent(ratio: number, options: PercentOptions = {}): string {
  return percentParts(ratio, options)
    .map(({ text }) => text)
    .join('')
}

interface ZoneFormats {
  time: Intl.DateTimeFormat
  minute: Intl.DateTimeFormat
  day: Intl.DateTimeFormat
  british: Intl.DateTimeFormat
  american: Intl.DateTimeFormat
  offset: Intl.DateTimeFormat
}

const zones = new Map<string, ZoneFormats>()

function zoneFormats(zone: string): ZoneFormats {
  const known = zones.get(zone)
  if (known !== undefined) return known
  const hourMinute = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const made = {
    time: new Intl.DateTimeFormat('en-GB', { ...hourMinute, second: '2-digit' }),
    minute: new Intl.DateTimeFormat('en-GB', hourMinute),
    day: new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }),
    british: new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }),
    american: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }),
    offset: new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }),
  }
  zones.set(zone, made)
  return made
}

/** `10:42:18` at the site. */
export function clockTime(at: EpochMs, zone: string): string {
  return zoneFormats(zone).time.format(at)
}

/** `10:42` at the site. */
export function minuteTime(at: EpochMs, zone: string): string {
  return zoneFormats(zone).minute.format(at)
}

/** `Tue 14 Oct` at the site. */
export function dayText(at: EpochMs, zone: string): string {
  return zoneFormats(zone).day.format(at).replace(',', '')
}

/** Letters that name more than one zone: an offset says which. */
const AMBIGUOUS = new Set(['CST', 'CDT', 'IST', 'AST', 'ADT', 'SST', 'WST', 'PST', 'EST', 'EDT', 'MST', 'ECT', 'GST'])
const US_ZONES = /^(America\/(New_York|Detroit|Chicago|Denver|Phoenix|Los_Angeles)|US\/)/

function zoneName(format: Intl.DateTimeFormat, at: EpochMs): string {
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** The zone's abbreviation at that instant (`BST`), or `UTC+2` where letters would be ambiguous. */
export function zoneAbbreviation(at: EpochMs, zone: string): string {
  const formats = zoneFormats(zone)
  if (US_ZONES.test(zone)) return zoneName(formats.american, at)
  const name = zoneName(formats.british, at)
  if (/^[A-Z]{3,5}$/.test(name) && !AMBIGUOUS.has(name)) return name
  return zoneName(formats.offset, at).replace('GMT', 'UTC').replace('-', '−')
}
