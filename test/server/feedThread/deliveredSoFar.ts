/** Beside a thread that stands still: how many messages the broker has sent to the log's one consumer. */
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from 'nats'
import { setTimeout as delay } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'

const { url, delivered } = workerData as { url: string; delivered: Int32Array }

const connection = await connect({ servers: url })
const manager = await jetstreamManager(connection)
while (Atomics.load(delivered, 1) === 0) {
  const [consumer] = await manager.consumers.list('FLOOR').next()
  Atomics.store(delivered, 0, consumer?.delivered.consumer_seq ?? 0)
  await delay(100)
}
await connection.close()
