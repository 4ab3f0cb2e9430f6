import type { Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventLog } from '../../../src/server/ports.ts'
import { createApi } from '../../../src/server/http/api.ts'
import { closeServer, createHttpServer, listen } from '../../../src/server/http/httpServer.ts'
import { createDoor } from '../../../src/server/http/door.ts'
import { createIngest, type Ingest } from '../../../src/server/http/ingest.ts'
import { DEFAULT_INGEST_LIMITS } from '../../../src/server/http/limits.ts'
import { anEvent } from '../../support/anEvent.ts'
import { until } from '../../support/heard.ts'

const ONE = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const LINES = 'application/x-ndjson'

const { maxStoring: MAX_STORING, reading: READING } = DEFAULT_INGEST_LIMITS

/** A log in memory that knows messages by their ids; `fails` makes it refuse, `held` makes it wait. */
function memoryLog() {
  const stored: { subject: string; body: string; messageId: string | undefined }[] = []
  const log = { stored, fails: false, waiting: 0, held: Promise.resolve(), append }

  async function append({ subject, body, messageId }: Parameters<EventLog['append']>[0]) {
    log.waiting += 1
    await log.held
    if (log.fails) throw new Error('the log is gone')
    const before = stored.findIndex((one) => one.messageId === messageId)
    if (before !== -1) return { seq: before + 1, duplicate: true }
    stored.push({ subject, body: Buffer.from(body).toString(), messageId })
    return { seq: stored.length, duplicate: false }
  }
  return log
}

let log: ReturnType<typeof memoryLog>
let ingest: Ingest
let server: Server
let url: string
let malformed: string[]

