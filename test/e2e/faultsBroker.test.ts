/** The broker and its streams in every bad way, with real processes: what Callboard says meanwhile, and shows afterwards. */
import { setTimeout as delay } from 'node:timers/promises'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { differenceFromLog } from '../chaos/audit.ts'
import { readLog } from '../chaos/readLog.ts'
import { openStage, type Stage } from '../chaos/stage.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { startNatsServer, type NatsServer } from '../support/natsServer.ts'
import { subscribeDisplay, type DisplayClient } from '../support/displayClient.ts'
import { happening, openFloorLog, type CloudEvent, type FloorLog } from './floorLog.ts'
import { tell, until } from './rig.ts'

let stage: Stage
let folder: string
const ends: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-faults-'))
})

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await stage?.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(brokerOptions: readonly string[] = []): Promise<void> {
  stage = await openStage({ env: { CALLBOARD_CLOCK: 'events' }, brokerOptions })
}

/** Callers who go on waiting: the count shows how many of the messages are in the view. */
function callers(from: number, count: number): CloudEvent[] {
  return Array.from({ length: count }, (_, n) =>
    happening('contact.enqueued', { contact: `c${from + n}`, queue: 'SALES' }),
  )
}

function offered({ queues }: FloorView): number {
  return queues['SALES']?.windows.day.offered ?? 0
}

async function problem(path: string): Promise<{ status: number; detail?: string }> {
  const response = await fetch(stage.server.address + path)
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.includes('problem') ?? false
  return { status: response.status, ...(isProblem ? (JSON.parse(text) as { detail: string }) : {}) }
}

