/** When snapshots are stored, and that nothing suffers when they cannot be. */
import { beforeEach, expect, test } from 'vitest'
import { createSite } from '../../../src/core/site.ts'
import { durationMs, epochMs } from '../../../src/core/units.ts'
import { createSnapshotKeeper, type Folded, type SnapshotKeeper } from '../../../src/server/snapshots/snapshotKeeper.ts'
import { takeUpSnapshot } from '../../../src/server/snapshots/takeUp.ts'
import { memorySnapshots, type MemorySnapshots } from '../../support/memorySnapshots.ts'
import { silentLog } from '../../support/silentLog.ts'
import { NINE, wanted } from './stored.ts'

const PACE = { everyMessages: 1000, everyMs: durationMs(60_000), atLeastMs: durationMs(5000) }

let store: MemorySnapshots
let now: number
let seq: number | undefined
let keeper: SnapshotKeeper
let failures: unknown[]

const folded: Folded = {
  foldedSeq: () => seq,
  dump: () => {
    const sites = { main: createSite({ site: 'main' }).dump() }
    return { log: wanted().log.created, seq: seq ?? 0, storedAt: NINE, asOf: NINE, sites }
  },
}

beforeEach(() => {
  store = memorySnapshots()
  now = NINE
  seq = 0
  failures = []
  keeper = createSnapshotKeeper({
    store,
    clock: { now: () => epochMs(now) },
    log: silentLog,
    settings: 'these',
    onFailed: (err) => void failures.push(err),
    pace: PACE,
  })
})

async function seqsAfter(ms: number, upTo: number | undefined): Promise<number[]> {
  now += ms
  seq = upTo
  keeper.keep(folded)
  await keeper.idle()
  return [...store.kept.values()].map(({ head }) => (JSON.parse(head ?? '') as { seq: number }).seq)
}

test('[SV34] after so many messages, or after so long with any', async () => {
  expect(await seqsAfter(1000, 999)).toEqual([])
  expect(await seqsAfter(0, 1000)).toEqual([1000])
  expect(await seqsAfter(59_999, 1001)).toEqual([1000])
  expect(await seqsAfter(1, 1001)).toEqual([1000, 1001])
  expect(await seqsAfter(600_000, 1001)).toEqual([1000, 1001])
})

test('[SV34] never two within the least time, however many messages', async () => {
  await seqsAfter(0, 1000)
  expect(await seqsAfter(4999, 9000)).toEqual([1000])
  expect(await seqsAfter(1, 9000)).toEqual([1000, 9000])
})

test('[SV34] not while there is nothing to store', async () => {
  expect(await seqsAfter(600_000, undefined)).toEqual([])
  expect(await seqsAfter(0, 5000)).toEqual([5000])
})

test('[SV34] what it went on from need not be stored again', async () => {
  keeper.startedFrom(5000)
  expect(await seqsAfter(10_000, 5999)).toEqual([])
  expect(await seqsAfter(0, 6000)).toEqual([6000])
})

test('[SV34] a clock set back does not put it off', async () => {
  await seqsAfter(0, 1000)
  expect(await seqsAfter(-3_600_000, 1001)).toEqual([1000, 1001])
})

test('[SV34] not stored: told, and tried again at the next turn', async () => {
  const write = store.write.bind(store)
  store.write = () => Promise.reject(new Error('disk full'))
  expect(await seqsAfter(0, 1000)).toEqual([])
  expect(failures).toEqual([new Error('disk full')])
  store.write = write
  expect(await seqsAfter(60_000, 1001)).toEqual([1001])
  expect(keeper.counts()).toMatchObject({ stored: 1, failed: 1, last: { seq: 1001 } })
})

test('[SV35] what it stored can be taken up', async () => {
  await seqsAfter(0, 1000)
  const loaded: string[] = []
  const taken = await takeUpSnapshot({
    store,
    wanted: { ...wanted({ lastSeq: 2000, storedAt: undefined }) },
    use: (sites) => void loaded.push(...Object.keys(sites)),
    skipped: () => undefined,
  })
  expect(taken?.head.seq).toBe(1000)
  expect(loaded).toEqual(['main'])
})

test('[SV36] old ones are removed as new ones are stored', async () => {
  for (let i = 1; i <= 8; i++) await seqsAfter(60_000, i)
  expect(store.kept.size).toBeLessThan(8)
  expect(keeper.counts().removed).toBe(8 - store.kept.size)
})
