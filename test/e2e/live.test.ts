/** A published event, and the wall that shows it: real broker, real server, real browser. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser, type RealBrowser, type Size } from '../support/browser.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { happening } from './floorLog.ts'
import { startRig, tell, type Rig } from './rig.ts'
import { clockOffset, instantNow, misfits, seen, watchWall } from './wall.ts'

const EVENTS = 30
const PICTURES = join(import.meta.dirname, '../../test-results')
const SIZES: readonly Size[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
]

let rig: Rig
let browser: RealBrowser

beforeAll(async () => {
  rig = await startRig()
  browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

/** Two come, one is answered, and so on: each event moves the waiting figure by one. */
function* changes() {
  const waiting: string[] = []
  for (let n = 1; n <= EVENTS; n++) {
    const contact = n % 3 === 0 ? waiting.shift() : undefined
    if (contact === undefined) waiting.push(`c${n}`)
    const event =
      contact === undefined
        ? happening('contact.enqueued', { contact: `c${n}`, queue: 'SALES' })
        : happening('contact.answered', { contact, agent: `A${n}` })
    yield { event, shows: String(waiting.length) }
  }
}

test('a published event changes the number on the wall in under a second', async () => {
  await rig.log.publish([happening('queue.configured', { queue: 'SALES' })])
  const { page, complaints } = await browser.open(`${rig.address}/board/floor`)
  await page.waitForSelector('.row')
  await watchWall(page, 'SALES')
  await seen(page, 'waiting', '0')
  const offset = await clockOffset(page)

  const tookMs: number[] = []
  for (const { event, shows } of changes()) {
    // Out of step with the server's ticks.
    await delay((tookMs.length * 67) % 250)
    const at = instantNow()
    await rig.log.publish([event])
    tookMs.push((await seen(page, 'waiting', shows)) - offset - at)
  }

  const sorted = tookMs.sort((a, b) => a - b)
  const [median = 0, p95 = 0, max = 0] = [0.5, 0.95, 1].map((share) => sorted[Math.ceil(share * EVENTS) - 1])
  tell(`publish → wall, ${EVENTS} events: median ${ms(median)}, p95 ${ms(p95)}, max ${ms(max)}`)
  expect(sorted).toHaveLength(EVENTS)
  expect(median).toBeLessThan(1000)
  expect(complaints).toEqual([])
  await page.close()
})

test('a busy floor fits every screen, and needs nothing from anywhere else', async () => {
  const simulated = await runCallboard(
    ['simulate', '--nats', rig.broker.url, '--site', 'york', '--agents', '40', '--queues', '6', '--for', '1s'],
    {},
  )
  expect(simulated.stderr).toContain('events published')
  await mkdir(PICTURES, { recursive: true })
  for (const size of SIZES) {
    const { page, complaints } = await browser.open(`${rig.address}/board/york/floor`, size)
    await page
      .waitForFunction(() => document.querySelectorAll('.row').length === 6)
      .catch((cause: unknown) => {
        throw new Error(`no six rows; ${complaints.join('; ')}`, { cause })
      })
    await page.evaluate(() => document.fonts.ready)
    await delay(1200)
    await page.screenshot({ path: join(PICTURES, `floor-${size.width}x${size.height}.png`) })
    expect({ size, misfits: await misfits(page), complaints }).toEqual({ size, misfits: [], complaints: [] })
    await page.close()
  }
})

function ms(value: number): string {
  return `${Math.round(value)} ms`
}
