/** One line of a queue log in its fields, from the log file itself or from an export of the realtime table. */
import { parse } from 'csv-parse/sync'
import { epochMs, parseInstant, type EpochMs } from '../../core/units.ts'
import { firstNotBefore, LocalTime } from '../localTime.ts'

export interface LogLine {
  readonly at: EpochMs
  readonly callId: string
  readonly queue: string
  readonly agent: string
  readonly event: string
  /** What follows the event's name; what is missing reads as undefined. */
  readonly data: readonly string[]
}

export type ReadLine = { readonly line: LogLine } | { readonly ignored: 'blank' | 'header' } | { readonly bad: string }

/** Names that exports give the columns. */
const COLUMNS = {
  time: ['time'],
  callId: ['callid'],
  queue: ['queuename', 'queue_name', 'queue'],
  agent: ['agent'],
  event: ['event'],
} as const
const DATA_COLUMN = /^data\d?$/
const EPOCH_SECONDS = /^\d{1,11}(?:\.\d{1,9})?$/
const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/

interface Header {
  readonly delimiter: string
  readonly time: number
  readonly callId: number
  readonly queue: number
  readonly agent: number
  readonly event: number
  readonly data: readonly number[]
}

/** Reads lines in file order: it learns the columns from a header and which of two local times is meant from the line before. */
export class LogReader {
  readonly #localTime: LocalTime
  #first = true
  #header: Header | undefined
  #newest: EpochMs | undefined

  constructor(zone: string) {
    this.#localTime = new LocalTime(zone)
  }

  read(raw: string): ReadLine {
    const text = raw.replace(/^\uFEFF/, '').replace(/\r$/, '')
    if (text.trim() === '') return { ignored: 'blank' }
    if (this.#first) {
      this.#first = false
      this.#header = headerIn(text)
      if (this.#header !== undefined) return { ignored: 'header' }
    }
    return this.#header === undefined ? this.#readPiped(text) : this.#readRow(text, this.#header)
  }

  #readPiped(text: string): ReadLine {
    const [time, callId, queue, agent, event, ...data] = text.split('|')
    return this.#line({ time, callId, queue, agent, event, data })
  }

  #readRow(text: string, header: Header): ReadLine {
    const fields = rowFields(text, header.delimiter)
    if (fields === undefined) return { bad: 'quotes are not closed' }
    const data = header.data.flatMap((column) => (fields[column] ?? '').split('|'))
    const { time, callId, queue, agent, event } = header
    return this.#line({
      time: fields[time],
      callId: fields[callId],
      queue: fields[queue],
      agent: fields[agent],
      event: fields[event],
      data,
    })
  }

  #line(
    fields: { [K in keyof Omit<LogLine, 'at' | 'data'>]: string | undefined } & {
      time: string | undefined
      data: string[]
    },
  ): ReadLine {
    const { time, callId, queue, agent, event, data } = fields
    if (time === undefined || callId === undefined || queue === undefined || agent === undefined || !event)
      return { bad: 'fewer than the five fields time, call id, queue, agent, event' }
    const at = this.#instant(time.trim())
    if (at === undefined) return { bad: `time '${time}' is neither seconds since 1970 nor a date and time` }
    this.#newest = at
    return { line: { at, callId, queue, agent, event, data } }
  }

  #instant(time: string): EpochMs | undefined {
    if (EPOCH_SECONDS.test(time)) return epochMs(Math.trunc(Number(time) * 1000 + 1e-6))
    const local = LOCAL_TIME.exec(time)
    if (local === null) return parseInstant(time)
    const [year, month, day, hour, minute, second] = local.slice(1, 7).map(Number)
    const millisecond = Number((local[7] ?? '').padEnd(3, '0').slice(0, 3))
    // The pattern has just proved that the six numbers are there.
    const parts = { year, month, day, hour, minute, second, millisecond } as Parameters<LocalTime['instants']>[0]
    return firstNotBefore(this.#localTime.instants(parts), this.#newest)
  }
}

function headerIn(text: string): Header | undefined {
  const delimiter = [',', ';', '\t'].find((mark) => text.includes(mark))
  if (delimiter === undefined) return undefined
  const names = rowFields(text, delimiter)?.map((name) => name.trim().toLowerCase()) ?? []
  const column = (known: readonly string[]) => names.findIndex((name) => known.includes(name))
  const header = {
    delimiter,
    time: column(COLUMNS.time),
    callId: column(COLUMNS.callId),
    queue: column(COLUMNS.queue),
    agent: column(COLUMNS.agent),
    event: column(COLUMNS.event),
    data: [...names.keys()].filter((at) => DATA_COLUMN.test(names[at] ?? '')),
  }
  const { time, callId, queue, agent, event } = header
  return Math.min(time, callId, queue, agent, event) < 0 ? undefined : header
}

function rowFields(text: string, delimiter: string): string[] | undefined {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true })[0]
  } catch {
    return undefined
  }
}
