/** Which stored snapshot a start goes on from, and what is said of the others. */
import { beforeEach, describe, expect, test } from 'vitest'
import { DUMP_VERSION } from '../../../src/core/site/siteDump.ts'
import { epochMs } from '../../../src/core/units.ts'
import { FORMAT, settingsFingerprint, whyNot } from '../../../src/server/snapshots/head.ts'
import { takeUpSnapshot, type TakeUpOptions } from '../../../src/server/snapshots/takeUp.ts'
import { VERSION } from '../../../src/server/version.ts'
import { memorySnapshots, type MemorySnapshots } from '../../support/memorySnapshots.ts'
import { aHead, NINE, store, wanted } from './stored.ts'

describe('[SV35] a snapshot is passed over', () => {
  test.each([
    ['it is of format 2, not 1', aHead({ format: FORMAT + 1 }), wanted()],
    [
      `its sites are of version ${DUMP_VERSION + 1}, not ${DUMP_VERSION}`,
      aHead({ dumpVersion: DUMP_VERSION + 1 }),
      wanted(),
    ],
    [`it was written by Callboard 99.0.0, this is ${VERSION}`, aHead({ madeBy: '99.0.0' }), wanted()],
    ['it is of another log, made at 2026-03-01T00:00:00.000Z', aHead(), wanted({ created: 'now' })],
    ['it was folded with other settings', aHead(), wanted({ settings: 'those' })],
    ['the log ends at 99, before its message 100', aHead(), wanted({ lastSeq: 99 })],
    ['the log begins at 101, after its message 100', aHead(), wanted({ firstSeq: 101, lastSeq: 100 })],
    ['the log begins at 102, after its message 100', aHead(), wanted({ firstSeq: 102 })],
    ['its time, 2026-03-02T09:00:00.000Z, is after 2026-03-02T08:59:59.999Z', aHead(), wanted({ notAfter: NINE - 1 })],
    ['message 100 of the log is not the one it ended with', aHead(), wanted({ storedAt: NINE + 1 })],
  ])('%s', async (reason, head, what) => {
    expect(await whyNot(head, what)).toBe(reason)
  })

  test.each([
    ['it stands for the whole log', wanted({ lastSeq: 100 })],
    ['the log begins with its last message', wanted({ firstSeq: 100 })],
    ['its last message was dropped meanwhile', wanted({ storedAt: undefined })],
    ['time is the events’ own', wanted({ notAfter: undefined })],
  ])('but not where %s', async (_, what) => {
    expect(await whyNot(aHead(), what)).toBeUndefined()
  })
})

test('[SV35] other sites, zones, queues or another clock are other settings; their order is not', () => {
  const york = { site: 'york', zone: 'Europe/London' }
  const main = { site: 'main', queues: { SALES: { answerWithinMs: 1 } } }
  const settings = settingsFingerprint({ main, york }, 'wall')
  expect(settingsFingerprint({ york, main }, 'wall')).toBe(settings)
  const others = [
    settingsFingerprint({ main, york }, 'events'),
    settingsFingerprint({ main }, 'wall'),
    settingsFingerprint({ main, york: { ...york, zone: 'UTC' } }, 'wall'),
    settingsFingerprint({ main: { ...main, queues: { SALES: { answerWithinMs: 2 } } }, york }, 'wall'),
  ]
  expect(new Set([settings, ...others]).size).toBe(5)
})

describe('taking up', () => {
  let kept: MemorySnapshots
  let loaded: number
  let skipped: string[]
  let options: TakeUpOptions

  beforeEach(() => {
    kept = memorySnapshots()
    loaded = 0
    skipped = []
    options = {
      store: kept,
      wanted: wanted(),
      use: () => (loaded += 1),
      skipped: (name, reason) => void skipped.push(`${name}: ${reason}`),
    }
  })

  test('[SV35] the newest that serves', async () => {
    for (const seq of [90, 100, 95]) await store(kept, { seq })
    expect(await takeUpSnapshot(options)).toMatchObject({ name: '100' })
    expect([loaded, skipped]).toEqual([1, []])
  })

  test('[SV35] nothing stored: the whole log', async () => {
    expect(await takeUpSnapshot(options)).toBeUndefined()
    expect(loaded).toBe(0)
  })

  test('[SV35] damaged, foreign, headless, missing or unloadable: the next older, each with its reason', async () => {
    for (const seq of [91, 92, 93, 94, 95, 96]) await store(kept, { seq })
    const damaged = kept.kept.get('96')?.content ?? new Uint8Array()
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1
    await store(kept, { seq: 95, log: 'elsewhere' })
    kept.kept.set('94', { head: '{"seq":94}', content: damaged })
    kept.kept.set('93', { head: undefined, content: damaged })
    const read = kept.read.bind(kept)
    kept.read = (name) => (name === '92' ? Promise.reject(new Error('gone')) : read(name))
    const sites = new Uint8Array([...damaged])
    await kept.write({ name: '97', head: JSON.stringify(aHead({ seq: 97 })), content: sites })
    expect(await takeUpSnapshot(options)).toMatchObject({ name: '91', head: { seq: 91, storedAt: NINE } })
    expect(loaded).toBe(1)
    expect(skipped.sort()).toEqual([
      '92: it cannot be taken up: gone',
      '93: its head cannot be read',
      '94: its head cannot be read',
      '95: it is of another log, made at elsewhere',
      '96: its content is damaged',
      '97: its content is damaged',
    ])
  })

  test('[SV35] one that its sites cannot be loaded from is passed over', async () => {
    await store(kept, { seq: 91, asOf: epochMs(NINE - 1) })
    await store(kept, { seq: 92 })
    options = {
      ...options,
      use: () => {
        loaded += 1
        if (loaded === 1) throw new Error('dump version 0 is not 1')
      },
    }
    expect(await takeUpSnapshot(options)).toMatchObject({ name: '91' })
    expect(skipped).toEqual(['92: it cannot be taken up: dump version 0 is not 1'])
  })
})
