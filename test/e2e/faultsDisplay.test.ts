/** Displays that stand still, hang on a bad wire, sleep through the night, or stop reading two thousand at once. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { startCutDisplay, type CutDisplay } from '../chaos/cutDisplay.ts'
import { firstDifference } from '../chaos/firstDifference.ts'
import { startProxy, type Proxy } from '../chaos/proxy.ts'
import { createSetClock } from '../chaos/setClock.ts'
import { shouldShow, shownOn } from '../chaos/shownWall.ts'
import { openStage, type Stage } from '../chaos/stage.ts'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import type { Environment } from '../support/callboardProcess.ts'
import { subscribeDisplay, type DisplayClient } from '../support/displayClient.ts'
import { happening, type CloudEvent, type FloorLog } from './floorLog.ts'
import { tell, until } from './rig.ts'

const HOUR_MS = 3_600_000
const LOST_AFTER_MS = 3_000

let stage: Stage
let wire: Proxy
let log: FloorLog
let browser: RealBrowser
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  browser = await startBrowser()
})

afterAll(() => browser?.close())

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await stage?.close()
})

async function open(env: Environment = { CALLBOARD_CLOCK: 'events' }): Promise<void> {
  stage = await openStage({ env })
  stage.server.start()
  await stage.server.ready()
  wire = await startProxy(stage.port)
  ends.push(() => wire.close())
  log = await stage.openLog()
}

function callers(from: number, count: number, agoMs = 0): CloudEvent[] {
  return Array.from({ length: count }, (_, n) =>
    happening('contact.enqueued', { contact: `c${from + n}`, queue: `Q${(from + n) % 5}` }, agoMs),
  )
}

/** Stores events, a tenth of a second apart each few, so that there is something new at every tick. */
async function keepCalling(from: number, seconds: number): Promise<number> {
  let n = from
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await delay(100))
    await log.publish(callers((n += 20), 20))
  return n
}

function displayOnWire(): CutDisplay {
  const display = startCutDisplay(`http://127.0.0.1:${wire.port}`, 'floor')
  ends.push(() => display.stop())
  return display
}

async function healthyDisplay(): Promise<DisplayClient> {
  const display = await subscribeDisplay(stage.server.address)
  ends.push(() => display.close())
  return display
}

/** Both hold what one that comes now is sent. */
async function expectInStep(display: CutDisplay): Promise<void> {
  const fresh = await healthyDisplay()
  await until(() => display.held !== undefined && firstDifference(display.held.view, fresh.held?.view) === undefined)
  expect(display.gaps).toBe(0)
}

/** The longest a display had to wait for a frame, ms. */
function longestSilence({ messages }: DisplayClient): number {
  const instants = messages.flatMap((message) => ('serverNow' in message ? [Date.parse(message.serverNow)] : []))
  return Math.max(0, ...instants.slice(1).map((at, i) => at - (instants[i] ?? at)))
}

test('[SV70] a display that stands still costs nobody anything, and is right again when it goes on', async () => {
  await open()
  const healthy = await healthyDisplay()
  const still = displayOnWire()
  await until(() => still.isConnected)
  wire.freeze()
  await keepCalling(0, 8)
  const { resumed } = still
  wire.thaw()
  await expectInStep(still)
  expect(longestSilence(healthy)).toBeLessThan(LOST_AFTER_MS)
  tell(`after 8 s of standing still: resumed ${still.resumed - resumed} times, lost its link ${still.losses} times`)
})

test('[SV70] a page its browser has frozen shows what is now once it is thawed', async () => {
  await open()
  await log.publish(callers(0, 7))
  const { page } = await browser.open(`${stage.server.address}/board/floor`)
  ends.push(() => page.close())
  await until(async () => (await wrongOn(page)) === undefined)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await keepCalling(100, 6)
  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await until(async () => (await wrongOn(page)) === undefined, 30_000)
})

