/** Columns by name or number, found once in the header. */
import type { ColumnRef, DurationSpec, OutcomeSpec, RecordMap, ValueSpec } from './map.ts'

/** The trimmed text that a row holds for something, empty when it holds nothing. */
export type Field = (row: readonly string[]) => string

export class Columns {
  readonly #header: readonly string[]
  readonly #missing = new Set<ColumnRef>()
  readonly #problems: string[] = []

  /** `header` is empty where the file has none: then columns have numbers only. */
  constructor(header: readonly string[]) {
    this.#header = header
  }

  field(column: ColumnRef, none: readonly string[] = []): Field {
    const at = typeof column === 'number' ? column - 1 : this.#header.indexOf(column)
    if (at < 0 || (this.#header.length > 0 && at >= this.#header.length)) this.#missing.add(column)
    const nothing = new Set(none)
    return (row) => {
      const text = row[at] ?? ''
      return nothing.has(text) ? '' : text
    }
  }

  value(spec: ValueSpec | undefined): Field {
    if (spec === undefined) return () => ''
    return 'constant' in spec ? () => spec.constant : this.field(spec.column, spec.none)
  }

  problem(sentence: string): void {
    this.#problems.push(sentence)
  }

  /** Why the map and the file do not go together, one sentence each; none when they do. */
  problems(): readonly string[] {
    if (this.#missing.size === 0) return [...new Set(this.#problems)]
    const missing = [...this.#missing].map((column) => `'${column}'`).join(', ')
    const known =
      this.#header.length === 0 ? 'it has no header, only numbers' : `its columns are ${this.#header.join(', ')}`
    return [...new Set(this.#problems), `no column ${missing}; ${known}`]
  }
}

/** How many milliseconds a duration column says, undefined when it says nothing, NaN when it is no duration. */
export function durationIn(columns: Columns, spec: DurationSpec): (row: readonly string[]) => number | undefined {
  const field = columns.field(spec.column, spec.none)
  const unit = spec.unit ?? 's'
  return (row) => {
    const text = field(row)
    return text === '' ? undefined : unit === 'clock' ? clockMs(text) : numberMs(text, UNIT_MS[unit])
  }
}

const UNIT_MS = { s: 1000, ms: 1, min: 60_000 } as const

function numberMs(text: string, unitMs: number): number {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * unitMs) : NaN
}

/** `1:02:03` or `2:03`. */
function clockMs(text: string): number {
  const match = /^(?:(\d{1,4}):)?(\d{1,3}):(\d{2})$/.exec(text)
  if (match === null) return NaN
  const [hours, minutes, seconds] = match.slice(1).map((part: string | undefined) => Number(part ?? 0))
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000
}

/** What became of the contact; undefined when the map does not say. */
export function outcomeIn(
  columns: Columns,
  spec: RecordMap['outcome'],
): (row: readonly string[]) => OutcomeSpec | undefined {
  if ('constant' in spec) return () => spec.constant
  const field = columns.field(spec.column)
  const values = new Map(Object.entries(spec.values))
  return (row) => values.get(field(row)) ?? spec.otherwise
}

/** The name under which the map leaves the row out; undefined when it does not. */
export function ignoredBy(columns: Columns, spec: RecordMap['ignore']): (row: readonly string[]) => string | undefined {
  const rules = (spec ?? []).map(({ reason, when }) => ({
    reason,
    conditions: Object.entries(when).map(([name, values]) => ({ field: columns.field(name), values: new Set(values) })),
  }))
  return (row) =>
    rules.find(({ conditions }) => conditions.every(({ field, values }) => values.has(field(row))))?.reason
}
