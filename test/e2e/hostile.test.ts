/** Senders that mean no good, on the subject: each message is counted and named, and disturbs nothing else. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { happening, type CloudEvent, type Stored } from './floorLog.ts'
import { badMessages, deepEvent, IMAGE, SCRIPT, unkindEvents, type BadMessage } from './hostileMessages.ts'
import { startRig, until, type Rig } from './rig.ts'

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

/** One good event after each bad message: callers come, every third is answered. */
function* goodEvents(): Generator<CloudEvent, never> {
  for (let n = 1; ; n++) {
    yield n % 3 === 0
      ? happening('contact.answered', { contact: `good${n - 1}`, agent: 'A1' })
      : happening('contact.enqueued', { contact: `good${n}`, queue: 'SALES' })
  }
}

describe('on the subject', () => {
  test('each bad message is counted by its reason and copied with it; the good ones between them count exactly', async () => {
    const good = goodEvents()
    const bad = badMessages()
    const copies: { seq: number; message: BadMessage }[] = []
    const first = happening('queue.configured', { queue: 'SALES' })
    await rig.log.publish([first])
    let last = await rig.log.publish([first], 'control')
    for (const message of bad) {
      copies.push({ seq: await rig.log.store('floor.main.contact.enqueued', message.body, message.ce), message })
      const { value } = good.next()
      await rig.log.publish([value])
      last = await rig.log.publish([value], 'control')
    }

    const view = await rig.floorAt(last)
    expect(view.feed.rejected).toEqual(countsOf(bad))
    // The same good events, alone at a site of their own, come to the same.
    await until(async () => {
      const [main, control] = [await rig.floor('main'), await rig.floor('control')]
      return JSON.stringify(figuresOf(main)) === JSON.stringify(figuresOf(control))
    })
    expect((await rig.floor('control')).queues['SALES']?.windows.day.offered).toBe(
      bad.length - Math.floor(bad.length / 3),
    )
    expect(await copiesOf(copies.map(({ seq }) => seq))).toEqual(
      copies.map(({ seq, message: { reason, body } }) => ({
        seq,
        subject: 'floor-rejected.main',
        reason,
        isSame: true,
        bytes: Buffer.from(body).byteLength,
      })),
    )

    async function copiesOf(seqs: number[]) {
      const stored = await rejectedCopies(seqs.length)
      return seqs.map((seq, i) => {
        const { subject, headers, body } = stored.get(seq) ?? missing(seq)
        const sent = Buffer.from(bad[i]?.body ?? '')
        return { seq, subject, reason: headers['Callboard-Reason'], isSame: sent.equals(body), bytes: body.byteLength }
      })
    }
  })

  test('a site whose first message is damaged counts it too', async () => {
    await rig.log.store('floor.hull.x', 'damaged')
    const last = await rig.log.publish([happening('contact.enqueued', { contact: 'h1', queue: 'SALES' })], 'hull')
    expect((await rig.floorAt(last, 'hull')).feed.rejected).toEqual({ notJson: 1 })
  })

  test('subjects that name no site are filed under _, subjects with odd types go by their envelope', async () => {
    const before = await rig.metrics()
    const name = 'callboard_rejected_total{reason="badSubject"}'
    const event = happening('contact.enqueued', { contact: 's1', queue: 'SALES' })
    const nowhere = [
      'floor.x',
      'floor.lon$don.contact.enqueued',
      'floor.ü.contact.enqueued',
      `floor.${'x'.repeat(65)}.y`,
    ]
    for (const subject of nowhere) await rig.log.store(subject, JSON.stringify(event))
    const odd = ['floor.leeds.y', 'floor.leeds.contact.enqueued.and.more', 'floor.leeds.__proto__']
    let last = 0
    for (const subject of odd)
      last = await rig.log.store(
        subject,
        JSON.stringify(happening('contact.enqueued', { contact: subject, queue: 'SALES' })),
      )
    const view = await rig.floorAt(last, 'leeds')
    expect(view.queues['SALES']?.waiting).toBe(odd.length)
    expect(view.feed.rejected).toEqual({})
    const after = await rig.metrics()
    expect((after.get(name) ?? 0) - (before.get(name) ?? 0)).toBe(nowhere.length)
    await until(
      async () =>
        (await rig.log.read('FLOOR_REJECTED')).filter(({ subject }) => subject === 'floor-rejected._').length ===
        nowhere.length,
    )
  })

  test('times out of this world are clamped or late, and counted', async () => {
    const { skewed, late } = (await rig.floor()).feed
    await rig.log.publish([
      { ...happening('contact.enqueued', { contact: 'f1', queue: 'SALES' }), time: '9999-12-31T23:59:59Z' },
    ])
    const last = await rig.log.publish([
      { ...happening('contact.enqueued', { contact: 'f2', queue: 'SALES' }), time: '1970-01-01T00:00:00Z' },
    ])
    const view = await rig.floorAt(last)
    expect(view.feed).toMatchObject({ skewed: skewed + 1, late: late + 1, live: true })
    expect(Date.parse(view.asOf)).toBeLessThan(Date.now() + 5000)
  })

  test('markup in names is text on the wall, and nothing of it runs', async () => {
    const deep = deepEvent()
    await rig.log.publish(unkindEvents(), 'odd')
    // Twice: the second is a repeat, which takes comparing the two.
    await rig.log.store('floor.odd.contact.enqueued', deep)
    const last = await rig.log.store('floor.odd.contact.enqueued', deep)
    const view = await rig.floorAt(last, 'odd')
    expect(view.feed).toMatchObject({ rejected: {}, duplicates: 1, live: true })
    expect(Object.keys(view.queues)).toHaveLength(9)
    expect(view.queues['HTML']).toMatchObject({ name: SCRIPT, waiting: 3 })
    expect(view.agents['A1']).toMatchObject({ name: IMAGE })
    for (const board of ['floor', 'agents']) {
      const { page, complaints } = await browser.open(`${rig.address}/board/odd/${board}`)
      await page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('<img src='))
      await expectNothingRan(page)
      expect(complaints).toEqual([])
      await page.close()
    }
  })

  test('after all of it the server is alive, well and the same process', async () => {
    expect(rig.server.isRunning()).toBe(true)
    expect((await fetch(`${rig.address}/readyz`)).status).toBe(200)
    const metrics = await rig.metrics()
    expect(metrics.get('callboard_failed_sites')).toBe(0)
    expect(metrics.get('callboard_epochs_total')).toBe(1)
  })
})

async function expectNothingRan(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hacked: 'hacked' in window,
    polluted: 'polluted' in {},
    images: document.querySelectorAll('main img').length,
    scripts: document.querySelectorAll('main script').length,
  }))
  expect(found).toEqual({ hacked: false, polluted: false, images: 0, scripts: 0 })
}

/** Copies by the sequence of what they are copies of, once there are as many. */
async function rejectedCopies(count: number): Promise<Map<number, Stored>> {
  let stored: Stored[] = []
  await until(async () => (stored = await rig.log.read('FLOOR_REJECTED')).length >= count)
  return new Map(stored.map((one) => [Number(one.headers['Nats-Msg-Id']), one]))
}

function missing(seq: number): never {
  throw new Error(`no copy of ${seq} in FLOOR_REJECTED`)
}

function countsOf(bad: readonly BadMessage[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { reason } of bad) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}

/** Whatever two sites with the same events have in common at about the same time. */
function figuresOf({ queues, total, feed }: FloorView): unknown {
  const { late, duplicates, orphans, skewed } = feed
  return { queues, total, late, duplicates, orphans, skewed }
}
