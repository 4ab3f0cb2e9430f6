/** Killed, a server goes on from what it stored, and shows what it showed; what is damaged or foreign it passes over. */
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { Objm, type ObjectStore } from '@nats-io/obj'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { SNAPSHOT_BUCKET } from '../../src/server/feed/write/natsSnapshots.ts'
import type { SiteDump } from '../../src/core/site.ts'
import { checksum, packSites } from '../../src/server/snapshots/content.ts'
import type { SnapshotHead } from '../../src/server/snapshots/head.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'
import { startRig, until, type Rig } from './rig.ts'

/** A little more than after how many messages a snapshot is stored. */
const EVENTS = 52_000
const MORE = 300
const START = epochMs(Date.UTC(2026, 2, 2, 7))

let rig: Rig
let shown: string

beforeAll(async () => {
  rig = await startRig({ CALLBOARD_CLOCK: 'events' })
  const events = simulateCentre({ seed: 4, startAt: START, agents: 200, queues: 8, rate: 3000 })[Symbol.iterator]()
  const next = (count: number) => Array.from({ length: count }, () => cloudEvent(events.next().value ?? failed()))
  for (let sent = 0; sent < EVENTS; sent += 4000) {
    rig.log.pour(next(4000))
    await rig.log.connection.flush()
  }
  await until(async () => ((await rig.metrics()).get('callboard_snapshot_seq') ?? 0) > 0, 60_000)
  const last = await rig.log.publish(next(MORE))
  await rig.floorAt(last)
  shown = await whatIsShown()
}, 120_000)

afterAll(() => rig.stop())

test('[SV35] killed and started: from the snapshot and the tail behind it, the same bytes', async () => {
  await rig.restartServer()
  expect((await whatIsShown()) === shown).toBe(true)
  expect(rig.server.stderr()).toContain('going on from a stored snapshot')
  expect((await rig.metrics()).get('callboard_messages_total')).toBeLessThan(EVENTS / 2)
})

test('[SV35] a snapshot with other settings is passed over, by name; the whole log is read', async () => {
  await rig.restartServer({ CALLBOARD_CLOCK: 'wall' })
  expect(rig.server.stderr()).toContain('it was folded with other settings')
  expect((await rig.metrics()).get('callboard_messages_total')).toBeGreaterThan(EVENTS)
  await rig.restartServer({ CALLBOARD_CLOCK: 'events' })
})

test('[SV35] whole, and yet not to be loaded: passed over by name, and the log is folded anew, to the same bytes', async () => {
  const bucket = await snapshots()
  const good = await storedIn(bucket)
  const unloadable = await packSites({ main: {} as SiteDump })
  for (const { name, head } of good) {
    const other = { ...(JSON.parse(head) as SnapshotHead), sha256: checksum(unloadable) }
    await bucket.putBlob({ name, metadata: { head: JSON.stringify(other) } }, unloadable)
  }
  await rig.restartServer()
  expect(rig.server.stderr()).toContain('it cannot be taken up')
  expect(rig.server.stderr()).toContain('a stored snapshot could not be loaded')
  expect((await whatIsShown()) === shown).toBe(true)
  for (const { name, head, content } of good) await bucket.putBlob({ name, metadata: { head } }, content)
})

test('[SV35] messages dropped that a snapshot stands for are not missed', async () => {
  await manage(async (manager) => void (await manager.streams.purge('FLOOR', { seq: 20_000 })))
  await rig.restartServer()
  expect(rig.server.stderr()).toContain('going on from a stored snapshot')
  expect((await whatIsShown()) === shown).toBe(true)
})

test('[SV35] [SV37] damaged, each is passed over; of the log that is left it is said since when it counts', async () => {
  const bucket = await snapshots()
  for (const { name, head } of await storedIn(bucket))
    await bucket.putBlob({ name, metadata: { head } }, new Uint8Array([1, 2, 3]))
  await rig.restartServer()
  expect(rig.server.stderr()).toContain('its content is damaged')
  const { countsSince, queues } = await rig.floor()
  expect(countsSince).toMatch(/^2026-03-02T/)
  expect(Object.keys(queues)).toHaveLength(8)
})

test('[SV37] whole again, it does not say so', async () => {
  await manage(async (manager) => void (await manager.streams.delete('FLOOR')))
  const [event] = simulateCentre({ seed: 9, startAt: START, agents: 5, queues: 2, rate: 60 })
  await rig.restartServer()
  await rig.floorAt(await rig.log.publish([cloudEvent(event ?? failed())]))
  expect((await rig.floor()).countsSince).toBeUndefined()
})

function failed(): never {
  throw new Error('there is none')
}

/** The floor view but for what a new process may change (N13). */
async function whatIsShown(): Promise<string> {
  const { epoch, revision, ...rest } = JSON.parse(await rig.floorText()) as Record<string, unknown>
  expect([typeof epoch, typeof revision]).toEqual(['string', 'number'])
  return JSON.stringify(rest)
}

async function manage(act: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<void>): Promise<void> {
  await act(await jetstreamManager(rig.log.connection))
}

function snapshots(): Promise<ObjectStore> {
  return new Objm(jetstream(rig.log.connection)).open(SNAPSHOT_BUCKET)
}

async function storedIn(bucket: ObjectStore): Promise<{ name: string; head: string; content: Uint8Array }[]> {
  const stored = (await bucket.list()).filter(({ deleted }) => !deleted)
  return Promise.all(
    stored.map(async ({ name, metadata }) => ({
      name,
      head: metadata?.['head'] ?? failed(),
      content: (await bucket.getBlob(name)) ?? failed(),
    })),
  )
}
