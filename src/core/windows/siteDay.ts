/**
 * The site's calendar: local days and quarter hours as instants (N2, N12). Days of 23, 23.5, 24, 24.5 and 25 h
 * and midnights that do not exist come out right because the zone's rules are asked, not computed here.
 */
import { Temporal } from 'temporal-polyfill'
import { epochMs, type EpochMs } from '../units.ts'

/** One local day: `[start, end)`. */
export interface SiteDay {
  readonly start: EpochMs
  readonly end: EpochMs
}

const QUARTER_MS = 900_000

export class SiteCalendar {
  readonly zone: string
  #day: SiteDay
  /** Around midnight two days are asked for in turn. */
  #otherDay: SiteDay

  /** @throws RangeError when `zone` is no IANA zone */
  constructor(zone: string) {
    this.zone = zone
    this.#day = this.#dayAround(epochMs(0))
    this.#otherDay = this.#day
  }

  /** The local day in which `at` lies. */
  dayOf(at: EpochMs): SiteDay {
    if (isIn(this.#day, at)) return this.#day
    const other = isIn(this.#otherDay, at) ? this.#otherDay : this.#dayAround(at)
    this.#otherDay = this.#day
    return (this.#day = other)
  }

  /** The start of the local quarter hour in which `at` lies; offsets from UTC are whole quarters of an hour everywhere. */
  quarterOf(at: EpochMs): EpochMs {
    return epochMs(Math.floor(at / QUARTER_MS) * QUARTER_MS)
  }

  /** 0 for Monday to 6 for Sunday, of the local day in which `at` lies. */
  weekdayOf(at: EpochMs): number {
    return this.#zoned(at).dayOfWeek - 1
  }

  /** The instant of a local time of day, `HH:MM`; `24:00` is the day's end, a time that is skipped moves on with the clocks. */
  timeOfDay(day: SiteDay, time: string): EpochMs {
    if (time === '24:00') return day.end
    return epochMs(this.#zoned(day.start).withPlainTime(time).epochMilliseconds)
  }

  #zoned(at: EpochMs): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zone)
  }

  #dayAround(at: EpochMs): SiteDay {
    const start = this.#zoned(at).startOfDay()
    const end = start.add({ days: 1 }).startOfDay()
    return { start: epochMs(start.epochMilliseconds), end: epochMs(end.epochMilliseconds) }
  }
}

function isIn(day: SiteDay, at: EpochMs): boolean {
  return at >= day.start && at < day.end
}
