/** A real call centre's months, one snapshot at the end of each local day: their days sum to the month's own figures. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSnapshot } from '../../src/cli/run/runSnapshot.ts'
import { createSite } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import type { FloorView, TotalsView } from '../../src/core/view/floorView.ts'
import { SiteCalendar } from '../../src/core/windows/siteDay.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { convertContactRecords, recordMap } from '../../src/formats/contactRecords.ts'
import { hasSharedData, sharedText } from '../support/sharedData.ts'

const MONTHS = ['anonymous-bank/1999-01-january.tsv.gz', 'anonymous-bank/1999-03-march.tsv.gz'] as const
const ZONE = 'Asia/Jerusalem'

interface Sums {
  offered: number
  answered: number
  abandoned: number
  handled: number
  within20: number
  waitS: number
  talkS: number
}

const nothing = (): Sums => ({ offered: 0, answered: 0, abandoned: 0, handled: 0, within20: 0, waitS: 0, talkS: 0 })

/** The month by queue, counted from its rows alone: no converter, no core. */
function plainMonth(path: string): Record<string, Sums> {
  const queues: Record<string, Sums> = {}
  for (const row of sharedText(path).trimEnd().split('\n').slice(1)) {
    const fields = row.split('\t')
    const [queue = '', outcome, wait, talk] = [fields[4]?.trim(), fields[12], Number(fields[11]), Number(fields[15])]
    if (outcome === 'PHANTOM') continue
    const sums = (queues[queue] ??= nothing())
    sums.offered++
    if (outcome === 'AGENT') {
      sums.answered++
      sums.handled++
      sums.waitS += wait
      sums.talkS += talk
      if (wait <= 20) sums.within20++
    } else sums.abandoned++
  }
  return queues
}

function addDay(sums: Sums, day: TotalsView): void {
  sums.offered += day.offered
  sums.answered += day.answered
  sums.abandoned += day.abandoned
  sums.handled += day.handled
  sums.within20 += day.answeredWithinTarget
  // Whole seconds divided by n and rounded to the ms: the sum comes back exactly.
  sums.waitS += Math.round(((day.averageSpeedOfAnswerMs ?? 0) * day.answered) / 1000)
  sums.talkS += Math.round(((day.averageHandleTimeMs ?? 0) * day.handled) / 1000)
}

describe.skipIf(!hasSharedData).each(MONTHS)('%s', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-'))
  const file = join(folder, 'month.ndjson')
  const config = join(folder, 'config.json')
  const days: { at: number; view: FloorView }[] = []

  beforeAll(() => {
    const read = recordMap(
      JSON.parse(readFileSync(new URL('../fixtures/anonymousBank.map.json', import.meta.url), 'utf8')),
    )
    if ('problems' in read) throw new Error(read.problems.join('; '))
    const month = convertContactRecords(sharedText(path), { map: read.map, zone: ZONE })
    if ('problems' in month) throw new Error(month.problems.join('; '))
    writeFileSync(file, month.events.map((event) => `${JSON.stringify(cloudEvent(event))}\n`).join(''))
    writeFileSync(config, JSON.stringify({ sites: { main: { zone: ZONE } } }))
    const calendar = new SiteCalendar(ZONE)
    const site = createSite({ site: 'main', zone: ZONE })
    let end = 0
    const close = () => {
      site.advanceTo(epochMs(end - 1))
      days.push({ at: end - 1, view: site.floorView({ live: false, appliedSeq: 0 }) })
    }
    for (const event of month.events) {
      for (; end > 0 && event.time >= end; end = calendar.dayOf(epochMs(end)).end) close()
      if (end === 0) end = calendar.dayOf(event.time).end
      site.apply(event)
    }
    close()
  }, 120_000)

  afterAll(() => rmSync(folder, { recursive: true }))

  test('the day windows sum to the month’s own counts and totals of wait and talk', () => {
    const sums: Record<string, Sums> = {}
    for (const { view } of days)
      for (const [queue, { windows }] of Object.entries(view.queues)) addDay((sums[queue] ??= nothing()), windows.day)
    expect(days.length).toBeGreaterThanOrEqual(31)
    expect(sums).toEqual(plainMonth(path))
  })

  test('the total of each day is the sum of its queues', () => {
    for (const { view } of days) {
      const sums = nothing()
      const total = nothing()
      for (const { windows } of Object.values(view.queues)) addDay(sums, windows.day)
      addDay(total, view.total.windows.day)
      expect([total.offered, total.answered, total.abandoned, total.handled, total.within20]).toEqual([
        sums.offered,
        sums.answered,
        sums.abandoned,
        sums.handled,
        sums.within20,
      ])
    }
  })

  test('snapshot at the end of a day gives the bytes of the fold that went on', async () => {
    for (const index of [0, 14, 30]) {
      const day = days[index]
      if (day === undefined) throw new Error(`no day ${index}`)
      const view = await runSnapshot({ events: file, at: epochMs(day.at), site: 'main', config })
      expect({ ...view, appliedSeq: 0 }).toEqual(day.view)
      // Equal values with equal key order: equal bytes, without printing them.
      expect(JSON.stringify({ ...view, appliedSeq: 0 }) === JSON.stringify(day.view)).toBe(true)
    }
  }, 120_000)
})