beforeEach(async () => {
  log = memoryLog()
  ingest = createIngest({ log, onNotStored: () => undefined })
  const metrics = { contentType: 'text/plain', text: () => Promise.resolve('') }
  const unasked = () => expect.fail('nobody asks')
  const api = createApi({
    floorView: () => undefined,
    past: { floor: unasked, intervals: unasked, board: unasked, history: unasked, nextBreach: unasked },
    health: { readiness: () => ({ ready: true }), view: () => expect.fail('nobody asks') },
    ingest,
    metrics,
  })
  malformed = []
  server = createHttpServer({
    door: createDoor(),
    api,
    pages: undefined,
    onMalformed: (reason) => malformed.push(reason),
    onFailure: (error) => expect.fail(String(error)),
  })
  await listen(server, '127.0.0.1', 0)
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/sites/london/events`
})
afterEach(() => closeServer(server, 0))

async function post(type: string, body: string | Uint8Array<ArrayBuffer>, to = url) {
  const response = await fetch(to, { method: 'POST', headers: { 'content-type': type }, body })
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
}

const accepted = { index: 0, source: '/acd/test', id: 'e1', seq: 1, duplicate: false }

function send(bytes: string): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(bytes)
  return socket
}

/** A request's head, with how its body comes. */
function headOf(length: string): string {
  return `POST /api/v1/sites/london/events HTTP/1.1\r\nHost: x\r\nContent-Type: ${ONE}\r\n${length}\r\n\r\n`
}

describe('counted, though nobody is there to answer', () => {
  test('a connection that speaks no HTTP', async () => {
    send('\u0001\u0002 garbage\r\n\r\n')
    await until(() => malformed.length > 0)
    expect(malformed).toEqual(['HPE_INVALID_METHOD'])
  })

  test('a body that breaks off', async () => {
    const socket = send(`${headOf('Content-Length: 99')}{`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    await until(() => ingest.counts.hungUp > 0)
    expect(ingest.counts.hungUp).toBe(1)
  })
})

describe('accepted', () => {
  test('one event: 202 with its sequence, published as it came under the site and its type', async () => {
    const text = JSON.stringify(anEvent(), null, 2)
    expect(await post(ONE, text)).toMatchObject({ status: 202, body: { accepted: [accepted] } })
    expect(log.stored).toMatchObject([{ subject: 'floor.london.contact.enqueued', body: text }])
  })

  test('a content type with parameters and capitals is the same type', async () => {
    expect((await post('Application/CloudEvents+JSON; charset=utf-8', JSON.stringify(anEvent()))).status).toBe(202)
  })

  test('a batch, and NDJSON with blank lines: in order', async () => {
    const events = ['a', 'b', 'c'].map((id) => anEvent({ id }))
    expect((await post(BATCH, JSON.stringify(events))).status).toBe(202)
    expect(
      (await post(LINES, events.map((one) => `${JSON.stringify({ ...one, source: '/x' })}\n\n`).join(''))).status,
    ).toBe(202)
    expect(log.stored.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual([
      'a',
      'b',
      'c',
      'a',
      'b',
      'c',
    ])
  })

  test('a retry is a duplicate; the same event of another site is not', async () => {
    await post(ONE, JSON.stringify(anEvent()))
    const again = await post(ONE, JSON.stringify(anEvent()))
    expect(again).toMatchObject({ status: 202, body: { accepted: [{ ...accepted, duplicate: true }] } })
    const elsewhere = await post(ONE, JSON.stringify(anEvent()), url.replace('london', 'york'))
    expect(elsewhere.body).toMatchObject({ accepted: [{ duplicate: false }] })
    expect(ingest.counts).toMatchObject({ accepted: 3, duplicates: 1 })
  })

  test('U+2028 inside a line of NDJSON ends no line', async () => {
    const body = JSON.stringify(anEvent({ data: { contact: 'c', queue: 'a\u2028b' } }))
    expect((await post(LINES, body)).status).toBe(202)
  })
})

describe('not accepted, and each told why', () => {
  test.each([
    ['not JSON', '{', 'notJson'],
    ['not an object', '1', 'notAnEvent'],
    ['another specversion', JSON.stringify(anEvent({ specversion: '0.3' })), 'notAnEvent'],
    ['an unknown type', JSON.stringify(anEvent({ type: 'contact.sang' })), 'unknownType'],
    ['a bad time', JSON.stringify(anEvent({ time: 'noon' })), 'badTime'],
    ['a missing field', JSON.stringify(anEvent({ data: { contact: 'c1' } })), 'badField'],
    ['an id that pollutes', JSON.stringify(anEvent({ data: { contact: '__proto__', queue: 'q' } })), 'badField'],
    ['too large', JSON.stringify(anEvent({ data: { contact: 'c', queue: 'q', x: 'x'.repeat(65_536) } })), 'tooLarge'],
  ])('[F17] %s', async (_name, text, reason) => {
    expect(await post(ONE, text)).toMatchObject({
      status: 400,
      headers: expect.toSatisfy(
        (headers: Headers) => headers.get('content-type') === 'application/problem+json',
      ) as object,
      body: { status: 400, title: 'Bad Request', accepted: [], rejected: [{ index: 0, reason }] },
    })
    expect(log.stored).toEqual([])
    expect(ingest.counts.rejected).toEqual({ [reason]: 1 })
  })

  test('in a batch the good ones are accepted and named, the bad ones named with their places', async () => {
    const batch = [anEvent(), { id: 7 }, anEvent({ id: 'bad', type: 'x' }), anEvent({ id: 'e2' })]
    const answer = await post(BATCH, JSON.stringify(batch))
    expect(answer).toMatchObject({
      status: 400,
      body: {
        accepted: [
          { index: 0, id: 'e1' },
          { index: 3, id: 'e2' },
        ],
        rejected: [
          { index: 1, reason: 'notAnEvent' },
          { index: 2, reason: 'unknownType', source: '/acd/test', id: 'bad' },
        ],
      },
    })
    expect(log.stored).toHaveLength(2)
  })

  test('a nest deeper than the stack is a rejection, not a failure', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const batch = `[${JSON.stringify(anEvent()).replace('"SALES"', `"SALES","x":${deep}`)}]`
    expect(await post(BATCH, batch)).toMatchObject({ status: 400, body: { rejected: [{ reason: 'tooLarge' }] } })
  })
})

describe('turned away', () => {
  test.each([
    ['no array', BATCH, '{}', 400],
    ['an empty batch', BATCH, '[]', 400],
    ['an empty body', LINES, '', 400],
    ['bytes that are no UTF-8', LINES, new Uint8Array([0xff, 0xfe]), 400],
    ['more than 1,000 events', LINES, '{}\n'.repeat(1001), 413],
    ['more than 1 MiB', LINES, ' '.repeat(1024 * 1024 + 1), 413],
    ['another content type', 'application/json', '{}', 415],
    ['text', 'text/plain', '{}', 415],
  ])('%s', async (_name, type, body, status) => {
    expect(await post(type, body)).toMatchObject({ status, body: { status } })
    expect(ingest.counts.refused).toEqual({ [status]: 1 })
  })

  test('another method: 405 with Allow', async () => {
    const response = await fetch(url)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('a site that is no token: 404', async () => {
    expect((await post(ONE, '{}', url.replace('london', 'lon.don'))).status).toBe(404)
  })

  test('more at once than there is room for: 429, and room again afterwards', async () => {
    let release = (): void => undefined
    log.held = new Promise<void>((resolve) => (release = resolve))
    const waiting = Array.from({ length: MAX_STORING }, (_, i) => post(ONE, JSON.stringify(anEvent({ id: `w${i}` }))))
    await until(() => log.waiting === MAX_STORING)
    const extra = await post(ONE, JSON.stringify(anEvent({ id: 'extra' })))
    expect([extra.status, extra.headers.get('retry-after')]).toEqual([429, '1'])
    release()
    expect((await Promise.all(waiting)).every(({ status }) => status === 202)).toBe(true)
    expect((await post(ONE, JSON.stringify(anEvent({ id: 'extra' })))).status).toBe(202)
  })

  test('[SV44] slow bodies hold up nobody but those of their own address, whose next body gets 429', async () => {
    const slow: Socket[] = []
    const dawdle = () => void slow.push(send(`${headOf('Content-Length: 99')}{`))
    for (let i = 0; i < READING.maxPerAddress - 1; i++) dawdle()
    await until(() => ingest.reading === READING.maxPerAddress - 1)
    expect((await post(ONE, JSON.stringify(anEvent()))).status).toBe(202)
    dawdle()
    await until(() => ingest.reading === READING.maxPerAddress)
    expect((await post(ONE, JSON.stringify(anEvent()))).status).toBe(429)
    for (const socket of slow) socket.destroy()
    await until(() => ingest.reading === 0)
    expect((await post(ONE, JSON.stringify(anEvent()))).status).toBe(202)
    expect(ingest.counts).toMatchObject({ hungUp: READING.maxPerAddress, refused: { 429: 1 } })
  })

  test('a body sent byte by byte is the same body', async () => {
    const text = JSON.stringify(anEvent())
    const socket = send(headOf('Transfer-Encoding: chunked'))
    for (const byte of text) socket.write(`1\r\n${byte}\r\n`)
    socket.write('0\r\n\r\n')
    await until(() => log.stored.length > 0)
    expect(log.stored).toMatchObject([{ body: text }])
  })

  test('the log does not acknowledge: 503, naming what was and what was not stored', async () => {
    log.fails = true
    expect(await post(BATCH, JSON.stringify([anEvent(), { nonsense: true }]))).toMatchObject({
      status: 503,
      body: { accepted: [], notStored: [{ index: 0, id: 'e1' }], rejected: [{ index: 1 }] },
    })
    expect(ingest.counts).toMatchObject({ accepted: 0, notStored: 1 })
  })
})
