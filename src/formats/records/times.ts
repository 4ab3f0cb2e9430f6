/** The instants of a row: from columns with date and time, or with a time whose date stands elsewhere. */
import { epochMs, later, parseInstant, type EpochMs } from '../../core/units.ts'
import { LocalTime, type LocalDateTime } from '../localTime.ts'
import { durationIn, type Columns } from './columns.ts'
import type { InstantSpec, RecordMap } from './map.ts'
import { patternOf, type Pattern, type TimeParts } from './patterns.ts'

type Row = readonly string[]
type DateParts = Pick<TimeParts, 'year' | 'month' | 'day'>
/** Undefined: the row does not say. Text: what is wrong with what it says. */
export type Said<T> = T | undefined | { readonly bad: string }
export type InstantReader = (row: Row, near?: EpochMs) => Said<EpochMs>

export class RowTimes {
  readonly #columns: Columns
  readonly #localTime: LocalTime
  readonly #dateOf: ((row: Row) => Said<DateParts>) | undefined
  readonly #anchor: InstantReader | undefined

  /** @throws RangeError when the zone is none */
  constructor(columns: Columns, map: RecordMap, zone: string) {
    this.#columns = columns
    this.#localTime = new LocalTime(zone)
    this.#dateOf = map.date === undefined ? undefined : this.#date(map.date)
    this.#anchor = map.date?.of === undefined ? undefined : this.instant(map.date.of)
  }

  /** The instant to whose day the row's date belongs: where the reading of its times starts. */
  anchor(row: Row): EpochMs | undefined {
    const at = this.#anchor?.(row)
    return typeof at === 'number' ? at : undefined
  }

  /** Reads one column; of the instants that a local time can mean, the one nearest to `near`. */
  instant(spec: InstantSpec): InstantReader {
    const field = this.#columns.field(spec.column, spec.none)
    const minus = (spec.minus ?? []).map((duration) => durationIn(this.#columns, duration))
    const read = this.#reading(spec)
    return (row, near) => {
      const text = field(row)
      if (text === '') return undefined
      const at = read(text, row, near)
      if (typeof at !== 'number') return at ?? { bad: `${spec.column} '${text}' is no time of format ${spec.format}` }
      const before = minus.reduce((sum, duration) => sum + (duration(row) ?? 0), 0)
      return Number.isNaN(before) ? { bad: `${spec.column} minus something that is no duration` } : later(at, -before)
    }
  }

  #reading(spec: InstantSpec): (text: string, row: Row, near: EpochMs | undefined) => Said<EpochMs> {
    if (spec.format === 'epochSeconds') return (text) => epochIn(text, 1000)
    if (spec.format === 'epochMs') return (text) => epochIn(text, 1)
    if (spec.format === 'rfc3339') return (text) => parseInstant(text)
    const pattern = patternOf(spec.format)
    if (pattern === undefined) this.#problem(spec.format)
    else if (!pattern.hasTime) this.#columns.problem(`format '${spec.format}' has no time of day`)
    else if (pattern.hasDate) return (text, _row, near) => nearest(this.#localInstants(pattern.read(text), [0]), near)
    else if (this.#dateOf === undefined)
      this.#columns.problem(`format '${spec.format}' has no date, and the map names no date column`)
    else return this.#timeOfDay(pattern, this.#dateOf)
    return () => undefined
  }

  /** [CR5] A time without a date is of the day that brings it nearest to `near`; without `near`, of the row's date. */
  #timeOfDay(pattern: Pattern, dateOf: (row: Row) => Said<DateParts>) {
    return (text: string, row: Row, near: EpochMs | undefined): Said<EpochMs> => {
      const time = pattern.read(text)
      if (time === undefined) return undefined
      const date = dateOf(row)
      if (date === undefined) return { bad: 'the row has no date' }
      if ('bad' in date) return date
      return nearest(this.#localInstants({ ...time, ...date }, near === undefined ? [0] : [-1, 0, 1]), near)
    }
  }

  #date({ column, format }: { column: string | number; format: string }): (row: Row) => Said<DateParts> {
    const field = this.#columns.field(column)
    const pattern = patternOf(format)
    if (pattern === undefined || !pattern.hasDate) this.#problem(format)
    return (row) => {
      const { year, month, day } = pattern?.read(field(row)) ?? {}
      if (year === undefined || month === undefined || day === undefined)
        return { bad: `${column} '${field(row)}' is no date of format ${format}` }
      return { year, month, day }
    }
  }

  /** [CR5] Hours from 24 on are those of the next day. */
  #localInstants(parts: Partial<TimeParts> | undefined, days: readonly number[]): readonly EpochMs[] {
    const { year, month, day, hour, minute, second = 0, millisecond = 0 } = parts ?? {}
    if (year === undefined || month === undefined || day === undefined) return []
    if (hour === undefined || minute === undefined || hour >= 48) return []
    const local: LocalDateTime = { year, month, day, hour: hour % 24, minute, second, millisecond }
    return days.flatMap((add) => this.#localTime.instants(local, add + (hour >= 24 ? 1 : 0)))
  }

  #problem(format: string): void {
    this.#columns.problem(
      `format '${format}' is not understood: write epochSeconds, epochMs, rfc3339 or a pattern such as yyyy-MM-dd HH:mm:ss`,
    )
  }
}

function epochIn(text: string, unitMs: number): EpochMs | undefined {
  return /^\d{1,14}(?:\.\d{1,9})?$/.test(text) ? epochMs(Math.round(Number(text) * unitMs)) : undefined
}

function nearest(instants: readonly EpochMs[], near: EpochMs | undefined): EpochMs | undefined {
  if (near === undefined) return instants[0]
  return instants.reduce<EpochMs | undefined>(
    (best, at) => (best === undefined || Math.abs(at - near) < Math.abs(best - near) ? at : best),
    undefined,
  )
}
