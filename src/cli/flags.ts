/** Values of command-line options, checked, with a text that says how to mend them. */
import { InvalidArgumentError } from 'commander'
import {
  days,
  durationMs,
  hours,
  minutes,
  parseInstant,
  seconds,
  type DurationMs,
  type EpochMs,
} from '../core/units.ts'
import { isZone } from '../formats/localTime.ts'

/** @throws InvalidArgumentError like every function here: commander says which option it was */
export function positiveNumber(value: string): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('Write a number above 0, such as 2 or 0.5.')
}

export function numberFromZero(value: string): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  throw new InvalidArgumentError('Write a number from 0 on.')
}

export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (value.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
  }
}

export function instant(value: string): EpochMs {
  const at = parseInstant(value)
  if (at !== undefined) return at
  throw new InvalidArgumentError('Write an instant with its zone, such as 2026-03-02T09:00:00Z.')
}

const UNITS = { ms: durationMs, s: seconds, m: minutes, h: hours, d: days } as const

/** `90s`, `15m`, `1h30m`, `2d`. */
export function duration(value: string): DurationMs {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)]
  if (parts.length > 0 && parts.map(([part]) => part).join('') === value) {
    return durationMs(parts.reduce((sum, part) => sum + partMs(part), 0))
  }
  throw new InvalidArgumentError('Write a length of time with its unit, such as 90s, 15m, 1h30m or 2d.')
}

function partMs([, number, unit]: readonly string[]): number {
  return Math.round(UNITS[unit as keyof typeof UNITS](Number(number)))
}

/** `HH:MM` as the time since midnight. */
export function timeOfDay(value: string): DurationMs {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(value) ?? []
  if (hour !== undefined && minute !== undefined) return minutes(Number(hour) * 60 + Number(minute))
  throw new InvalidArgumentError('Write a time of day, such as 10:30.')
}

/** One token of a NATS subject (contract part 1). */
export function siteName(value: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(value)) return value
  throw new InvalidArgumentError('A site is 1 to 64 letters, digits, - or _.')
}

export function zone(value: string): string {
  if (isZone(value)) return value
  throw new InvalidArgumentError('It is no IANA time zone: write one such as Europe/London or UTC.')
}
