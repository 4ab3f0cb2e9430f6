/** Headers as a real nats-server and its client hand them over. */
import { connect, type Msg, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudEventHeaders } from '../../../src/server/feed/read/cloudEventHeaders.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { rawPublish, type RawMessage } from '../../support/rawPublish.ts'

let broker: NatsServer
let connection: NatsConnection

beforeAll(async () => {
  broker = await startNatsServer()
  connection = await connect({ servers: broker.url })
})

afterAll(async () => {
  await connection.close()
  await broker.remove()
})

async function received(message: Partial<RawMessage>): Promise<Msg> {
  const subscription = connection.subscribe('floor.>', { max: 1 })
  await connection.flush()
  await rawPublish(broker.port, { subject: 'floor.main.x', ...message })
  for await (const one of subscription) return one
  throw new Error('nothing came')
}

const ID = ['ce-id: 7']
const ID_READ = { 'ce-id': '7' }

const CASES: [string, Partial<RawMessage>, Record<string, string>][] = [
  ['none', {}, {}],
  ['only others', { headers: ['Nats-Msg-Id: 1', 'x-ce-id: 2'] }, {}],
  ['others with their first letter', { headers: ['Content-Length: 1', 'correlation: 2'] }, {}],
  ['theirs among others', { headers: ['Nats-Msg-Id: 1', ...ID, 'Nats-Expected-Stream: FLOOR'] }, ID_READ],
  ['names in any case', { headers: ['CE-ID: 7', 'Content-Type: x'] }, { ...ID_READ, 'content-type': 'x' }],
  ['an empty body', { headers: ID, body: '' }, ID_READ],
  ['a large body', { headers: ID, body: 'x'.repeat(300_000) }, ID_READ],
  ['a body that looks like headers', { headers: ID, body: '\r\nNATS/1.0\r\nx: y\r\n\r\n' }, ID_READ],
  ['a value that looks like the first line', { headers: [...ID, 'x:NATS/1.0'] }, ID_READ],
  ['a subject that is not ASCII', { subject: 'floor.büro.x', headers: ID }, ID_READ],
  ['many', { headers: [...ID, ...Array.from({ length: 100 }, (_, n) => `x${n}: y`)] }, ID_READ],
]

test.each(CASES)('[SV5] %s', async (_, sent, read) => {
  const message = await received(sent)
  expect(Object.fromEntries(cloudEventHeaders(message, message.data))).toEqual(read)
})

test.each([[['bad name: 1']], [['bad name: 1', ...ID]], [['ce-\u0007: 1', ...ID]]])(
  '[SV5] %j, in bad form, count as none',
  async (headers) => {
    const message = await received({ headers })
    expect(() => message.headers).toThrow()
    expect(cloudEventHeaders(message, message.data).size).toBe(0)
  },
)

test('the client is not made to read headers in which there is nothing of CloudEvents', async () => {
  const message = await received({ headers: ['Nats-Msg-Id: 1', 'Nats-Expected-Stream: FLOOR'] })
  let reads = 0
  const watched = Object.create(message, { headers: { get: () => void (reads += 1) } }) as Msg
  cloudEventHeaders(watched, message.data)
  expect(reads).toBe(0)
})
