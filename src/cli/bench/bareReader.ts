/**
 * A thread of its own, so that it starts as cold as a server: reads messages with the client's own ordered consumer, and
 * parses their JSON.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { jetstream, type Consumer } from '@nats-io/jetstream'
import { systemClock } from '../../server/clock.ts'
import { connectNats } from '../../server/feed/broker/natsConnect.ts'
import { FLOOR_STREAM } from '../../server/feed/broker/streams.ts'

/** `documented`: as the client's documentation reads a stream, with its defaults; `tuned`: as fast as the client goes. */
export type BareWay = 'documented' | 'tuned'

export interface BareReading {
  readonly url: string
  /** The first sequence read. */
  readonly from: number
  readonly way: BareWay
}

export interface BareRead {
  readonly messages: number
  readonly tookMs: number
}

const READS: Record<BareWay, (consumer: Consumer) => Promise<number>> = {
  async documented(consumer) {
    let messages = 0
    for await (const message of await consumer.consume()) {
      message.json()
      messages += 1
      if (message.info.pending === 0) break
    }
    return messages
  },
  async tuned(consumer) {
    const decoder = new TextDecoder()
    let messages = 0
    const reading = await consumer.consume({
      max_messages: 5_000,
      callback: ({ data, info }) => {
        JSON.parse(decoder.decode(data))
        messages += 1
        if (info.pending === 0) reading.stop()
      },
    })
    await reading.closed()
    return messages
  },
}

const { url, from, way } = workerData as BareReading
const connection = await connectNats(url, 'callboard-bench')
const consumer = await jetstream(connection).consumers.get(FLOOR_STREAM, { opt_start_seq: from })
const startedAt = systemClock.now()
const messages = await READS[way](consumer)
const read: BareRead = { messages, tookMs: systemClock.now() - startedAt }
await connection.close()
parentPort?.postMessage(read)