function post(events: readonly CloudEvent[]): Promise<Response> {
  return fetch(`${stage.server.address}/api/v1/sites/main/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
}

async function watching(): Promise<DisplayClient> {
  const display = await subscribeDisplay(stage.server.address)
  ends.push(() => display.close())
  return display
}

async function managing(log: FloorLog): Promise<JetStreamManager> {
  return jetstreamManager(log.connection)
}

/** What the server shows is what is in the log now (N13). */
async function expectTheLog(natsUrl = stage.broker.url): Promise<void> {
  const messages = await readLog(natsUrl)
  const last = messages.at(-1)?.seq ?? 0
  await until(async () => ((await stage.floor()).appliedSeq ?? 0) >= last)
  const text = (await stage.server.floorText('main')) ?? ''
  const audit = { messages, folder, clockMode: 'events' } as const
  expect(await differenceFromLog({ site: 'main', text, moment: 'the end' }, audit)).toBeUndefined()
}

describe('away', () => {
  test('[SV60] without a broker at the start it listens and says what to do; then it catches up by itself', async () => {
    await open()
    const log = await stage.openLog()
    await jetstreamManager(log.connection).then((manager) => manager.streams.add(FLOOR))
    await log.publish(callers(1, 5))
    await stage.broker.kill()
    stage.server.start()
    await until(async () => (await fetch(`${stage.server.address}/healthz`).catch(() => undefined))?.status === 200)
    await until(async () => ((await problem('/readyz')).detail ?? '').includes('no NATS server answers'))
    expect((await problem('/readyz')).status).toBe(503)
    expect(await stage.floor()).toMatchObject({ feed: { live: false } })
    expect((await post(callers(6, 1))).status).toBe(503)
    await stage.broker.start()
    await stage.server.ready()
    expect(offered(await stage.floor())).toBe(5)
    await expectTheLog()
  })

  test('[SV61] away for a second, with its store: the same epoch, nothing lost, nothing twice', async () => {
    await open()
    stage.server.start()
    await stage.server.ready()
    await (await stage.openLog()).publish(callers(1, 5))
    const display = await watching()
    const { epoch } = await stage.floorAt(5)
    await stage.broker.kill()
    await until(async () => !(await stage.floor()).feed.live)
    await delay(1000)
    const { asOf } = await stage.floor()
    await stage.broker.start()
    const seq = await (await stage.openLog()).publish(callers(6, 5))
    const view = await stage.floorAt(seq)
    expect(view.epoch).toBe(epoch)
    expect(offered(view)).toBe(10)
    expect(view.asOf > asOf).toBe(true)
    expect(display.messages.filter(({ type }) => type === 'snapshot')).toHaveLength(1)
    await expectTheLog()
  })
})

const FLOOR = { name: 'FLOOR', subjects: ['floor.>'] }

describe('another log', () => {
  test('[SV62] another cluster at the address, with a longer log: a new epoch, and that log’s figures alone', async () => {
    await open()
    const other = await startNatsServer()
    ends.push(() => other.remove())
    stage.server.start()
    await stage.server.ready()
    await (await stage.openLog()).publish(callers(1, 5))
    const { epoch } = await stage.floorAt(5)
    const display = await watching()
    const elsewhere = await theirLog(other)
    await elsewhere.publish(callers(100, 9))
    stage.feedWire.aim(other.port)
    await stage.broker.kill()
    await until(async () => {
      const view = await stage.floor()
      return view.epoch !== epoch && view.feed.live
    })
    await stage.server.ready()
    expect(offered(await stage.floor())).toBe(9)
    await expectTheLog(other.url)
    await display.untilTrue(() => display.held?.epoch !== epoch)
    expect(display.messages.filter(({ type }) => type === 'snapshot')).toHaveLength(2)
  })

  test('[SV62] restarted with an empty store: a new epoch, and the figures of what comes now', async () => {
    await open()
    stage.server.start()
    await stage.server.ready()
    await (await stage.openLog()).publish(callers(1, 5))
    const { epoch } = await stage.floorAt(5)
    await stage.broker.kill()
    await stage.broker.clear()
    await stage.broker.start()
    await until(async () => (await stage.floor()).epoch !== epoch && (await stage.server.isReady()))
    await (await stage.openLog()).publish(callers(100, 2))
    await until(async () => offered(await stage.floor()) === 2)
    await expectTheLog()
  })

  async function theirLog(broker: NatsServer): Promise<FloorLog> {
    const log = await openFloorLog(broker.url)
    ends.push(() => log.close())
    await (await managing(log)).streams.add(FLOOR)
    return log
  }
})

describe('the stream', () => {
  test('[SV63] missing it is made; deleted meanwhile it is made again, with a new epoch', async () => {
    await open()
    stage.server.start()
    await stage.server.ready()
    const log = await stage.openLog()
    await log.publish(callers(1, 5))
    const { epoch } = await stage.floorAt(5)
    await (await managing(log)).streams.delete('FLOOR')
    await until(async () => (await stage.floor()).epoch !== epoch && (await stage.server.isReady()))
    await log.publish(callers(100, 3))
    await until(async () => offered(await stage.floor()) === 3)
    await expectTheLog()
  })

  test('[SV63] purged, it starts again with what comes: a new epoch', async () => {
    await open()
    stage.server.start()
    await stage.server.ready()
    const log = await stage.openLog()
    await log.publish(callers(1, 5))
    const { epoch } = await stage.floorAt(5)
    await (await managing(log)).streams.purge('FLOOR')
    await until(async () => (await stage.floor()).epoch !== epoch && (await stage.server.isReady()))
    const seq = await log.publish(callers(100, 3))
    expect(offered(await stage.floorAt(seq))).toBe(3)
  })

  test('[SV64] a limit that drops what was read changes no figure', async () => {
    await open()
    const log = await stage.openLog()
    await (await managing(log)).streams.add({ ...FLOOR, max_msgs: 10 })
    stage.server.start()
    await stage.server.ready()
    for (let n = 0; n < 50; n += 5) await stage.floorAt(await log.publish(callers(n, 5)))
    const view = await stage.floorAt(50)
    expect(offered(view)).toBe(50)
    expect((await readLog(stage.broker.url)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 10 }, (_, n) => n + 41),
    )
    await delay(1500)
    expect((await stage.floor()).epoch).toBe(view.epoch)
  })

  test('[SV64] a limit that drops what was not read yet: a new epoch, the figures of what is left, and since when', async () => {
    await open()
    const log = await stage.openLog()
    await (await managing(log)).streams.add({ ...FLOOR, max_msgs: 10 })
    stage.server.start()
    await stage.server.ready()
    const { epoch } = await stage.floorAt(await log.publish(callers(1, 5)))
    stage.server.freeze()
    const seq = await log.publish(callers(100, 50))
    stage.server.thaw()
    await until(async () => (await stage.floor()).epoch !== epoch)
    await stage.server.ready()
    const view = await stage.floorAt(seq)
    expect(offered(view)).toBe(10)
    expect(view.countsSince).toBeDefined()
  })
})

describe('a slow consumer', () => {
  test('[SV65] held up, it is sent no more than it takes: the rest waits in the log, and is read in the same epoch', async () => {
    const monitor = await freePort()
    await open(['-m', String(monitor)])
    stage.server.start()
    await stage.server.ready()
    const log = await stage.openLog()
    const { epoch } = await stage.floorAt(await log.publish(callers(0, 1)))
    stage.server.freeze()
    const seq = await publishMany(log, 1, 40_000)
    const { slow_consumers } = (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as SlowConsumers
    stage.server.thaw()
    const view = await stage.floorAt(seq)
    expect({ slow_consumers, offered: offered(view), epoch: view.epoch }).toEqual({
      ...{ slow_consumers: 0, offered: 40_001, epoch },
    })
    await expectTheLog()
  })

  test('[SV65] a long log on a thin wire is read in one go', async () => {
    await open()
    const log = await stage.openLog()
    await (await managing(log)).streams.add(FLOOR)
    const seq = await publishMany(log, 0, 20_000)
    stage.feedWire.thin({ bytesPerSecond: 1_500_000 })
    stage.server.start()
    tell(`20,000 messages over 1.5 MB/s: ready after ${Math.round(await stage.server.ready())} ms`)
    expect((await stage.floor()).appliedSeq).toBe(seq)
    expect(await stage.server.metric('callboard_feed_losses_total')).toBe(0)
    await expectTheLog()
  })

  test('[SV9] [SV65] more is published than the wire takes: not live, and live again when it takes it', async () => {
    stage = await openStage()
    stage.server.start()
    await stage.server.ready()
    const log = await stage.openLog()
    const { epoch } = await stage.floorAt(await log.publish(callers(0, 1)))
    stage.feedWire.thin({ bytesPerSecond: 200_000 })
    const from = Date.now()
    let last = 1
    for (; (await stage.server.isReady()) && Date.now() - from < 60_000; last += 500) {
      await log.publish(callers(last, 500))
      await delay(250)
    }
    tell(`2,000 messages a second over 200 KB/s: not live after ${Date.now() - from} ms`)
    expect(Date.now() - from).toBeLessThan(15_000)
    expect((await problem('/readyz')).detail).toMatch(/messages arrive \d+ s late/)
    await delay(2_000)
    expect((await stage.floor()).feed).toMatchObject({ live: false })
    stage.feedWire.thin({})
    await stage.server.ready()
    const view = await stage.floorAt(last)
    expect({ offered: offered(view), epoch: view.epoch }).toEqual({ offered: last, epoch })
    expect(await stage.server.metric('callboard_feed_losses_total')).toBe(0)
  })

  async function publishMany(log: FloorLog, from: number, count: number): Promise<number> {
    let seq = 0
    for (let n = from; n < from + count; n += 1000) seq = await log.publish(callers(n, 1000))
    return seq
  }

  interface SlowConsumers {
    readonly slow_consumers: number
  }
})

describe('the disk is full', () => {
  test('[SV66] what cannot be stored is refused and named, the wall goes on; with room again, all is as before', async () => {
    await open()
    const log = await stage.openLog()
    const manager = await managing(log)
    await manager.streams.add({ ...FLOOR, discard: 'new', max_bytes: 4000 })
    stage.server.start()
    await stage.server.ready()
    const display = await watching()
    const taken: number[] = []
    for (let n = 0; n < 30; n++) taken.push((await post(callers(n, 1))).status)
    const stored = taken.filter((status) => status === 202).length
    expect(stored).toBeGreaterThan(2)
    expect(taken.slice(stored)).toEqual(taken.slice(stored).map(() => 503))
    expect(offered(await stage.floorAt(stored))).toBe(stored)
    expect(await stage.server.isReady()).toBe(true)
    const { config } = await manager.streams.info('FLOOR')
    await manager.streams.update('FLOOR', { ...config, max_bytes: 1_000_000 })
    expect((await post(callers(100, 1))).status).toBe(202)
    await until(async () => offered(await stage.floor()) === stored + 1)
    expect(display.messages.filter(({ type }) => type === 'snapshot')).toHaveLength(1)
    expect(await stage.server.metric('callboard_failures_total{kind="not_stored"}')).toBeGreaterThan(0)
    await expectTheLog()
  })

  test('[SV66] a broker with no room but for the log: it is read and written all the same', async () => {
    const config = join(folder, 'nats.conf')
    await writeFile(config, `jetstream { max_file_store: 1000000 }\n`)
    await open(['-c', config])
    stage.server.start()
    await stage.server.ready()
    expect((await post(callers(1, 3))).status).toBe(202)
    const log = await stage.openLog()
    const seq = await log.store('floor.main.x', 'damaged')
    expect((await stage.floorAt(seq)).feed.rejected).toEqual({ notJson: 1 })
    await stage.server.ready()
    await expectTheLog()
  })
})
