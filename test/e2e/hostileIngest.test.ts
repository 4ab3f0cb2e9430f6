/** Senders that mean no good, over HTTP: each is told what is wrong, counted, and disturbs nobody else. */
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INGEST_LIMITS } from '../../src/server/http/limits.ts'
import { happening } from './floorLog.ts'
import { startRig, tell, type Rig } from './rig.ts'

const ONE = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const LINES = 'application/x-ndjson'
/** The server gives a request 15 s and looks every second. */
const HUNG_UP_WITHIN_MS = 18_000
/** As many as the server reads of one address at once. */
const SLOW_BODIES = DEFAULT_INGEST_LIMITS.reading.maxPerAddress

let rig: Rig
let good = 0

beforeAll(async () => {
  rig = await startRig()
})

afterAll(() => rig?.stop())

function events(count: number): object[] {
  return Array.from({ length: count }, () => happening('contact.enqueued', { contact: `i${good++}`, queue: 'SALES' }))
}

interface Answer {
  readonly status: number
  readonly detail?: string
  readonly accepted?: unknown[]
  readonly rejected?: { readonly index: number; readonly reason: string }[]
}

async function post(type: string, body: BodyInit, path = '/api/v1/sites/main/events'): Promise<Answer> {
  const request = { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' }
  const response = await fetch(rig.address + path, request)
  return { ...((await response.json()) as Omit<Answer, 'status'>), status: response.status }
}

/** Sends good events, and answers what is offered once they, and whatever was sent before, are folded. */
async function offeredWith(count: number): Promise<number> {
  const answer = await post(BATCH, JSON.stringify(events(count)))
  expect(answer).toMatchObject({ status: 202 })
  const last = (answer.accepted as { seq: number }[]).at(-1)?.seq ?? 0
  return (await rig.floorAt(last)).queues['SALES']?.windows.day.offered ?? 0
}

/** Good events are taken, and counted at once. */
async function expectUndisturbed(): Promise<void> {
  const before = await offeredWith(1)
  expect(await offeredWith(3)).toBe(before + 3)
}

/** What a counter gained meanwhile. */
async function gained(name: string, act: () => Promise<unknown>): Promise<number> {
  const before = (await rig.metrics()).get(name) ?? 0
  await act()
  return ((await rig.metrics()).get(name) ?? 0) - before
}

test('what is no request for events is refused by status, and counted', async () => {
  const big = Buffer.alloc(1024 * 1024 + 1, ' ')
  const refusals: [status: number, type: string, body: BodyInit][] = [
    [415, 'text/plain', JSON.stringify(events(1)[0])],
    [415, 'application/json', '{}'],
    [413, BATCH, big],
    [413, LINES, streamed(big)],
    [413, BATCH, JSON.stringify(events(1001))],
    [413, LINES, Array(1001).fill('{}').join('\n')],
    [400, ONE, Uint8Array.from([0x22, 0xff, 0xfe, 0x22])],
    [400, BATCH, '['.repeat(500_000)],
    [400, BATCH, '{"not":"a list"}'],
    [400, BATCH, '[]'],
    [400, LINES, '\n\n'],
  ]
  const counted = new Map<number, number>()
  for (const [status] of refusals) counted.set(status, (counted.get(status) ?? 0) + 1)
  const before = await rig.metrics()
  for (const [status, type, body] of refusals) {
    const answer = await post(type, body)
    expect(answer).toMatchObject({ status, detail: expect.stringMatching(/\S/) as string })
    expect(answer).not.toHaveProperty('accepted')
  }
  const after = await rig.metrics()
  for (const [status, count] of counted) {
    const name = `callboard_ingest_refused_total{status="${status}"}`
    expect([status, (after.get(name) ?? 0) - (before.get(name) ?? 0)]).toEqual([status, count])
  }
  await expectUndisturbed()
})

test('of a mixed batch the good ones are taken and the others named', async () => {
  const [first, second] = events(2)
  const proto = JSON.parse('{"contact":"__proto__","queue":"SALES"}') as object
  const batch = [
    first,
    { ...first, data: proto },
    null,
    [],
    { ...first, type: '__proto__' },
    { ...first, time: 5 },
    { ...first, time: 'soon' },
    { ...first, data: { contact: 'x', queue: 'SALES', padding: 'x'.repeat(70 * 1024) } },
    second,
  ]
  const reasons = ['badField', 'notAnEvent', 'notAnEvent', 'unknownType', 'notAnEvent', 'badTime', 'tooLarge']
  let answer: Answer | undefined
  const badFields = await gained('callboard_ingest_rejected_total{reason="badField"}', async () => {
    answer = await post(BATCH, JSON.stringify(batch))
  })
  expect(answer?.status).toBe(400)
  expect(answer?.accepted).toMatchObject([{ index: 0 }, { index: 8 }])
  expect(answer?.rejected?.map(({ reason }) => reason)).toEqual(reasons)
  expect(badFields).toBe(1)
  await expectUndisturbed()
})

test('what is nested too deeply to be written again is named too', async () => {
  const [first, second] = events(2)
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const deep = JSON.stringify(first).replace('"queue":', `"deep":${nested},"queue":`)
  expect(await post(ONE, nested)).toMatchObject({ status: 400, rejected: [{ index: 0 }] })
  const answer = await post(BATCH, `[${deep},${JSON.stringify(second)}]`)
  expect(answer).toMatchObject({ status: 400, accepted: [{ index: 1 }], rejected: [{ index: 0, reason: 'tooLarge' }] })
  await expectUndisturbed()
})

test('sites that cannot be, and other methods, are told so', async () => {
  const [event] = events(1)
  for (const site of ['a.b', 'a%2Eb', '*', '%00', 'x'.repeat(65), '..%2F..'])
    expect((await post(ONE, JSON.stringify(event), `/api/v1/sites/${site}/events`)).status).toBe(404)
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await fetch(`${rig.address}/api/v1/sites/main/events`, { method })).status).toBe(405)
  await expectUndisturbed()
})

