/** Damaged HTTP bodies and requests against a real server: what is acknowledged lies in the log, exactly once. */
import type { Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { createApi } from '../../src/server/http/api.ts'
import { createDoor } from '../../src/server/http/door.ts'
import { closeServer, createHttpServer, listen } from '../../src/server/http/httpServer.ts'
import { createIngest } from '../../src/server/http/ingest.ts'
import { parserFor } from '../../src/server/http/sentEvents.ts'
import type { EventLog } from '../../src/server/ports.ts'
import { chance, type Chance } from '../simulation/random.ts'
import { until } from '../support/heard.ts'
import { isAcceptable } from './acceptable.ts'
import { goodEvents } from './goodEvents.ts'
import { damaged, misshapen } from './mutate.ts'

const ONE = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const LINES = 'application/x-ndjson'
const TYPES = [ONE, BATCH, LINES]

/** What a sender with damage on its line posts next. */
class Sender {
  readonly #by: Chance
  readonly #events: ReturnType<typeof goodEvents>
  #recent: object[] = []
  #number = 0

  constructor(seed: number) {
    this.#by = chance(seed)
    this.#events = goodEvents(seed)
  }

  next(): { type: string; body: Buffer } {
    const by = this.#by
    const type = by.pick(TYPES)
    const texts = Array.from({ length: type === ONE ? 1 : by.whole(1, 4) }, () => this.#text())
    const joined = type === ONE ? texts.join('') : type === BATCH ? `[${texts.join()}]` : texts.join('\n')
    const bytes = Buffer.from(joined)
    const body = by.often(0.3) ? Buffer.from(damaged(bytes, Buffer.from(this.#text()), by)) : bytes
    return { type: by.often(0.02) ? by.pick(['text/plain', '', `${type};charset=x`, 'application/json']) : type, body }
  }

  /** A good event, or one out of shape. */
  #text(): string {
    const by = this.#by
    const event = { ...this.#events.next().value.event, source: `/fuzz/${this.#number++}` }
    this.#recent = [...this.#recent.slice(-20), event]
    return by.often(0.4) ? JSON.stringify(event) : misshapen(event, this.#recent, by)
  }
}

export interface FuzzedBodies {
  readonly cases: number
  readonly events: number
  readonly disputed: readonly string[]
}

/** Bodies through the parser alone. */
export function fuzzBodies(cases: number, seed: number): FuzzedBodies {
  const sender = new Sender(seed)
  const disputed: string[] = []
  let events = 0
  for (let i = 0; i < cases; i++) {
    const { type, body } = sender.next()
    const parsed = parserFor(type)?.(body)
    if (parsed === undefined || 'mistake' in parsed) continue
    events += parsed.good.length
    for (const { body: sent } of parsed.good)
      if (!isAcceptable(JSON.parse(Buffer.from(sent).toString())) && disputed.length < 5)
        disputed.push(Buffer.from(sent).toString().slice(0, 300))
  }
  return { cases, events, disputed }
}

export interface FuzzedRequests {
  readonly cases: number
  readonly statuses: Readonly<Record<string, number>>
  readonly acknowledged: number
  /** Events acknowledged that do not lie in the log exactly once. */
  readonly astray: readonly string[]
  readonly malformed: number
  /** Exceptions of the server: every one is a bug. */
  readonly failures: readonly string[]
  readonly bodiesLeft: number
}

const AT_ONCE = 8

export async function fuzzRequests(cases: number, seed: number): Promise<FuzzedRequests> {
  const by = chance(seed)
  const sender = new Sender(seed)
  const served = await serve()
  const statuses: Record<string, number> = {}
  const acknowledged = new Map<string, number>()
  try {
    for (let done = 0; done < cases; done += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const { type, body } = sender.next()
          const answer = by.often(0.5)
            ? await post(served.port, type, body)
            : await say(served.port, requestBytes(type, body, by))
          statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
          for (const { source, id } of answer.accepted) {
            const name = JSON.stringify([source, id])
            acknowledged.set(name, (acknowledged.get(name) ?? 0) + 1)
          }
        }),
      )
    await until(() => served.bodies() === 0)
    return {
      cases,
      statuses,
      acknowledged: acknowledged.size,
      astray: [...acknowledged.keys()].filter((name) => served.stored.get(name) !== 1).slice(0, 5),
      malformed: served.malformed(),
      failures: served.failures,
      bodiesLeft: served.bodies(),
    }
  } finally {
    await closeServer(served.server, 0)
  }
}

interface Served {
  readonly server: Server
  readonly port: number
  /** Identity → how often it was stored. */
  readonly stored: Map<string, number>
  readonly failures: string[]
  malformed(): number
  bodies(): number
}

async function serve(): Promise<Served> {
  const stored = new Map<string, number>()
  const failures: string[] = []
  const known = new Set<string | undefined>()
  let malformed = 0
  const log: EventLog = {
    append({ body, messageId }) {
      if (known.has(messageId)) return Promise.resolve({ seq: known.size, duplicate: true })
      known.add(messageId)
      const { source, id } = JSON.parse(Buffer.from(body).toString()) as { source: string; id: string }
      const name = JSON.stringify([source, id])
      stored.set(name, (stored.get(name) ?? 0) + 1)
      return Promise.resolve({ seq: known.size, duplicate: false })
    },
  }
  const ingest = createIngest({ log, onNotStored: (reason) => void failures.push(reason) })
  const parts = { health: { readiness: () => ({ ready: true }), view: () => ({}) }, floorView: () => undefined }
  const metrics = { contentType: 'text/plain', text: () => Promise.resolve('') }
  const server = createHttpServer({
    door: createDoor(),
    api: createApi({ ...parts, ingest, metrics } as unknown as Parameters<typeof createApi>[0]),
    pages: undefined,
    onMalformed: () => (malformed += 1),
    onFailure: (error) => void failures.push(String(error)),
  })
  await listen(server, '127.0.0.1', 0)
  const { port } = server.address() as AddressInfo
  return { server, port, stored, failures, malformed: () => malformed, bodies: () => ingest.reading }
}

interface Answer {
  readonly status: string
  readonly accepted: readonly { source: string; id: string }[]
}

async function post(port: number, type: string, body: Buffer): Promise<Answer> {
  const url = `http://127.0.0.1:${port}/api/v1/sites/main/events`
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(body) })
  return { status: String(response.status), accepted: acceptedOf(await response.text()) }
}

function acceptedOf(text: string): Answer['accepted'] {
  return (JSON.parse(text) as { accepted?: Answer['accepted'] }).accepted ?? []
}

/** A request whose head is damaged too, or says something else than is true. */
function requestBytes(type: string, body: Buffer, by: Chance): Buffer {
  const length = by.pick([body.byteLength, body.byteLength, body.byteLength + 1, 0, -1, 'x', '1e9', '9'.repeat(30)])
  const site = by.pick(['main', 'main', 'a%2Fb', '..', 'x'.repeat(65), 'x'.repeat(3_000), '%', '\u0000'])
  const extra = by.pick([
    '',
    '',
    'X: y\r\n',
    `X: ${'y'.repeat(20_000)}\r\n`,
    'Y: z\r\n'.repeat(150),
    'Expect: 100-continue\r\n',
  ])
  const method = by.pick(['POST', 'POST', 'POST', 'PUT', 'GET', 'HEAD', 'CONNECT', 'POS T', 'OPTIONS'])
  const coding = by.pick(['', '', '', 'Transfer-Encoding: chunked\r\n', 'Content-Encoding: gzip\r\n', 'Upgrade: x\r\n'])
  const head =
    `${method} /api/v1/sites/${site}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\n${extra}${coding}\r\n`
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body])
  return by.often(0.5) ? Buffer.from(damaged(bytes, Buffer.from(head), by)) : bytes
}

/** What is answered on a raw connection, which says no more afterwards. */
function say(port: number, bytes: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false }, () => socket.end(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answerIn(Buffer.concat(chunks).toString())))
  })
}

/** Of everything that was answered: pipelined rests of a body are requests too. */
function answerIn(text: string): Answer {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'none'
  const bodies = [...text.matchAll(/\r\n\r\n(\{.*?\})(?=HTTP\/1\.1|$)/gs)].map(([, body]) => body ?? '{}')
  return { status, accepted: bodies.flatMap(acceptedOf) }
}
