/** The snapshots of one log: which one a start finds, and what becomes of one that cannot be loaded. */
import { beforeEach, expect, test } from 'vitest'
import { createFailureBook } from '../../../src/server/failures.ts'
import { createLogSnapshots, type LogSnapshots } from '../../../src/server/snapshots/logSnapshots.ts'
import { settingsFingerprint } from '../../../src/server/snapshots/head.ts'
import { memorySnapshots, type MemorySnapshots } from '../../support/memorySnapshots.ts'
import { silentLog } from '../../support/silentLog.ts'
import { NINE, store, wanted } from './stored.ts'

const SETTINGS = settingsFingerprint({}, 'wall')
const { log: SPAN } = wanted({ storedAt: undefined })

let kept: MemorySnapshots
let told: string[]
let snapshots: LogSnapshots

beforeEach(() => {
  kept = memorySnapshots()
  told = []
  const log = { ...silentLog, info: (_: object, text: string) => void told.push(text) }
  const failures = createFailureBook(silentLog)
  snapshots = createLogSnapshots({
    store: kept,
    clock: { now: () => NINE },
    log,
    failures,
    sites: {},
    clockMode: 'wall',
  })
})

test('[SV35] the newest is found, and gone on from once it is loaded', async () => {
  for (const seq of [90, 100]) await store(kept, { seq, settings: SETTINGS })
  const found = await snapshots.find(SPAN)
  expect([found?.upTo, snapshots.status().startedFrom, told]).toEqual([{ seq: 100, storedAt: NINE }, undefined, []])
  const sites: string[] = []
  expect(await found?.load((dumps) => void sites.push(...Object.keys(dumps)))).toBe(true)
  expect([sites, snapshots.status().startedFrom]).toEqual([['main'], 100])
  expect(told).toEqual(['going on from a stored snapshot'])
})

test('[SV35] one that cannot be loaded is passed over from then on', async () => {
  for (const seq of [90, 100]) await store(kept, { seq, settings: SETTINGS })
  const isLoaded = await (
    await snapshots.find(SPAN)
  )?.load(() => {
    throw new Error('broken')
  })
  expect([isLoaded, told]).toEqual([false, ['passing over a stored snapshot']])
  expect((await snapshots.find(SPAN))?.upTo.seq).toBe(90)
  expect(snapshots.status()).toMatchObject({ skipped: 1 })
})

test('[SV35] none there, or none to be listed: nothing is found', async () => {
  expect(await snapshots.find(SPAN)).toBeUndefined()
  kept.list = () => Promise.reject(new Error('no broker'))
  expect(await snapshots.find(SPAN)).toBeUndefined()
})
