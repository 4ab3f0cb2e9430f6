/** One record as what it tells: a contact's stay in a queue, and what came of it. */
import { later, type AgentId, type ContactId, type EpochMs, type QueueId } from '../../core/units.ts'
import { durationIn, ignoredBy, outcomeIn, type Columns, type Field } from './columns.ts'
import type { OutcomeSpec, RecordMap, SpanSpec } from './map.ts'
import { RowTimes, type InstantReader, type Said } from './times.ts'

type Row = readonly string[]
type SpanReader = (row: Row, from: EpochMs) => Said<number>

export interface Stay {
  readonly contact: ContactId
  readonly queue: QueueId
  readonly customer: string | undefined
  readonly agent: AgentId
  readonly outcome: Exclude<OutcomeSpec, { ignored: string }>
  readonly enqueuedAt: EpochMs
  /** Answered, abandoned or flowed out. */
  readonly leftAt: EpochMs
  /** End of the talk; of a contact that was not answered, `leftAt`. */
  readonly endedAt: EpochMs
}

export type RowMeaning = { readonly stay: Stay } | { readonly ignored: string } | { readonly bad: string }

/** [CR7] Clock columns of one row may disagree by so much and still mean the same moment. */
const CLOCKS_DISAGREE_MS = 2000
/** [CR8] Who answered when the record does not say. */
const UNKNOWN_AGENT = '?'

/** Reads rows by a map, once its columns are found. */
export class StayReader {
  readonly #contact: readonly Field[]
  readonly #queue: Field
  readonly #agent: Field
  readonly #customer: Field
  readonly #outcome: (row: Row) => OutcomeSpec | undefined
  readonly #ignored: (row: Row) => string | undefined
  readonly #times: RowTimes
  readonly #enqueued: readonly InstantReader[]
  readonly #wait: readonly SpanReader[]
  readonly #talk: readonly SpanReader[]

  constructor(columns: Columns, map: RecordMap, zone: string) {
    this.#contact = map.contact.map((column) => columns.field(column))
    this.#queue = columns.value(map.queue)
    this.#agent = columns.value(map.agent)
    this.#customer = columns.value(map.customer)
    this.#outcome = outcomeIn(columns, map.outcome)
    this.#ignored = ignoredBy(columns, map.ignore)
    this.#times = new RowTimes(columns, map, zone)
    this.#enqueued = map.enqueued.map((spec) => this.#times.instant(spec))
    this.#wait = map.wait.map((spec) => spanIn(columns, this.#times, spec))
    this.#talk = map.talk.map((spec) => spanIn(columns, this.#times, spec))
  }

  read(row: Row): RowMeaning {
    const ignored = this.#ignored(row)
    if (ignored !== undefined) return { ignored }
    const outcome = this.#outcome(row)
    if (outcome === undefined) return { bad: 'an outcome that the map does not name' }
    if (typeof outcome === 'object' && 'ignored' in outcome) return { ignored: outcome.ignored }
    const parts = this.#contact.map((field) => field(row))
    const queue = this.#queue(row)
    if (parts.includes('')) return { bad: 'a part of the contact id is empty' }
    if (queue === '') return { bad: 'no queue' }
    const times = this.#readTimes(row, outcome === 'answered')
    if ('bad' in times) return times
    const customer = this.#customer(row) || undefined
    return {
      stay: { contact: parts.join('-'), queue, customer, agent: this.#agent(row) || UNKNOWN_AGENT, outcome, ...times },
    }
  }

  #readTimes(row: Row, answered: boolean): Pick<Stay, 'enqueuedAt' | 'leftAt' | 'endedAt'> | { readonly bad: string } {
    const enqueuedAt = firstSaid(this.#enqueued, (read) => read(row, this.#times.anchor(row)))
    if (enqueuedAt === undefined) return { bad: 'no time at which it entered the queue' }
    if (typeof enqueuedAt === 'object') return enqueuedAt
    const waitMs = length(
      'wait',
      firstSaid(this.#wait, (read) => read(row, enqueuedAt)),
    )
    if (typeof waitMs === 'object') return waitMs
    const leftAt = later(enqueuedAt, waitMs)
    if (!answered) return { enqueuedAt, leftAt, endedAt: leftAt }
    const talkMs = length(
      'talk',
      firstSaid(this.#talk, (read) => read(row, leftAt)),
    )
    return typeof talkMs === 'object' ? talkMs : { enqueuedAt, leftAt, endedAt: later(leftAt, talkMs) }
  }
}

/** [CR4] A span is a duration, or lasts until an instant. */
function spanIn(columns: Columns, times: RowTimes, spec: SpanSpec): SpanReader {
  if (!('until' in spec)) return durationIn(columns, spec)
  const until = times.instant(spec.until)
  return (row, from) => {
    const at = until(row, from)
    if (typeof at !== 'number') return at
    const ms = at - from
    return ms < 0 && ms >= -CLOCKS_DISAGREE_MS ? 0 : ms
  }
}

function firstSaid<T, R>(readers: readonly R[], read: (reader: R) => Said<T>): Said<T> {
  for (const reader of readers) {
    const said = read(reader)
    if (said !== undefined) return said
  }
  return undefined
}

function length(what: string, ms: Said<number>): number | { readonly bad: string } {
  if (ms === undefined) return { bad: `no ${what}` }
  if (typeof ms === 'object') return { bad: `${what}: ${ms.bad}` }
  if (Number.isNaN(ms)) return { bad: `the ${what} is not a number` }
  return ms < 0 ? { bad: `the ${what} is negative (${ms} ms)` } : ms
}
