/** Appending to the log, for whoever publishes: ingest, simulator, replay. */
import { jetstream, type JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from 'nats'
import type { EventLog } from '../ports.ts'
import { BrokerError, messageOf } from './brokerError.ts'
import { connectNats } from './natsConnect.ts'
import { ensureFloorStream, FLOOR_STREAM, openJetStream } from './streams.ts'

/** A broker that has not stored a message by then is as good as gone; with a `messageId` the retry counts once. */
const ACK_TIMEOUT_MS = 3000

export type Entry = Parameters<EventLog['append']>[0]
export type Stored = Awaited<ReturnType<EventLog['append']>>

/**
 * Connects and makes the stream if it is missing. A lost connection is sought again at the next `append`,
 * which fails as long as there is none.
 * @throws BrokerError when no broker answers
 */
export async function connectEventLog(url: string): Promise<EventLog & { close(): Promise<void> }> {
  let linked = await link(url)
  let linking: Promise<Linked> | undefined

  async function relinked(): Promise<Linked> {
    linking ??= link(url).finally(() => (linking = undefined))
    linked = await linking
    return linked
  }

  return {
    append: async (entry) => appendTo((linked.connection.isClosed() ? await relinked() : linked).stream, entry),
    close: async () => {
      await linking?.catch(() => undefined)
      await linked.connection.close()
    },
  }
}

interface Linked {
  readonly connection: NatsConnection
  readonly stream: JetStreamClient
}

async function link(url: string): Promise<Linked> {
  const connection = await connectNats(url, 'callboard-log')
  try {
    await ensureFloorStream(await openJetStream(connection))
    return { connection, stream: jetstream(connection) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** @throws BrokerError notStored: the broker refused, or did not acknowledge in time */
export async function appendTo(stream: JetStreamClient, entry: Entry): Promise<Stored> {
  try {
    const { seq, duplicate } = await stream.publish(entry.subject, entry.body, {
      timeout: ACK_TIMEOUT_MS,
      expect: { streamName: FLOOR_STREAM },
      ...(entry.messageId === undefined ? {} : { msgID: entry.messageId }),
    })
    return { seq, duplicate }
  } catch (error) {
    throw new BrokerError(
      'notStored',
      `the log did not store a message on ${entry.subject}: ${messageOf(error)}`,
      error,
    )
  }
}