test('[SV71] on a thin wire with delays that is cut now and then it is late, and never wrong', async () => {
  await open()
  const healthy = await healthyDisplay()
  wire.thin({ delayMs: 150, bytesPerSecond: 30_000 })
  const display = displayOnWire()
  await until(() => display.isConnected)
  const cutting = (async () => {
    for (let n = 0; n < 4; n++) {
      await delay(2000)
      wire.cut()
    }
  })()
  await keepCalling(0, 10)
  await cutting
  await expectInStep(display)
  expect(longestSilence(healthy)).toBeLessThan(LOST_AFTER_MS)
  expect(display.losses).toBeGreaterThan(2)
})

test('[SV72] a wall asleep overnight says on waking that its numbers are old, and comes back by itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-night-'))
  ends.push(() => rm(folder, { recursive: true }))
  const clock = await createSetClock(folder, -8 * HOUR_MS)
  await open(clock.env)
  await log.publish(callers(0, 7, 8 * HOUR_MS))
  const page = await sleepingPage(clock.now())
  await until(async () => (await wrongOn(page)) === undefined)

  wire.freeze()
  await clock.set(0, stage.server.pid)
  await log.publish(callers(7, 4))
  await page.clock.fastForward(8 * HOUR_MS)
  await page.waitForFunction(() => document.querySelector('main')?.hasAttribute('data-old') === true)
  const { rows, isOld } = await shownOn(page)
  expect({ isOld, waiting: Object.values(rows).map(({ waiting }) => waiting) }).toEqual({
    ...{ isOld: true, waiting: ['2', '2', '1', '1', '1'] },
  })
  const age = await page.textContent('.signal .count')
  wire.thaw()
  await until(async () => (await wrongOn(page)) === undefined, 30_000)
  tell(`on waking the wall said its numbers were ${age} old`)
  expect(age).toMatch(/^[78]h\d\d/)
})

/** A wall whose clock can be moved on. */
async function sleepingPage(now: number): Promise<Page> {
  const { page } = await browser.open('about:blank')
  ends.push(() => page.close())
  await page.clock.install({ time: now })
  await page.goto(`http://127.0.0.1:${wire.port}/board/floor`)
  await page.waitForSelector('.row')
  return page
}

async function wrongOn(page: Page): Promise<string | undefined> {
  const { queues, total, asOf } = await stage.floor()
  return firstDifference(await shownOn(page), shouldShow({ queues, total }, asOf))
}

const STALLED = 1_990
/** The server takes 64 of one address. */
const OF_ONE_ADDRESS = 60
const MIB = 1024 * 1024

test('[SV73] two thousand displays stop reading at once: the one that reads is served in time, and memory is bounded', async () => {
  await open()
  await log.publish(callers(0, 5))
  const healthy = await healthyDisplay()
  const stalled = await Promise.all(
    Array.from({ length: STALLED }, (_, n) =>
      subscribeDisplay(stage.server.address, 'floor', {
        localAddress: `127.0.1.${1 + Math.floor(n / OF_ONE_ADDRESS)}`,
      }),
    ),
  )
  expect(await stage.server.metric('callboard_displays')).toBe(STALLED + 1)
  const before = residentBytes(stage.server.pid)
  for (const { socket } of stalled) socket.pause()
  const last = await keepCalling(5, 10)
  const seq = await log.publish(callers(last + 20, 1))
  await healthy.untilTrue(() =>
    healthy.messages.some((message) => 'appliedSeq' in message && message.appliedSeq >= seq),
  )
  const grownMiB = Math.round((residentBytes(stage.server.pid) - before) / MIB)
  tell(`${STALLED} stalled displays: memory grew by ${grownMiB} MiB, longest silence ${longestSilence(healthy)} ms`)
  const { queues } = healthy.held?.view as FloorBoardView
  expect(queues['Q0']?.waiting).toBe((await stage.floor()).queues['Q0']?.waiting)
  expect(longestSilence(healthy)).toBeLessThan(LOST_AFTER_MS)
  expect(grownMiB).toBeLessThan(512)
  for (const { socket } of stalled) socket.terminate()
  await until(async () => (await stage.server.metric('callboard_displays')) === 1)
})

function residentBytes(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) * 1024
}
