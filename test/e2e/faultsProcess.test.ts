/** Callboard told to end while it is busy, and without file handles. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../chaos/stage.ts'
import { readLog } from '../chaos/readLog.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { subscribeDisplay } from '../support/displayClient.ts'
import { happening, type CloudEvent } from './floorLog.ts'
import { tell, until } from './rig.ts'

const STOP_WITHIN_MS = 5000

let stage: Stage
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await stage?.close()
})

async function open(): Promise<void> {
  stage = await openStage({ env: { CALLBOARD_CLOCK: 'events' } })
  stage.server.start()
  await stage.server.ready()
}

function callers(from: number, count: number): CloudEvent[] {
  return Array.from({ length: count }, (_, n) =>
    happening('contact.enqueued', { contact: `c${from + n}`, queue: 'SALES' }),
  )
}

test('[SV67] told to end while it reads, serves and stores, it lets what is under way end, and is gone within 5 s', async () => {
  await open()
  const displays = await Promise.all(Array.from({ length: 30 }, () => subscribeDisplay(stage.server.address)))
  const log = await stage.openLog()
  const pouring = setInterval(() => log.pour(callers(0, 50)), 20)
  const slow = await halfSent(JSON.stringify(callers(1_000_000, 1)[0]))
  const ending = stage.server.stop()
  await delay(300)
  slow.finish()
  expect(await slow.status).toBe(202)
  const ended = await ending
  clearInterval(pouring)
  tell(`told to end with 30 displays and a request under way: gone after ${Math.round(ended?.tookMs ?? 0)} ms`)
  expect(ended).toMatchObject({ code: 0 })
  expect(ended?.tookMs).toBeLessThan(STOP_WITHIN_MS)
  const codes = await Promise.all(displays.map(async (display) => (await display.closed()).code))
  expect(new Set(codes)).toEqual(new Set([1001]))
  const stored = await readLog(stage.broker.url)
  expect(stored.filter(({ text }) => text.includes('c1000000'))).toHaveLength(1)
})

test('[SV67] told to end while the broker hangs and requests wait for it, it is gone within 5 s', async () => {
  await open()
  stage.feedWire.freeze()
  await until(async () => !(await stage.floor()).feed.live)
  const body = JSON.stringify(callers(1, 1)[0])
  const headers = { 'content-type': 'application/cloudevents+json' }
  const url = `${stage.server.address}/api/v1/sites/main/events`
  const asked = fetch(url, { method: 'POST', headers, body }).catch(() => undefined)
  await delay(500)
  const ended = await stage.server.stop()
  tell(`told to end while the broker hangs: gone after ${Math.round(ended?.tookMs ?? 0)} ms`)
  expect(ended).toMatchObject({ code: 0 })
  expect(ended?.tookMs).toBeLessThan(STOP_WITHIN_MS)
  expect((await asked)?.status).not.toBe(202)
})

/** A request whose body has come half way. */
async function halfSent(body: string): Promise<{ finish(): void; status: Promise<number> }> {
  const socket = connect(stage.port, '127.0.0.1')
  sockets.push(socket)
  socket.setNoDelay(true)
  const path = '/api/v1/sites/main/events'
  const length = Buffer.byteLength(body)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\nContent-Type: application/cloudevents+json\r\nContent-Length: ${length}\r\n\r\n${body.slice(0, 20)}`,
  )
  const status = new Promise<number>((resolve, reject) => {
    socket.once('data', (data: Buffer) => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(data.toString())?.[1])))
    socket.once('close', () => reject(new Error('hung up on')))
  })
  status.catch(() => undefined)
  await delay(200)
  return { finish: () => void socket.write(body.slice(20)), status }
}

test('[SV68] out of file handles it turns newcomers away, goes on with who is there, and recovers by itself', async () => {
  await open()
  const display = await subscribeDisplay(stage.server.address)
  const log = await stage.openLog()
  const { epoch } = await stage.floorAt(await log.publish(callers(0, 1)))
  const { pid } = stage.server
  const inUse = readdirSync(`/proc/${pid}/fd`).length
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${inUse + 5}`])
  for (let n = 0; n < 40; n++) sockets.push(connect(stage.port, '127.0.0.1').on('error', () => undefined))
  await until(() => sockets.some((socket) => socket.destroyed || socket.readyState === 'readOnly'))
  const seq = await log.publish(callers(1, 9))
  await display.untilTrue(() =>
    display.messages.some((message) => 'appliedSeq' in message && message.appliedSeq >= seq),
  )

  // The link to the log is lost too: the handle it leaves may be another's by the time it is wanted again.
  stage.feedWire.cut()
  await delay(1000)
  for (const socket of sockets.splice(0)) socket.destroy()
  await stage.server.ready()
  const last = await log.publish(callers(10, 1))
  const view = await stage.floorAt(last)
  expect(view).toMatchObject({ epoch, queues: { SALES: { waiting: 11 } } })
  await display.untilTrue(() =>
    display.messages.some((message) => 'appliedSeq' in message && message.appliedSeq >= last),
  )
  await (await subscribeDisplay(stage.server.address)).close()
  expect(await stage.server.metric('callboard_feed_losses_total')).toBeGreaterThan(0)
  expect(stage.server.complaints).toEqual([])
  await display.close()
})

test('[SV55] a bug in the thread that reads the log ends the process, and says what it was', async () => {
  const preloaded = fileURLToPath(new URL('bugInThread.ts', import.meta.url))
  stage = await openStage()
  const env = { CALLBOARD_DATA: stage.folder, NATS_URL: stage.broker.url, PORT: String(stage.port) }
  const run = await runCallboard(['serve'], { env: { ...env, NODE_OPTIONS: `--import ${preloaded}` } })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('our bug')
  expect(run.stderr).toContain('a bug: the server ends')
})
