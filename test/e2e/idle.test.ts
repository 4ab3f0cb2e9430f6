/** How much a display is sent: next to nothing when nothing happens, and no more than it can show when much does. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { subscribeDisplay, type DisplayClient } from '../support/displayClient.ts'
import { happening } from './floorLog.ts'
import { startRig, tell, type Rig } from './rig.ts'

const QUIET_MS = 5000
const BURST = { perSecond: 2000, everyMs: 50, seconds: 4 }

let rig: Rig
let display: DisplayClient

beforeAll(async () => {
  rig = await startRig()
})

afterEach(() => display?.close())

afterAll(() => rig?.stop())

interface Arrival {
  readonly type: string
  readonly at: number
}

/** A display that notes when which frame came. */
async function watching(): Promise<Arrival[]> {
  display = await subscribeDisplay(rig.address)
  const arrivals: Arrival[] = []
  display.socket.on('message', (data: Buffer) => {
    const { type } = JSON.parse(data.toString()) as { type: string }
    arrivals.push({ type, at: performance.now() })
  })
  return arrivals
}

test('on a floor where nothing happens there are pulses only, at least one a second', async () => {
  await rig.log.publish([
    happening('queue.configured', { queue: 'SALES' }),
    happening('agent.state', { agent: 'A1', state: 'offline', queues: ['SALES'] }),
    happening('contact.enqueued', { contact: 'c1', queue: 'SALES' }),
    happening('contact.abandoned', { contact: 'c1' }),
  ])
  // Whole minutes have news of their own: the trend moves on.
  const intoMinute = Date.now() % 60_000
  if (intoMinute > 60_000 - QUIET_MS - 2000) await delay(61_000 - intoMinute)
  const arrivals = await watching()
  await delay(1000)
  const from = performance.now()
  await delay(QUIET_MS)

  const quiet = arrivals.filter(({ at }) => at >= from)
  const silences = quiet.slice(1).map(({ at }, i) => at - (quiet[i]?.at ?? at))
  tell(
    `idle floor: ${quiet.length} pulses in ${QUIET_MS / 1000} s, longest silence ${Math.round(Math.max(...silences))} ms`,
  )
  expect(new Set(quiet.map(({ type }) => type))).toEqual(new Set(['pulse']))
  expect(quiet.length).toBeGreaterThanOrEqual(QUIET_MS / 1000)
  expect(Math.max(...silences)).toBeLessThan(1200)
})

test('under 2,000 events a second there are at most four deltas a second, and none is missing at the end', async () => {
  const arrivals = await watching()
  const from = performance.now()
  let sent = 0
  while (sent < BURST.perSecond * BURST.seconds) {
    const due = Math.min(BURST.seconds, (performance.now() - from) / 1000) * BURST.perSecond
    while (sent < due) rig.log.pour([happening('contact.enqueued', { contact: `b${sent++}`, queue: 'BURST' })])
    await delay(BURST.everyMs)
  }
  await rig.log.connection.flush()
  const until = performance.now()
  await display.untilTrue(() => (display.held?.view as FloorBoardView).queues['BURST']?.waiting === sent)

  const deltas = arrivals.filter(({ type, at }) => type === 'delta' && at >= from && at < until).map(({ at }) => at)
  const rate = ((deltas.length - 1) * 1000) / ((deltas.at(-1) ?? 0) - (deltas[0] ?? 0))
  // A tick may come late, so that the next is nearer to it: in one second by itself there may be a fifth.
  const most = Math.max(...deltas.map((at) => deltas.filter((other) => other >= at && other < at + 1000).length))
  const perSecond = Math.round(sent / ((until - from) / 1000))
  tell(`burst of ${perSecond} events/s: ${rate.toFixed(2)} deltas/s, at most ${most} in any second`)
  expect(perSecond).toBeGreaterThan(BURST.perSecond * 0.8)
  expect(deltas.length).toBeGreaterThan(BURST.seconds)
  expect(rate).toBeLessThan(4.1)
  expect(most).toBeLessThanOrEqual(5)
})
