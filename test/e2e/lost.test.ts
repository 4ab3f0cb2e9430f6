/** What the wall says while the broker or Callboard is away, and that nothing is lost when they come back. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { happening } from './floorLog.ts'
import { lasting } from './lasting.ts'
import { startRig, tell, until, type Rig } from './rig.ts'
import { clockOffset, instantNow, oldness, seen, watchWall } from './wall.ts'

const LOST_WITHIN_MS = 3500
/** The displays' longest back-off is 8 s, the server's towards the broker 2 s. */
const BACK_WITHIN_MS = 20_000
const WAITING = 3

let rig: Rig
let browser: RealBrowser
let page: Page

beforeAll(async () => {
  browser = await startBrowser()
})

afterAll(() => browser?.close())

afterEach(async () => {
  await page?.close()
  await rig?.stop()
})

/** A wall that shows three waiting callers, some talk and some wrap-up, and notes what it shows. */
async function openWall(env: Record<string, string> = {}): Promise<void> {
  rig = await startRig(env)
  await rig.log.publish(morning())
  ;({ page } = await browser.open(`${rig.address}/board/floor`))
  await page.waitForSelector('.row')
  await watchWall(page, 'SALES')
  await seen(page, 'waiting', String(WAITING))
  await seen(page, 'lost', 'false')
}

function morning() {
  const agent = 'A1'
  return [
    happening('queue.configured', { queue: 'SALES' }, 60_000),
    happening('agent.state', { agent, state: 'available', queues: ['SALES'] }, 50_000),
    happening('contact.enqueued', { contact: 'c0', queue: 'SALES' }, 40_000),
    happening('contact.answered', { contact: 'c0', agent }, 30_000),
    happening('contact.ended', { contact: 'c0', agent }, 20_000),
    ...Array.from({ length: WAITING }, (_, n) =>
      happening('contact.enqueued', { contact: `c${n + 1}`, queue: 'SALES' }, 10_000 - n),
    ),
  ]
}

/** Stops something and answers how long the wall took to say that its numbers are old, ms. */
async function lostAfter(stop: () => unknown): Promise<number> {
  const offset = await clockOffset(page)
  const at = instantNow()
  await stop()
  return (await seen(page, 'lost', 'true', 10_000)) - offset - at
}

/** The age grows, and nothing on the wall looks like a number of now. */
async function expectAllOld(): Promise<void> {
  const before = await oldness(page)
  await delay(2000)
  const after = await oldness(page)
  expect(after.signal).toContain('No feed')
  expect(after.ageS).toBeGreaterThanOrEqual(before.ageS + 1)
  expect([...before.live, ...after.live]).toEqual([])
}

/** Without a person's doing: the page was not loaded again. */
async function expectBack(shows: number, since: number): Promise<void> {
  await seen(page, 'lost', 'false', BACK_WITHIN_MS)
  await seen(page, 'waiting', String(shows), BACK_WITHIN_MS)
  tell(`the wall is back ${Math.round(instantNow() - since)} ms after the start`)
  expect((await oldness(page)).live).not.toEqual([])
}

describe('the broker', () => {
  beforeEach(() => openWall())

  test('killed, the wall is lost in 3.5 s; started again, it comes back by itself with nothing lost', async () => {
    const lostMs = await lostAfter(() => rig.broker.kill())
    tell(`nats-server killed → wall lost: ${Math.round(lostMs)} ms`)
    await expectAllOld()
    const since = instantNow()
    await rig.broker.start()
    const log = await rig.reopenLog()
    const seq = await log.publish([
      happening('contact.enqueued', { contact: 'after1', queue: 'SALES' }),
      happening('contact.enqueued', { contact: 'after2', queue: 'SALES' }),
    ])
    await expectBack(WAITING + 2, since)
    const { SALES } = (await rig.floorAt(seq)).queues
    expect(SALES?.windows.day).toMatchObject({ offered: WAITING + 3, answered: 1, handled: 0 })
    expect(SALES).toMatchObject({ waiting: WAITING + 2, agentsInWrapUp: 1 })
    expect(lostMs).toBeLessThanOrEqual(LOST_WITHIN_MS)
  })

  test('frozen, the wall is lost in 3.5 s; thawed, it comes back by itself', async () => {
    const lostMs = await lostAfter(() => rig.broker.freeze())
    tell(`nats-server frozen → wall lost: ${Math.round(lostMs)} ms`)
    await expectAllOld()
    const since = instantNow()
    rig.broker.thaw()
    const log = await rig.reopenLog()
    await log.publish([happening('contact.enqueued', { contact: 'after1', queue: 'SALES' })])
    await expectBack(WAITING + 1, since)
    expect(lostMs).toBeLessThanOrEqual(LOST_WITHIN_MS)
  })
})

describe('Callboard', () => {
  // Time is the newest event's, so that the same log is the same view however long the restart took.
  beforeEach(() => openWall({ CALLBOARD_CLOCK: 'events' }))

  test('killed, the wall is lost in 3.5 s; started again, it shows the same numbers', async () => {
    const before = await rig.floorText()
    const lostMs = await lostAfter(() => rig.server.kill())
    tell(`callboard killed → wall lost: ${Math.round(lostMs)} ms`)
    await expectAllOld()
    const since = instantNow()
    await rig.restartServer()
    await until(async () => (await rig.floor()).feed.live)
    const after = await rig.floorText()
    expect(lasting(after)).toBe(lasting(before))
    await expectBack(WAITING, since)
    await rig.log.publish([happening('contact.enqueued', { contact: 'after1', queue: 'SALES' })])
    await seen(page, 'waiting', String(WAITING + 1))
    expect(lostMs).toBeLessThanOrEqual(LOST_WITHIN_MS)
  })
})
