/** The log as a sender and as an auditor see it: anything can be published, everything can be read back. */
import { randomUUID } from 'node:crypto'
import { AckPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream'
import { connect, headers, type NatsConnection } from 'nats'
import type { EventData, EventType } from '../../src/core/events/event.ts'

export interface CloudEvent {
  readonly specversion: string
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly data: unknown
}

export interface Stored {
  readonly seq: number
  readonly subject: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface FloorLog {
  readonly connection: NatsConnection
  /** Stores any bytes on any subject of the floor; resolves with their sequence. */
  store(subject: string, body: Uint8Array | string, ce?: Readonly<Record<string, string>>): Promise<number>
  /** Stores events of a site, in order. */
  publish(events: readonly CloudEvent[], site?: string): Promise<number>
  /** Sends them without waiting for the log to say so; `connection.flush()` waits for the broker. */
  pour(events: readonly CloudEvent[], site?: string): void
  /** All there is in a stream. */
  read(stream: string): Promise<Stored[]>
  close(): Promise<void>
}

export async function openFloorLog(url: string): Promise<FloorLog> {
  const connection = await connect({ servers: url, reconnect: false })
  const client = jetstream(connection)

  async function store(subject: string, body: Uint8Array | string, ce: Record<string, string> = {}): Promise<number> {
    const made = headers()
    for (const [name, value] of Object.entries(ce)) made.set(name, value)
    const { seq } = await client.publish(subject, body, { headers: made, expect: { streamName: 'FLOOR' } })
    return seq
  }

  return {
    connection,
    store,
    async publish(events, site = 'main') {
      const seqs = await Promise.all(events.map((event) => store(`floor.${site}.${event.type}`, JSON.stringify(event))))
      return Math.max(0, ...seqs)
    },
    pour(events, site = 'main') {
      for (const event of events) connection.publish(`floor.${site}.${event.type}`, JSON.stringify(event))
    },
    read: (stream) => readAll(connection, stream),
    close: () => connection.close(),
  }
}

async function readAll(connection: NatsConnection, stream: string): Promise<Stored[]> {
  const manager = await jetstreamManager(connection)
  const { messages } = (await manager.streams.info(stream)).state
  const stored: Stored[] = []
  if (messages === 0) return stored
  const { name } = await manager.consumers.add(stream, { ack_policy: AckPolicy.None, mem_storage: true })
  const consumer = await jetstream(connection).consumers.get(stream, name)
  while (stored.length < messages) {
    const batch = await consumer.fetch({ max_messages: Math.min(500, messages - stored.length), expires: 2000 })
    for await (const message of batch) stored.push(storedOf(message))
  }
  await consumer.delete()
  return stored
}

function storedOf({ seq, subject, headers: given, data }: JsMsg): Stored {
  const names = given === undefined ? [] : given.keys()
  return { seq, subject, body: data, headers: Object.fromEntries(names.map((name) => [name, given?.get(name) ?? ''])) }
}

/** An event that has just happened, or `agoMs` before; its id is new. */
export function happening<T extends EventType>(type: T, data: EventData<T>, agoMs = 0): CloudEvent {
  const time = new Date(Date.now() - agoMs).toISOString()
  return { specversion: '1.0', id: randomUUID(), source: '/test', type, time, data }
}
