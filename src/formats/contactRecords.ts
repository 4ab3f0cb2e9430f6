/** Call records, one row a contact's stay in a queue, as floor events. Rules CR1… are in SPEC.md. */
import { compareEvents, type FloorEvent } from '../core/events/event.ts'
import { between, later, type ContactId, type EpochMs, type SourceId } from '../core/units.ts'
import { whyUnacceptable } from './cloudEvent.ts'
import { lineId, type Outcome } from './outcome.ts'
import { Columns } from './records/columns.ts'
import type { RecordMap } from './records/map.ts'
import { asWideAs, rowsOf, type ReadRow } from './records/rows.ts'
import { StayReader, type RowMeaning, type Stay } from './records/stay.ts'

export { recordMap, type RecordMap } from './records/map.ts'

export interface ContactRecordsOptions {
  readonly map: RecordMap
  /** IANA zone of times that are written without one. */
  readonly zone: string
}

/** What a file of records comes to; or why the map does not fit the file. */
export type ConvertedRecords =
  | { readonly outcomes: readonly Outcome[]; readonly events: readonly FloorEvent[] }
  | { readonly problems: readonly string[] }

interface Told {
  readonly line: number
  readonly stay: Stay
}

/** Converts a whole file: its rows may stand in any order, its events come sorted (F14). @throws RangeError when the zone is none */
export function convertContactRecords(text: string, { map, zone }: ContactRecordsOptions): ConvertedRecords {
  const rows = rowsOf(text, map)
  const header = map.header === false ? undefined : rows[0]
  const names = header !== undefined && 'fields' in header ? header.fields : []
  const columns = new Columns(names)
  const reader = new StayReader(columns, map, zone)
  const problems = columns.problems()
  if (problems.length > 0) return { problems }
  const width = map.header === false ? undefined : names.length
  const meanings = new Map(
    rows.map((row) => [row.line, row === header ? { ignored: 'header' } : meaningOf(row, reader, width)]),
  )
  const events = eventsByLine(inOrder(meanings), map)
  const outcomes = [...meanings].map(([line, meaning]) => outcomeOf(line, meaning, events.get(line) ?? []))
  return { outcomes, events: outcomes.flatMap((outcome) => outcome.events).sort(compareEvents) }
}

function meaningOf(row: ReadRow, reader: StayReader, width: number | undefined): RowMeaning {
  if ('bad' in row) return { bad: row.bad }
  if (row.fields.every((field) => field === '')) return { ignored: 'blank' }
  const fields = width === undefined ? row.fields : asWideAs(width, row.fields)
  if (fields === undefined) return { bad: `${row.fields.length} fields where the header has ${width}` }
  return reader.read(fields)
}

function outcomeOf(line: number, meaning: RowMeaning, events: readonly FloorEvent[]): Outcome {
  if ('ignored' in meaning) return { line, fate: 'ignored', reason: meaning.ignored, events: [] }
  if ('bad' in meaning) return { line, fate: 'bad', reason: meaning.bad, events: [] }
  const problem = events.map(whyUnacceptable).find((why) => why !== undefined)
  if (problem !== undefined) return { line, fate: 'bad', reason: problem, events: [] }
  return { line, fate: 'converted', events }
}

function inOrder(meanings: ReadonlyMap<number, RowMeaning>): readonly Told[] {
  const told = [...meanings].flatMap(([line, meaning]) => ('stay' in meaning ? [{ line, stay: meaning.stay }] : []))
  return told.sort((a, b) => a.stay.enqueuedAt - b.stay.enqueuedAt || a.stay.leftAt - b.stay.leftAt || a.line - b.line)
}

function eventsByLine(told: readonly Told[], map: RecordMap): ReadonlyMap<number, readonly FloorEvent[]> {
  const lastLeftAt = new Map<ContactId, EpochMs>()
  return new Map(
    told.map(({ line, stay }) => {
      const placed = afterStay(stay, lastLeftAt.get(stay.contact))
      lastLeftAt.set(stay.contact, placed.endedAt)
      return [line, stayEvents(line, placed, map)]
    }),
  )
}

/**
 * [CR10] A stay that begins at the instant at which the contact's last one ended begins 1 ms later:
 * of one instant, the entry would fold before the leaving.
 */
function afterStay(stay: Stay, lastEndedAt: EpochMs | undefined): Stay {
  if (stay.enqueuedAt !== lastEndedAt) return stay
  const enqueuedAt = later(lastEndedAt, 1)
  const leftAt = latest(stay.leftAt, enqueuedAt)
  return { ...stay, enqueuedAt, leftAt, endedAt: latest(stay.endedAt, leftAt) }
}

function latest(a: EpochMs, b: EpochMs): EpochMs {
  return a < b ? b : a
}

function stayEvents(line: number, stay: Stay, { source: name, channel }: RecordMap): readonly FloorEvent[] {
  const source: SourceId = name ?? 'contact-records'
  const { contact, queue, agent, outcome, enqueuedAt, leftAt, endedAt } = stay
  const envelope = (n: number, time: EpochMs) => ({ id: lineId(line, n), source, time })
  const customer = stay.customer === undefined ? {} : { customer: stay.customer }
  const enqueued = { contact, queue, ...(channel === undefined ? {} : { channel }), ...customer }
  const first: FloorEvent = { ...envelope(0, enqueuedAt), type: 'contact.enqueued', data: enqueued }
  if (outcome === 'abandoned')
    return [first, { ...envelope(1, leftAt), type: 'contact.abandoned', data: { contact, queue } }]
  if (outcome !== 'answered') {
    const data = { contact, reason: outcome.flowedOut, queue }
    return [first, { ...envelope(1, leftAt), type: 'contact.flowedOut', data }]
  }
  const waitMs = between(enqueuedAt, leftAt)
  return [
    first,
    { ...envelope(1, leftAt), type: 'contact.answered', data: { contact, agent, queue, waitMs } },
    { ...envelope(2, endedAt), type: 'contact.ended', data: { contact, agent, wrapUp: false } },
  ]
}
