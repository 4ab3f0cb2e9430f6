/** A thread of its own, so that it starts as cold as a server: reads messages as the client does by itself, and parses. */
import { parentPort, workerData } from 'node:worker_threads'
import { jetstream } from '@nats-io/jetstream'
import { systemClock } from '../../server/clock.ts'
import { connectNats } from '../../server/feed/natsConnect.ts'
import { FLOOR_STREAM } from '../../server/feed/streams.ts'

export interface BareReading {
  readonly url: string
  /** The first sequence read. */
  readonly from: number
}

export interface BareRead {
  readonly messages: number
  readonly tookMs: number
}

const { url, from } = workerData as BareReading
const connection = await connectNats(url, 'callboard-bench')
const consumer = await jetstream(connection).consumers.get(FLOOR_STREAM, { opt_start_seq: from })
const decoder = new TextDecoder()
const startedAt = systemClock.now()
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
const read: BareRead = { messages, tookMs: systemClock.now() - startedAt }
await connection.close()
parentPort?.postMessage(read)
