/** The log as it lies in the broker, read by other means than the server's. */
import { DeliverPolicy, jetstream } from '@nats-io/jetstream'
import { connect } from 'nats'

export interface LogMessage {
  readonly seq: number
  /** When the broker stored it, ms. */
  readonly storedAt: number
  readonly subject: string
  readonly text: string
}

/** Everything in FLOOR, oldest first. */
export async function readLog(natsUrl: string): Promise<LogMessage[]> {
  const connection = await connect({ servers: natsUrl })
  try {
    const messages: LogMessage[] = []
    const consumer = await jetstream(connection).consumers.get('FLOOR', { deliver_policy: DeliverPolicy.All })
    if ((await consumer.info()).num_pending === 0) return messages
    const reading = await consumer.consume({ max_messages: 2000 })
    for await (const message of reading) {
      const { seq, subject, data } = message
      const storedAt = Number(message.timestampNanos / 1_000_000n)
      messages.push({ seq, storedAt, subject, text: Buffer.from(data).toString() })
      if (message.info.pending === 0) break
    }
    return messages
  } finally {
    await connection.close()
  }
}
