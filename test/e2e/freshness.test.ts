/** Two sources on one wall: when one falls silent its queues alone turn grey, the other goes on, and it comes back. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventData, EventType } from '../../src/core/events/event.ts'
import type { HealthView } from '../../src/core/view/healthView.ts'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { happening, type CloudEvent } from './floorLog.ts'
import { startRig, tell, until, type Rig } from './rig.ts'
import { clockOffset, instantNow } from './wall.ts'

const BEAT_MS = 1_000
/** W4: three intervals, and at least this. */
const LIMIT_MS = 10_000
const TOLD_WITHIN_MS = 1_000

let rig: Rig
let browser: RealBrowser
let wall: Page
let health: Page
/** Sources that send heartbeats just now, and when each was last stored. */
const beating = new Set(['/acd', '/chat'])
const lastBeatAt = new Map<string, number>()
let beats: Promise<void>
let isOver = false

function from<T extends EventType>(source: string, type: T, data: EventData<T>, agoMs = 0): CloudEvent {
  return { ...happening(type, data, agoMs), source }
}

async function beat(): Promise<void> {
  while (!isOver) {
    for (const source of beating) {
      const at = instantNow()
      await rig.log.publish([from(source, 'source.heartbeat', { intervalMs: BEAT_MS })])
      lastBeatAt.set(source, at)
    }
    await delay(BEAT_MS)
  }
}

beforeAll(async () => {
  ;[rig, browser] = await Promise.all([startRig(), startBrowser()])
  await rig.log.publish([
    from('/acd', 'agent.state', { agent: 'A1', state: 'available', queues: ['SALES'] }, 60_000),
    from('/chat', 'agent.state', { agent: 'B1', state: 'available', queues: ['CHAT'] }, 60_000),
    from('/acd', 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, 2_000),
    // far over its limit of 20 s: as long as it lives it calls for somebody
    from('/chat', 'contact.enqueued', { contact: 'c2', queue: 'CHAT', channel: 'chat' }, 120_000),
  ])
  beats = beat()
  ;[{ page: wall }, { page: health }] = await Promise.all([
    browser.open(`${rig.address}/board/floor`),
    browser.open(`${rig.address}/health`),
  ])
  await wall.waitForSelector('.row h3')
})

afterAll(async () => {
  isOver = true
  await beats
  await browser?.close()
  await rig?.stop()
})

interface Row {
  readonly name: string
  readonly isOld: boolean
  readonly level: string | undefined
  readonly word: string
  readonly isHollow: boolean
}

function rows(): Promise<Row[]> {
  return wall.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.row')]
      .map((row) => {
        const figure = row.querySelector('.waiting .fig')
        return {
          name: row.querySelector('h3')?.textContent ?? '',
          isOld: row.hasAttribute('data-old'),
          level: row.dataset['level'],
          word: row.querySelector('.word')?.textContent ?? '',
          isHollow: figure !== null && getComputedStyle(figure).webkitTextStrokeWidth !== '0px',
        }
      })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  )
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.evaluate((of) => document.querySelector(of)?.textContent?.replace(/\s+/g, ' ').trim() ?? '', selector)
}

/** Resolves with when the page began to show the queue as old, or no longer so. */
function turned(name: string, isOld: boolean): Promise<number> {
  return wall.evaluate(
    ([of, wanted]) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const row = [...document.querySelectorAll('.row')].find((one) => one.querySelector('h3')?.textContent === of)
          if (row?.hasAttribute('data-old') !== wanted) return
          observer.disconnect()
          resolve(performance.timeOrigin + performance.now())
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, attributes: true })
        look()
      }),
    [name, isOld] as const,
  )
}

async function healthView(): Promise<HealthView> {
  return (await (await fetch(`${rig.address}/api/v1/health`)).json()) as HealthView
}

