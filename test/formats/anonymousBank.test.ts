import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareEvents, type FloorEvent } from '../../src/core/events/event.ts'
import { convertContactRecords, recordMap, type RecordMap } from '../../src/formats/contactRecords.ts'
import { hasSharedData, sharedText } from '../support/sharedData.ts'

const MONTHS = ['anonymous-bank/1999-01-january.tsv.gz', 'anonymous-bank/1999-03-march.tsv.gz'] as const
const ZONE = 'Asia/Jerusalem'

interface Count {
  offered: number
  answered: number
  abandoned: number
  waitSeconds: number
  abandonSeconds: number
  talkSeconds: number
}

const bankMap = (): RecordMap => {
  const read = recordMap(
    JSON.parse(readFileSync(new URL('../fixtures/anonymousBank.map.json', import.meta.url), 'utf8')),
  )
  if ('problems' in read) throw new Error(read.problems.join('; '))
  return read.map
}

const converted = (path: string, map = bankMap()) => {
  const records = convertContactRecords(sharedText(path), { map, zone: ZONE })
  if ('problems' in records) throw new Error(records.problems.join('; '))
  return records
}

/** Counts under keys such as `PS` and `1999-01-01`. */
class Counts {
  readonly byKey: Record<string, Count> = {}

  add(keys: readonly string[], figures: Partial<Count>): void {
    for (const key of keys) {
      const count = (this.byKey[key] ??= {
        offered: 0,
        answered: 0,
        abandoned: 0,
        waitSeconds: 0,
        abandonSeconds: 0,
        talkSeconds: 0,
      })
      for (const [name, n] of Object.entries(figures) as [keyof Count, number][]) count[name] += n
    }
  }
}

/** The month by queue and by local day of the enqueue, straight from the file. */
function plainCounts(path: string): Record<string, Count> {
  const counts = new Counts()
  for (const row of sharedText(path).trimEnd().split('\n').slice(1)) {
    const fields = row.split('\t')
    const [, , , , type = '', date = '', entered = '', vruExit = '', , start = '', , wait, outcome, , , talk] = fields
    if (outcome === 'PHANTOM') continue
    const enqueued = start === '0:00:00' ? vruExit : start
    const nextDay = secondsOf(entered) - secondsOf(enqueued) > 43_200
    const day = new Date(
      Date.UTC(
        1900 + Number(date.slice(0, 2)),
        Number(date.slice(2, 4)) - 1,
        Number(date.slice(4)) + (nextDay ? 1 : 0),
      ),
    )
    const keys = [type.trim(), day.toISOString().slice(0, 10)]
    if (outcome === 'AGENT')
      counts.add(keys, { offered: 1, answered: 1, waitSeconds: Number(wait), talkSeconds: Number(talk) })
    else counts.add(keys, { offered: 1, abandoned: 1, abandonSeconds: Number(wait) })
  }
  return counts.byKey
}

/** The same from the events, each paired with the one before it of its contact; a whole call counts on the day of its enqueue. */
function eventCounts(events: readonly FloorEvent[]): Record<string, Count> {
  const counts = new Counts()
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE })
  const open = new Map<string, { keys: string[]; since: number }>()
  for (const event of events) {
    const at = event.time / 1000
    if (event.type === 'contact.enqueued') {
      const keys = [event.data.queue, day.format(event.time)]
      open.set(event.data.contact, { keys, since: at })
      counts.add(keys, { offered: 1 })
    } else if (event.type === 'contact.answered') {
      const { keys, since } = open.get(event.data.contact) ?? { keys: [], since: NaN }
      open.set(event.data.contact, { keys, since: at })
      counts.add(keys, { answered: 1, waitSeconds: at - since })
    } else if (event.type === 'contact.abandoned') {
      const { keys, since } = open.get(event.data.contact) ?? { keys: [], since: NaN }
      open.delete(event.data.contact)
      counts.add(keys, { abandoned: 1, abandonSeconds: at - since })
    } else if (event.type === 'contact.ended') {
      const { keys, since } = open.get(event.data.contact) ?? { keys: [], since: NaN }
      open.delete(event.data.contact)
      counts.add(keys, { talkSeconds: at - since })
    }
  }
  expect(open.size).toBe(0)
  return counts.byKey
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60 + seconds
}

describe.skipIf(!hasSharedData).each(MONTHS)('%s', (path) => {
  let month: ReturnType<typeof converted>
  beforeAll(() => {
    month = converted(path)
  })

  test('every row is converted or a phantom, and none is bad', () => {
    const { outcomes } = month
    const rows = sharedText(path).trimEnd().split('\n')
    const phantoms = rows.filter((row) => row.split('\t')[12] === 'PHANTOM').length
    const fate = (name: string) =>
      outcomes.filter((outcome) => [outcome.fate, 'reason' in outcome && outcome.reason].includes(name)).length
    expect(outcomes).toHaveLength(rows.length)
    expect([fate('header'), fate('phantom'), fate('bad'), fate('converted')]).toEqual([
      1,
      phantoms,
      0,
      rows.length - 1 - phantoms,
    ])
  })

  test('counts and totals of wait and talk by queue and by day are those of the file', () => {
    expect(eventCounts(month.events)).toEqual(plainCounts(path))
  })

  test('[CR1] events come in the order in which they fold, each under an identity of its own', () => {
    const { events } = month
    expect([...events].sort(compareEvents)).toEqual(events)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  test('[CR8] calls answered by NO_SERVER are answered by ?', () => {
    const unknown = sharedText(path)
      .split('\n')
      .filter((row) => row.includes('\tAGENT\t') && row.endsWith('\tNO_SERVER')).length
    const answered = month.events.filter((event) => event.type === 'contact.answered')
    expect(unknown).toBeGreaterThan(0)
    expect(answered.filter(({ data }) => data.agent === '?')).toHaveLength(unknown)
    expect(answered.some(({ data }) => /SERVER/.test(data.agent))).toBe(false)
  })

  test('[CR3] a map may leave out those who hung up before the queue', () => {
    const ignore = [{ reason: 'vru', when: { outcome: ['HANG'], q_start: ['0:00:00'] } }]
    const beforeQueue = sharedText(path)
      .split('\n')
      .map((row) => row.split('\t'))
      .filter((fields) => fields[12] === 'HANG' && fields[9] === '0:00:00').length
    const { outcomes } = converted(path, { ...bankMap(), ignore })
    expect(outcomes.filter((outcome) => outcome.fate === 'ignored' && outcome.reason === 'vru')).toHaveLength(
      beforeQueue,
    )
  })
})
