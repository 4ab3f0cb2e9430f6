/** A file of records as rows of trimmed fields with their line numbers. */
import { parse } from 'csv-parse/sync'
import type { RecordMap } from './map.ts'

export interface Row {
  /** The line on which the row begins. */
  readonly line: number
  readonly fields: readonly string[]
}

export type ReadRow = Row | { readonly line: number; readonly bad: string }

export function rowsOf(text: string, { delimiter = ',', quote = '"' }: RecordMap): readonly ReadRow[] {
  const rows: ReadRow[] = []
  let lines = 0
  const endAt = (line: number) => {
    const begin = lines + 1
    lines = line
    return begin
  }
  parse(text.replace(/\r\n?/g, '\n'), {
    delimiter,
    quote: quote === '' ? null : quote,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    on_record: (fields: string[], context) => {
      rows.push({ line: endAt(context.lines), fields: fields.map((field) => field.trim()) })
      return null
    },
    on_skip: (error) => {
      const end = Number((error as { lines?: unknown } | undefined)?.lines ?? lines + 1)
      const begin = endAt(end)
      rows.push({ line: begin, bad: `quotes are not closed up to line ${end}` })
      return undefined
    },
  })
  return rows
}

/**
 * [CR9] A row with as many fields as the header. A short row is split again where two or more blanks
 * stand (a tab that was lost), and taken if that gives just the number; empty fields at the end may be more or fewer.
 */
export function asWideAs(width: number, fields: readonly string[]): readonly string[] | undefined {
  if (fields.length === width) return fields
  if (fields.length > width)
    return fields.slice(width).every((field) => field === '') ? fields.slice(0, width) : undefined
  const split = fields.flatMap((field) => field.split(/ {2,}/))
  return split.length === width ? split : undefined
}
