/** Looking back on a real log: the figures of `snapshot`, a wall nobody takes for now, and a live floor that never waits. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import type { NextBreachView } from '../../src/core/view/historyView.ts'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { subscribeDisplay } from '../support/displayClient.ts'
import { happening } from './floorLog.ts'
import { lasting } from './lasting.ts'
import { startRig, tell, until, type Rig } from './rig.ts'
import { misfits } from './wall.ts'

const MINUTE_MS = 60_000
const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
  { width: 1080, height: 1920 },
]

let rig: Rig
let browser: RealBrowser
/** The recorded events, and when they began. */
let file: string
let start: number

beforeAll(async () => {
  rig = await startRig()
  browser = await startBrowser()
  start = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 90 * MINUTE_MS
  const from = new Date(start).toISOString()
  // The busy hours of a day, whatever the time is here: there has to be something that goes wrong.
  const how = ['--from', from, '--for', '60m', '--local-time', '10:00', '--rate', '500', '--agents', '20']
  const { stdout } = await runCallboard(['simulate', ...how, '--queues', '5', '--out', '-'])
  file = join(rig.folder, 'recorded.ndjson')
  await writeFile(file, stdout)
  const replayed = await runCallboard(['replay', file], { env: { NATS_URL: rig.broker.url } })
  expect(replayed).toMatchObject({ code: 0 })
  await until(async () => Object.keys((await rig.floor()).queues).length === 5)
})

afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

function instant(minutes: number): string {
  return new Date(start + minutes * MINUTE_MS).toISOString()
}

