/** What a wall in a browser shows, and what it should show of a view: every figure but those that count by the clock. */
import type { Page } from 'playwright-core'
import { parseInstant } from '../../src/core/units.ts'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { count, NOTHING, percent } from '../../src/display/format.ts'
import { queueReading, siteReading } from '../../src/display/reading.ts'
import { basisWords, freeWords, qualityWords, staffWords } from '../../src/display/floor/rowWords.ts'

export interface ShownRow {
  readonly waiting: string
  readonly staff: string
  readonly quality: string
  readonly serviceLevel: string
  readonly basis: string
}

export interface ShownWall {
  readonly rows: Readonly<Record<string, ShownRow>>
  readonly siteLevel: string
  readonly isOld: boolean
}

export async function shownOn(page: Page): Promise<ShownWall> {
  const { rows, ...rest } = await page.evaluate(() => {
    const words = (root: ParentNode | null, selector: string) =>
      (root?.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim()
    return {
      rows: [...document.querySelectorAll('.row')].map((row): [string, ShownRow] => [
        words(row, 'h3'),
        {
          waiting: words(row, '.waiting .fig'),
          staff: words(row, '.staff'),
          quality: words(row, '.quality'),
          serviceLevel: words(row, '.service .fig'),
          basis: words(row, '.basis'),
        },
      ]),
      siteLevel: words(document, '.site .fig'),
      isOld: document.querySelector('main')?.hasAttribute('data-old') ?? true,
    }
  })
  return { rows: sorted(rows), ...rest }
}

export function shouldShow(view: Pick<FloorBoardView, 'queues' | 'total'>, asOf: string): ShownWall {
  const site = siteReading(view.total, view.queues)
  const now = parseInstant(asOf)
  if (now === undefined) throw new Error(`no instant: ${asOf}`)
  const rows = Object.entries(view.queues).map(([id, queue]): [string, ShownRow] => {
    const row = queueReading(id, queue, now)
    const { ratio, target } = row.service
    return [
      row.name,
      {
        waiting: count(row.waiting),
        staff: row.none ? freeWords(row) : staffWords(row),
        quality: qualityWords(row),
        serviceLevel: level(ratio, target),
        basis: basisWords(row, site),
      },
    ]
  })
  return { rows: sorted(rows), siteLevel: level(site.service.ratio, site.service.target), isOld: false }
}

function level(ratio: number | undefined, target: number | undefined): string {
  return ratio === undefined ? NOTHING : percent(ratio, { target })
}

function sorted(rows: readonly [string, ShownRow][]): Record<string, ShownRow> {
  return Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
