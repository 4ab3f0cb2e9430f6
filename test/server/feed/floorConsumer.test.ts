/** One consumer of a real nats-server, and what is said to it in the broker's name. */
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { connect, headers, type Msg, type NatsConnection, type SubscriptionOptions } from 'nats'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HEARTBEAT_MS, startFloorConsumer, type FloorConsumer } from '../../../src/server/feed/read/floorConsumer.ts'
import { pendingFor, ensureFloorStream, FLOOR_STREAM } from '../../../src/server/feed/broker/streams.ts'
import type { LoggedMessage } from '../../../src/server/ports.ts'
import { until } from '../../support/heard.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { rawPublish } from '../../support/rawPublish.ts'

let broker: NatsServer
let connection: NatsConnection
let manager: JetStreamManager
let consumer: FloorConsumer | undefined
let seqs: number[]
let beats: number

beforeEach(async () => {
  broker = await startNatsServer()
  connection = await connect({ servers: broker.url, reconnect: false })
  manager = await jetstreamManager(connection)
  await ensureFloorStream(manager)
  seqs = []
  beats = 0
})

afterEach(async () => {
  consumer?.stop()
  await connection.close()
  await broker.remove()
})

interface Reading {
  readonly from?: number
  readonly on?: NatsConnection
  readonly message?: (message: LoggedMessage) => void
  readonly room?: () => Promise<void> | undefined
}

async function read({ from = 1, on = connection, message = ({ seq }) => seqs.push(seq), room }: Reading = {}) {
  const heartbeat = () => void (beats += 1)
  consumer = await startFloorConsumer({ connection: on, manager, from, message, heartbeat, room })
  return consumer
}

async function store(count: number): Promise<void> {
  for (let n = 0; n < count; n++) connection.publish('floor.main.x', String(n))
  await connection.flush()
}

async function inbox(): Promise<string> {
  const [info] = await manager.consumers.list(FLOOR_STREAM).next()
  return info?.config.deliver_subject ?? ''
}

interface Status {
  readonly code: number
  readonly words: string
  readonly headers?: Readonly<Record<string, string>>
  readonly reply?: string
}

/** Says it to the consumer as if we were the broker. */
async function say({ code, words, headers: named = {}, reply = '' }: Status): Promise<void> {
  const said = headers(code, words)
  for (const [name, value] of Object.entries(named)) said.set(name, value)
  connection.publish(await inbox(), '', { headers: said, ...(reply === '' ? {} : { reply }) })
}

/** What comes on a subject that we say is the broker's. */
function answersTo(subject: string): Msg[] {
  const answers: Msg[] = []
  connection.subscribe(subject, { callback: (_, message) => void answers.push(message) })
  return answers
}

/** The same connection, on which the nth message that is pushed goes astray. */
function losing(nth: number): NatsConnection {
  let pushed = 0
  function subscribe(subject: string, { callback = () => undefined }: SubscriptionOptions) {
    return connection.subscribe(subject, {
      callback: (error, message) => {
        pushed += 1
        if (pushed !== nth) void callback(error, message)
      },
    })
  }
  return Object.create(connection, { subscribe: { value: subscribe } }) as NatsConnection
}

describe('reading', () => {
  test('messages come in order from the first one wanted, more than flow control lets through at once', async () => {
    await store(50_000)
    const reading = await read({ from: 11 })
    await until(() => seqs.length >= 49_990)
    expect(reading.pending).toBe(49_990)
    expect(await pendingFor(manager, reading.name)).toBe(0)
    expect(seqs).toEqual(Array.from({ length: 49_990 }, (_, n) => n + 11))
  })

  test('nothing happens: heartbeats, and no end', async () => {
    const { ended } = await read()
    let isEnded = false
    void ended.then(() => (isEnded = true))
    await until(() => beats >= 4)
    expect(isEnded).toBe(false)
  })

  test('a message that looks like a status is a message', async () => {
    await read()
    connection.publish('floor.main.x', '', { headers: headers(409, 'Consumer Deleted'), reply: '$JS.FC.x' })
    await store(1)
    await until(() => seqs.length === 2)
  })

  test('a message with headers in bad form is read, and the one behind it', async () => {
    await read()
    await rawPublish(broker.port, { subject: 'floor.main.x', headers: ['bad name: 1', 'ce-id: 7'] })
    await store(1)
    await until(() => seqs.length === 2)
  })

  test('stopped, it hears nothing more', async () => {
    const reading = await read()
    reading.stop()
    await store(1)
    await read()
    await until(() => seqs.length > 0)
    expect(seqs).toEqual([1])
  })
})