async function askPast(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${rig.address}/api/v1/sites/${path}`)
  return { status: response.status, text: await response.text() }
}

async function snapshotText(at: string): Promise<string> {
  const { stdout } = await runCallboard(['snapshot', '--events', file, '--at', at])
  return lasting(stdout)
}

describe('over HTTP', () => {
  test('[SV80] the floor as of an instant is what snapshot says, byte for byte', async () => {
    for (const minutes of [20.005, 20.4, 47, 12.3, 59]) {
      const { text } = await askPast(`main/floor?at=${instant(minutes)}`)
      expect(lasting(text) === (await snapshotText(instant(minutes)))).toBe(true)
    }
  })

  test('[SV84] more at once than there is room for get 429, and everybody else the floor', async () => {
    const asked = Array.from({ length: 30 }, (_, n) => askPast(`main/floor?at=${instant(15 + n)}`))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect([...new Set(statuses)].sort()).toEqual([200, 429])
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(9)
    expect((await rig.metrics()).get('callboard_rebuilds_total{outcome="refused"}')).toBe(
      statuses.filter((status) => status === 429).length,
    )
  })
})

/** What the page says of itself. */
function shown(page: Page) {
  return page.evaluate(() => {
    const text = (of: string) => document.querySelector(of)?.textContent.replace(/\s+/g, ' ').trim() ?? ''
    const rows = [...document.querySelectorAll('.row')].map((row) => [
      row.querySelector('h3')?.textContent ?? '',
      row.querySelector('.waiting .fig')?.textContent ?? '',
    ])
    return {
      isLive: document.querySelector('.rewind') === null,
      when: text('.tell .at'),
      clock: document.querySelector('.bar time')?.firstChild?.textContent ?? '',
      freshness: text('.fresh'),
      says: text('.says'),
      rows: Object.fromEntries(rows) as Record<string, string>,
    }
  })
}

async function standsAt(page: Page, clock: string): Promise<void> {
  const isThere = (wanted: string) =>
    document.querySelector('.bar time')?.firstChild?.textContent === wanted &&
    !document.querySelector('.pane')?.hasAttribute('data-behind')
  await page.waitForFunction(isThere, clock, { timeout: 20_000 })
}

const clockOf = (at: string) => at.slice(11, 19)

describe('on the wall', () => {
  test('a past moment shows the figures of snapshot, and is not to be taken for now', async () => {
    const at = instant(31)
    const { page, complaints } = await browser.open(`${rig.address}/board/floor?at=${at}`)
    await standsAt(page, clockOf(at))
    const { queues } = JSON.parse(await snapshotText(at)) as FloorView
    expect(await shown(page)).toMatchObject({
      isLive: false,
      when: clockOf(at),
      freshness: 'Rewound',
      rows: Object.fromEntries(Object.values(queues).map(({ name, waiting }) => [name, String(waiting)])),
    })
    expect(complaints).toEqual([])
    await page.close()
  })

  test('plays, pauses, steps to the next breach and goes back to live', async () => {
    const at = instant(25)
    const { page, complaints } = await browser.open(`${rig.address}/board/floor?at=${at}`)
    await standsAt(page, clockOf(at))

    await page.getByRole('button', { name: 'Play at 60 times' }).click()
    await page.waitForFunction(
      (from) => (document.querySelector('.tell .at')?.textContent ?? '') > from,
      clockOf(instant(27)),
    )
    await page.getByRole('button', { name: 'Pause' }).click()
    const paused = (await shown(page)).when
    await standsAt(page, paused)
    expect(paused > clockOf(instant(27))).toBe(true)
    const where = new URL(page.url()).searchParams.get('at') ?? ''
    expect(clockOf(where)).toBe(paused)

    const next = JSON.parse((await askPast(`main/breaches?after=${where}`)).text) as NextBreachView
    expect(next.at).toBeDefined()
    await page.keyboard.press('b')
    // It may lie within the second that is shown.
    await page.waitForFunction((at) => new URL(location.href).searchParams.get('at') === at, next.at)
    await standsAt(page, clockOf(next.at ?? ''))

    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowLeft')
    await standsAt(page, clockOf(new Date(Date.parse(next.at ?? '') - 59_000).toISOString()))

    await page.keyboard.press('Escape')
    await page.waitForFunction(
      () => document.querySelector('.rewind') === null && document.querySelector('.row') !== null,
    )
    expect(new URL(page.url()).search).toBe('')
    await page.keyboard.press('r')
    await page.waitForSelector('.rewind')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('the address keeps the moment: while it plays, and on the way back from live', async () => {
    const { page, complaints } = await browser.open(`${rig.address}/board/floor?at=${instant(25)}`)
    await standsAt(page, clockOf(instant(25)))
    await page.getByRole('button', { name: 'Play at 60 times' }).click()
    await page.waitForFunction(
      (from) => (new URL(location.href).searchParams.get('at') ?? '') > from,
      new Date(start + 27 * MINUTE_MS).toISOString(),
    )
    await page.keyboard.press(' ')
    await page.waitForFunction(
      () => document.querySelector('.speed [aria-label="Pause"][aria-pressed="true"]') !== null,
    )
    const { when } = await shown(page)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.rewind') === null)
    await page.goBack()
    await standsAt(page, when)
    expect(clockOf(new URL(page.url()).searchParams.get('at') ?? '')).toBe(when)
    // Who leaves asks for nothing more.
    expect(complaints.filter((complaint) => !complaint.endsWith('net::ERR_ABORTED'))).toEqual([])
    await page.close()
  })

  test('after the last breach there is none, and what is sought is let go of with the moment', async () => {
    const { page } = await browser.open(`${rig.address}/board/floor?at=${instant(88)}`)
    await standsAt(page, clockOf(instant(88)))
    for (let step = 0; (await shown(page)).says !== 'No breach after this'; step++) {
      expect(step).toBeLessThan(200)
      await page.keyboard.press('b')
      await page.waitForFunction(() => document.querySelector('.says')?.textContent !== 'Looking for the next breach')
    }
    await page.keyboard.press('ArrowLeft')
    expect((await shown(page)).says).not.toBe('No breach after this')
    await page.close()
  })

  test('what names no instant shows none, and a page without a past is not shown live instead', async () => {
    const { page } = await browser.open(`${rig.address}/board/floor?at=yesterday`)
    await page.getByText('is not an instant').waitFor()
    expect(await shown(page)).toMatchObject({ isLive: false, when: '', says: '' })
    await page.keyboard.press('ArrowRight')
    expect(new URL(page.url()).searchParams.get('at')).toBe('yesterday')
    await page.goto(`${rig.address}/board/lead?at=${instant(25)}`)
    expect(new URL(page.url()).pathname).toBe('/board/lead')
    await page.getByText('This page has no past').waitFor()
    await page.close()
  })

  test('before the log begins it says so, and draws nothing', async () => {
    const { page } = await browser.open(`${rig.address}/board/floor?at=2020-01-01T00:00:00Z`)
    await page.waitForFunction(
      (from) => document.body.textContent.includes(from),
      `The log begins at ${instant(0).slice(0, 16)}`,
    )
    expect(await shown(page)).toMatchObject({ isLive: false, rows: {} })
    await page.close()
  })

  test('fits every screen', async () => {
    const at = instant(44)
    for (const size of SIZES) {
      const { page, complaints } = await browser.open(`${rig.address}/board/floor?at=${at}`, size)
      await standsAt(page, clockOf(at))
      await page.waitForSelector('.scrub .line')
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({
        path: join(import.meta.dirname, `../../test-results/rewind-${size.width}x${size.height}.png`),
      })
      expect({ size, misfits: await misfits(page), complaints }).toEqual({ size, misfits: [], complaints: [] })
      await page.close()
    }
  })
})

/** How long nothing came, each time, ms. */
function gapsIn(heard: readonly number[], from: number, to: number): number[] {
  const within = [...heard.filter((at) => at >= from && at <= to), to]
  return within.map((at, i) => at - (within[i - 1] ?? from))
}

test('a rebuild of 120,000 events holds up no pulse of a live wall', async () => {
  const count = 120_000
  const from = Date.now() - 50 * MINUTE_MS
  const rounds = 200
  for (let round = 0; round < rounds; round++) {
    const events = Array.from({ length: count / rounds }, (_, n) => {
      const i = (round * count) / rounds + n
      const time = new Date(from + Math.floor((i * 40 * MINUTE_MS) / count)).toISOString()
      const contact = `c${Math.floor(i / 2)}`
      const event =
        i % 2 === 0
          ? happening('contact.enqueued', { contact, queue: 'SALES' })
          : happening('contact.abandoned', { contact })
      return { ...event, time }
    })
    rig.log.pour(events, 'york')
    await rig.log.connection.flush()
  }
  await until(async () => (await fetch(`${rig.address}/readyz`)).status === 200, 60_000)
  await until(async () => (await rig.floor('york')).total.windows['60m'].offered === count / 2, 60_000)

  const display = await subscribeDisplay(rig.address, 'floor')
  const heard: number[] = []
  display.socket.on('message', () => heard.push(performance.now()))
  const idle = performance.now()
  await until(() => performance.now() - idle > 5_000)
  const began = performance.now()
  const { status, text } = await askPast(`york/floor?at=${new Date(from + 40 * MINUTE_MS).toISOString()}`)
  const ended = performance.now()
  await display.close()

  const before = gapsIn(heard, idle, began)
  const during = gapsIn(heard, began, ended)
  tell(
    `rebuild of ${count} events: ${Math.round(ended - began)} ms; longest gap between a live wall's frames ` +
      `${Math.round(Math.max(...during))} ms, before it ${Math.round(Math.max(...before))} ms`,
  )
  expect([status, (JSON.parse(text) as FloorView).total.windows['60m'].offered]).toEqual([200, count / 2])
  // W4: a display without a frame for 3 s calls its numbers old.
  expect(Math.max(...during)).toBeLessThan(3_000)
}, 300_000)