test('what is no HTTP is hung up on, and counted', async () => {
  const garbage = [
    'hello\r\n\r\n',
    '\u0000\u0001\u0002\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`,
    'POST /api/v1/sites/main/events HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
    'POST /api/v1/sites/main/events HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ]
  const before = await malformed()
  for (const text of garbage) expect(await said(text)).toMatch(/^HTTP\/1\.1 (400|431) /)
  expect((await malformed()) - before).toBe(garbage.length)
  await expectUndisturbed()
})

test('slow bodies hold up nobody, are hung up on, and their address has places for so many', async () => {
  const slow = Array.from({ length: SLOW_BODIES / 2 }, dawdle)
  await delay(500)
  await expectUndisturbed()
  slow.push(...Array.from({ length: SLOW_BODIES / 2 }, dawdle))
  await delay(500)
  const refused = await gained('callboard_ingest_refused_total{status="429"}', async () => {
    expect((await post(BATCH, JSON.stringify(events(1)))).status).toBe(429)
  })
  expect(refused).toBe(1)
  // Reading is not disturbed by that.
  expect((await rig.floor()).feed.live).toBe(true)
  let took: number[] = []
  const hungUp = await gained('callboard_ingest_hung_up_total', async () => (took = await Promise.all(slow)))
  expect(hungUp).toBe(slow.length)
  tell(`slow bodies were hung up on after ${Math.round(Math.max(...took) / 1000)} s at most`)
  expect(Math.max(...took)).toBeLessThan(HUNG_UP_WITHIN_MS)
  await expectUndisturbed()
})

test('a page that calls us by its own name is told that this is not its server', async () => {
  const refused = await gained('callboard_http_refused_total{reason="host"}', async () => {
    expect(await said('GET /api/v1/sites/main/floor HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 421 /,
    )
  })
  expect(refused).toBe(1)
})

test('after all of it the server is alive, well and has told of no failure', async () => {
  expect(rig.server.isRunning()).toBe(true)
  expect((await fetch(`${rig.address}/readyz`)).status).toBe(200)
  const failures = [...(await rig.metrics())].filter(([name]) => name.startsWith('callboard_failures_total{'))
  expect(failures).toEqual([])
})

/** Connections that spoke no HTTP, whatever they spoke. */
async function malformed(): Promise<number> {
  const counters = [...(await rig.metrics())].filter(([name]) => name.startsWith('callboard_http_malformed_total{'))
  return counters.reduce((sum, [, count]) => sum + count, 0)
}

/** Sent in pieces, without a length. */
function streamed(body: Buffer): ReadableStream<Uint8Array> {
  let from = 0
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(body.subarray(from, (from += 65_536))))
      if (from >= body.byteLength) controller.close()
    },
  })
}

/** What the server answers to these bytes until it hangs up. */
function said(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(rig.address).port), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    socket.setTimeout(10_000, () => socket.destroy())
  })
}

/** A body of which a byte comes every half second; answers how long it was listened to, ms. */
function dawdle(): Promise<number> {
  return new Promise((resolve) => {
    const from = performance.now()
    const socket = connect(Number(new URL(rig.address).port), '127.0.0.1', () => {
      socket.write(
        `POST /api/v1/sites/main/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${BATCH}\r\ncontent-length: 1000\r\n\r\n[`,
      )
    })
    const writing = setInterval(() => socket.write(' '), 500)
    socket.on('error', () => undefined)
    socket.resume()
    socket.on('close', () => {
      clearInterval(writing)
      resolve(performance.now() - from)
    })
  })
}
