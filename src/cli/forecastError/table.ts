/** The report as tables that read well in a terminal and in a README. */
import type { ErrorFigures } from './figures.ts'
import type { ForecastReport } from './measure.ts'
import type { QueueReport } from './report.ts'

const HEADER = [
  'n',
  'waited, mean',
  'said, mean',
  'error, mean',
  'median',
  'P90',
  'bias',
  'within ±30 s',
  'within ±60 s',
]

export function forecastTable({ site, zone, from, until, queues, total }: ForecastReport): string {
  const byOffered = Object.entries(queues).sort(([, a], [, b]) => b.offered - a.offered)
  const rows = [...byOffered, ['all', total] as const]
  return [
    `Estimated wait of site ${site} (${zone}), contacts enqueued ${from} to ${until}`,
    'Said as each was enqueued, against the wait of the answered. Seconds; bias = said − waited.',
    '',
    ...aligned([
      ['queue', 'offered', 'answered', 'nothing said', ...HEADER],
      ...rows.map(([queue, report]) => [queue, ...counts(report), ...figures(report.answered.said)]),
    ]),
    '',
    'All queues, by how it was said',
    '',
    ...aligned([['said', ...HEADER], ...byWay(total)]),
    '',
    ...aligned([
      ['queue', 'gave up', 'were told', 'waited longer than told', 'flowed out', 'still waiting', 'end untold'],
      ...rows.map(([queue, { abandoned, flowedOut, waiting, untold }]) =>
        [queue, abandoned.n, abandoned.said, abandoned.outlasted, flowedOut, waiting, untold].map(String),
      ),
    ]),
    '',
  ].join('\n')
}

function counts({ offered, answered }: QueueReport): string[] {
  return [offered, answered.n, answered.absent + answered.toldAfterwards].map(String)
}

function byWay({ answered }: QueueReport): string[][] {
  return [
    ['0: an agent free, nobody waiting', ...figures(answered.agentFree)],
    ['estimated: median of the methods', ...figures(answered.estimated)],
    ['… queue length alone', ...figures(answered.queueLength)],
    ['… departures alone', ...figures(answered.departures)],
    ['… oldest wait alone', ...figures(answered.oldestWait)],
  ]
}

function figures(errors: ErrorFigures): string[] {
  return [
    String(errors.n),
    inSeconds(errors.meanWaitMs),
    inSeconds(errors.meanSaidMs),
    inSeconds(errors.meanAbsoluteErrorMs),
    inSeconds(errors.medianAbsoluteErrorMs),
    inSeconds(errors.p90AbsoluteErrorMs),
    inSeconds(errors.meanErrorMs, '+'),
    percent(errors.within30s),
    percent(errors.within60s),
  ]
}

function inSeconds(ms: number | undefined, plus = ''): string {
  if (ms === undefined) return '–'
  return `${ms > 0 ? plus : ''}${(ms / 1000).toFixed(1)}`.replace('-', '−')
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(0)} %`
}

/** Markdown, its columns padded: names to the left, figures to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const [header = []] = rows
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 3))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(header), line(rule), ...rows.slice(1).map((row) => line(row.map(plain)))]
}

/** A queue's name must not break the table or the line. */
function plain(cell: string): string {
  return cell.replace(/[|\p{Cc}]/gu, ' ')
}