test('both live: the late chat is loud, health is well, and /readyz agrees with it', async () => {
  await until(async () => (await rows()).every(({ isOld }) => !isOld))
  expect((await rows()).map(({ name, level }) => [name, level])).toEqual([
    ['CHAT', 'crit'],
    ['SALES', 'ok'],
  ])
  expect(await textOf(wall, '.signal .where')).toBe('CHAT')
  await health.waitForFunction(() => document.querySelector('h1')?.textContent === 'All is well')
  const { ready, sites } = await healthView()
  expect([ready, (await fetch(`${rig.address}/readyz`)).status]).toEqual([true, 200])
  expect(
    sites[0]?.figures?.sources.map(({ source, limitMs, silent, clock }) => [source, limitMs, silent, clock]),
  ).toEqual([
    ['/acd', LIMIT_MS, undefined, 'right'],
    ['/chat', LIMIT_MS, undefined, 'right'],
  ])
})

test('one falls silent: its queue alone turns grey within a second of its limit, and colours nothing', async () => {
  const offset = await clockOffset(wall)
  beating.delete('/chat')
  await until(() => !beating.has('/chat') && lastBeatAt.has('/chat'))
  const greyAt = (await turned('CHAT', true)) - offset
  const afterMs = greyAt - (lastBeatAt.get('/chat') ?? 0)
  tell(`a silent source's queue is grey ${Math.round(afterMs)} ms after its last heartbeat (limit ${LIMIT_MS} ms)`)
  expect(afterMs).toBeGreaterThanOrEqual(LIMIT_MS)
  expect(afterMs).toBeLessThanOrEqual(LIMIT_MS + TOLD_WITHIN_MS)

  const [chat, sales] = await rows()
  expect(chat).toMatchObject({ isOld: true, level: undefined, isHollow: true })
  expect(chat?.word).toMatch(/^0:(09|1\d) OLD$/)
  expect(sales).toMatchObject({ isOld: false, isHollow: false })
  expect(await textOf(wall, '.signal .where')).not.toBe('CHAT')
  expect(await textOf(wall, '.site .name')).toContain('1 of 2 queues')
  expect(await textOf(wall, '.fresh')).toBe('1 of 2 feeds live')
  expect(await textOf(wall, '.alerts')).toContain('/chat silent')
  await health.waitForFunction(() =>
    document.querySelector('.troubles')?.textContent?.includes('/chat of main is silent'),
  )
})

test('the other goes on meanwhile, and with its next word the silent one lives again', async () => {
  await rig.log.publish([from('/acd', 'contact.enqueued', { contact: 'c3', queue: 'SALES' })])
  await wall.waitForFunction(() => {
    const row = [...document.querySelectorAll('.row')].find((one) => one.querySelector('h3')?.textContent === 'SALES')
    return row?.querySelector('.waiting .fig')?.textContent === '2'
  })
  const offset = await clockOffset(wall)
  const at = instantNow()
  beating.add('/chat')
  await rig.log.publish([from('/chat', 'source.heartbeat', { intervalMs: BEAT_MS })])
  const backMs = (await turned('CHAT', false)) - offset - at
  tell(`its queue lives again ${Math.round(backMs)} ms after its next heartbeat`)
  expect(backMs).toBeLessThanOrEqual(TOLD_WITHIN_MS)
  expect(await textOf(wall, '.site .name')).toContain('All queues')
})

test('without the broker health says why and what to do, and /readyz agrees', async () => {
  isOver = true
  await beats
  await rig.broker.kill()
  await until(async () => !(await healthView()).ready)
  const { lacks, reason, advice, feed } = await healthView()
  const readyz = await fetch(`${rig.address}/readyz`)
  expect([readyz.status, ((await readyz.json()) as { detail: string }).detail, lacks, feed.linked]).toEqual([
    503,
    reason,
    'link',
    false,
  ])
  expect(advice).toContain('NATS server')
  await health.waitForFunction(() => document.querySelector('h1')?.textContent === 'Not ready: no link to the log')
})
