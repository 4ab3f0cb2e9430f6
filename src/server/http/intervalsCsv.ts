/** Today's quarter hours as CSV, for reports: one row a queue and interval, times as RFC 3339 UTC (N12). */
import type { FloorView } from '../../core/view/floorView.ts'

const COLUMNS = [
  'queue',
  'start',
  'offered',
  'answered',
  'answeredWithinTarget',
  'abandoned',
  'handled',
  'averageHandleTimeMs',
] as const

export function intervalsCsv({ intervals }: Pick<FloorView, 'intervals'>): string {
  const rows = Object.entries(intervals).flatMap(([queue, byStart]) =>
    Object.entries(byStart).map(([start, interval]) => {
      const { offered, answered, answeredWithinTarget, abandoned, handled, averageHandleTimeMs } = interval
      return [queue, start, offered, answered, answeredWithinTarget, abandoned, handled, averageHandleTimeMs ?? '']
    }),
  )
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** RFC 4180; a text that a spreadsheet would take for a formula is kept from being one. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
