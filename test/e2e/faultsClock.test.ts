/** The server's clock set an hour on and an hour back, and a broker that is away for an hour of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { differenceFromLog } from '../chaos/audit.ts'
import { readLog } from '../chaos/readLog.ts'
import { createSetClock, type SetClock } from '../chaos/setClock.ts'
import { openStage, type Stage } from '../chaos/stage.ts'
import { subscribeDisplay } from '../support/displayClient.ts'
import { happening, type CloudEvent } from './floorLog.ts'
import { until } from './rig.ts'

const HOUR_MS = 3_600_000

let stage: Stage
let clock: SetClock
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-clock-'))
})

afterEach(async () => {
  await stage?.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(offsetMs: number): Promise<void> {
  clock = await createSetClock(folder, offsetMs)
  stage = await openStage({ env: clock.env })
  stage.server.start()
  await stage.server.ready()
}

/** As a sender whose clock is the server's. */
function calling(contact: string): CloudEvent {
  return happening('contact.enqueued', { contact, queue: 'SALES' }, Date.now() - clock.now())
}

async function publish(...contacts: string[]): Promise<number> {
  const log = await stage.openLog()
  return log.publish(contacts.map(calling))
}

async function asOf(): Promise<number> {
  return Date.parse((await stage.floor()).asOf)
}

async function expectTheLog(): Promise<void> {
  const text = (await stage.server.floorText('main')) ?? ''
  const audit = { messages: await readLog(stage.broker.url), folder, clockMode: 'wall' } as const
  expect(await differenceFromLog({ site: 'main', text, moment: 'the end' }, audit)).toBeUndefined()
}

test('[SV61] lost for an hour: the figures stand still at their time, and are now’s again when the backlog is read', async () => {
  await open(-HOUR_MS)
  const { epoch } = await stage.floorAt(await publish('c1', 'c2'))
  await stage.broker.kill()
  await until(async () => !(await stage.floor()).feed.live)
  const lostAt = await asOf()
  await clock.set(0, stage.server.pid)
  expect(await asOf()).toBe(lostAt)
  await stage.broker.start()
  const view = await stage.floorAt(await publish('c3'))
  await until(async () => (await stage.floor()).feed.live)
  expect(await asOf()).toBeGreaterThan(lostAt + HOUR_MS - 10_000)
  expect(view.epoch).toBe(epoch)
  expect((await stage.floor()).queues['SALES']).toMatchObject({ waiting: 3, windows: { '30m': { offered: 1 } } })
  await expectTheLog()
})

test('[SV69] set an hour on, time goes on from there in the same epoch', async () => {
  await open(-HOUR_MS)
  const { epoch } = await stage.floorAt(await publish('c1', 'c2'))
  await clock.set(0, stage.server.pid)
  await until(async () => (await asOf()) > Date.now() - 10_000)
  const view = await stage.floorAt(await publish('c3'))
  expect(view.epoch).toBe(epoch)
  expect(view.queues['SALES']).toMatchObject({ waiting: 3, windows: { '30m': { offered: 1 } } })
  await expectTheLog()
})

test('[SV69] set an hour back, the log is folded again in a new epoch, and displays stay', async () => {
  await open(0)
  const { epoch } = await stage.floorAt(await publish('c1', 'c2'))
  const display = await subscribeDisplay(stage.server.address)
  await clock.set(-HOUR_MS, stage.server.pid)
  await until(async () => (await stage.floor()).epoch !== epoch)
  await stage.server.ready()
  const log = await stage.openLog()
  await log.publish([happening('contact.enqueued', { contact: 'c3', queue: 'SALES' })])
  const view = await stage.floorAt(await publish('c4'))
  // What had happened by the old clock lies ahead of the new one: time stands there until that has caught up (N14).
  expect(Date.parse(view.asOf)).toBeGreaterThan(clock.now() + HOUR_MS - 60_000)
  // A sender whose clock was not set goes on; one whose clock was set back too is late (F15).
  expect(view.queues['SALES']?.windows.day.offered).toBe(3)
  expect(view.feed.late).toBe(1)
  await display.untilTrue(() => display.held?.epoch !== epoch && display.held !== undefined)
  expect(display.socket.readyState).toBe(display.socket.OPEN)
  await display.close()
  await expectTheLog()
})