describe('flow control', () => {
  test('a request is answered at once', async () => {
    await read()
    const answers = answersTo('broker.flow')
    await say({ code: 100, words: 'FlowControl Request', reply: 'broker.flow' })
    await until(() => answers.length === 1)
    expect(answers[0]?.data).toHaveLength(0)
  })

  test('a heartbeat that says the consumer is stalled is answered too', async () => {
    await read()
    const answers = answersTo('broker.stalled')
    await say({ code: 100, words: 'Idle Heartbeat', headers: { 'Nats-Consumer-Stalled': 'broker.stalled' } })
    await until(() => answers.length === 1)
    expect(beats).toBeGreaterThan(0)
  })
})

describe('[SV39] without room for more', () => {
  test('no request is answered until there is, and then the last one once', async () => {
    const room = Promise.withResolvers<void>()
    const reading = await read({ room: () => room.promise })
    const answers = answersTo('broker.flow')
    await say({ code: 100, words: 'FlowControl Request', reply: 'broker.flow' })
    await say({ code: 100, words: 'Idle Heartbeat', headers: { 'Nats-Consumer-Stalled': 'broker.flow' } })
    await until(() => beats >= 3)
    expect([answers.length, reading.isHeldUp()]).toEqual([0, true])
    room.resolve()
    await until(() => answers.length === 1)
    expect(reading.isHeldUp()).toBe(false)
  })

  test('the broker sends no more than it has asked for, lives, and goes on', async () => {
    await store(200_000)
    const room = Promise.withResolvers<void>()
    let isFull = true
    const reading = await read({ room: () => (isFull ? room.promise : undefined) })
    await until(() => reading.isHeldUp() && beats >= 8)
    const readFull = seqs.length
    expect(await pendingFor(manager, reading.name)).toBe(200_000 - readFull)
    expect(readFull).toBeLessThan(100_000)
    isFull = false
    room.resolve()
    await until(() => seqs.length === 200_000)
  })

  test('stopped meanwhile, it answers no more', async () => {
    const room = Promise.withResolvers<void>()
    const reading = await read({ room: () => room.promise })
    const answers = answersTo('broker.flow')
    await say({ code: 100, words: 'FlowControl Request', reply: 'broker.flow' })
    await until(() => reading.isHeldUp())
    reading.stop()
    room.resolve()
    await connection.flush()
    expect(answers).toEqual([])
  })
})

describe('[SV53] it ends', () => {
  test('gap: a message did not arrive, and none behind it is told', async () => {
    const { ended } = await read({ on: losing(3) })
    await store(5)
    expect(await ended).toEqual({ kind: 'gap', words: 'message 3 of the consumer is missing' })
    expect(seqs).toEqual([1, 2])
  })

  test('gap: the last message did not arrive', async () => {
    const { ended } = await read({ on: losing(3) })
    await store(3)
    expect(await ended).toEqual({ kind: 'gap', words: 'the broker sent messages that did not arrive' })
    expect(seqs).toEqual([1, 2])
  })

  test('consumer: the broker says it is deleted', async () => {
    const { ended } = await read()
    await say({ code: 409, words: 'Consumer Deleted' })
    expect(await ended).toEqual({ kind: 'consumer', words: 'the broker ended the consumer: 409 Consumer Deleted' })
  })

  test('consumer: something comes that is no status', async () => {
    const { ended } = await read()
    connection.publish(await inbox(), 'x')
    expect(await ended).toEqual({ kind: 'consumer', words: 'the broker ended the consumer: it does not say why' })
  })

  test('silent: no heartbeat comes', async () => {
    const { ended } = await read()
    broker.freeze()
    const from = performance.now()
    expect(await ended).toEqual({ kind: 'silent', words: 'the NATS server is silent' })
    const took = performance.now() - from
    broker.thaw()
    expect(took).toBeGreaterThan(HEARTBEAT_MS)
    expect(took).toBeLessThan(4 * HEARTBEAT_MS)
  })

  test('silent: deleted, and an old broker does not say so', async () => {
    const { ended } = await read()
    const [info] = await manager.consumers.list(FLOOR_STREAM).next()
    await manager.consumers.delete(FLOOR_STREAM, info?.name ?? '')
    expect(['silent', 'consumer']).toContain((await ended).kind)
  })
})

function throwing(): never {
  throw new Error('our bug')
}

test('a handler that throws is a bug, and not swallowed by the client', async () => {
  const thrown: (() => void)[] = []
  const setImmediate = vi.spyOn(globalThis, 'setImmediate').mockImplementation(((handle: () => void) => {
    thrown.push(handle)
  }) as typeof globalThis.setImmediate)
  try {
    await read({ message: throwing })
    await store(1)
    await until(() => thrown.length > 0)
  } finally {
    setImmediate.mockRestore()
  }
  expect(thrown[0]).toThrow('our bug')
})
