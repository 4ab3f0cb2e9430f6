/**
 * Local times of a zone as instants: the only file of the formats that knows time zones.
 * Rules LT1 to LT3 are in SPEC.md.
 */
import { Temporal } from 'temporal-polyfill'
import { epochMs, type EpochMs } from '../core/units.ts'

export interface LocalDateTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** Days whose first instant is remembered; a file of records has a few hundred. */
const MAX_DAYS = 4096

export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

export class LocalTime {
  readonly #zone: string
  /** First instant of a day on which the clock is not changed; undefined for all other days. */
  readonly #plainDays = new Map<string, EpochMs | undefined>()

  /** @throws RangeError when `zone` is no IANA zone: ask `isZone` first */
  constructor(zone: string) {
    if (!isZone(zone)) throw new RangeError(`no time zone '${zone}'`)
    this.#zone = zone
  }

  /** The instants that a local time, moved by whole days, can mean. */
  instants(local: LocalDateTime, addDays = 0): readonly EpochMs[] {
    const date = plainDate(local, addDays)
    const time = plainTime(local)
    if (date === undefined || time === undefined) return []
    const start = this.#plainDay(date)
    if (start === undefined) return this.#onChangingDay(date.toPlainDateTime(time))
    const seconds = local.hour * 3600 + local.minute * 60 + local.second
    return [epochMs(start + seconds * 1000 + local.millisecond)]
  }

  #plainDay(date: Temporal.PlainDate): EpochMs | undefined {
    const key = date.toString()
    if (!this.#plainDays.has(key)) {
      if (this.#plainDays.size >= MAX_DAYS) this.#plainDays.clear()
      this.#plainDays.set(key, this.#startOfPlainDay(date))
    }
    return this.#plainDays.get(key)
  }

  #startOfPlainDay(date: Temporal.PlainDate): EpochMs | undefined {
    const start = date.toZonedDateTime(this.#zone)
    const next = date.add({ days: 1 }).toZonedDateTime(this.#zone)
    const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next')
    if (change !== null && change.epochMilliseconds <= next.epochMilliseconds) return undefined
    return epochMs(start.epochMilliseconds)
  }

  #onChangingDay(local: Temporal.PlainDateTime): readonly EpochMs[] {
    const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
      local.toZonedDateTime(this.#zone, { disambiguation }),
    )
    if (earlier === undefined || later === undefined) return []
    const instants = [epochMs(earlier.epochMilliseconds), epochMs(later.epochMilliseconds)]
    const exists = earlier.toPlainDateTime().equals(local)
    return exists && instants[0] !== instants[1] ? instants : instants.slice(1)
  }
}

function plainDate(local: LocalDateTime, addDays: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(
      { year: local.year, month: local.month, day: local.day },
      { overflow: 'reject' },
    ).add({ days: addDays })
  } catch {
    return undefined
  }
}

function plainTime({ hour, minute, second, millisecond }: LocalDateTime): Temporal.PlainTime | undefined {
  try {
    return Temporal.PlainTime.from({ hour, minute, second, millisecond }, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/** [AQ3] Of the instants that a local time can mean, the first that is not before what came earlier. */
export function firstNotBefore(instants: readonly EpochMs[], earliest: EpochMs | undefined): EpochMs | undefined {
  if (earliest === undefined) return instants[0]
  return instants.find((instant) => instant >= earliest) ?? instants[0]
}
