/** Parts of the floor's log, pulled in batches: who looks back reads as much as is needed and no more. */
import { AckPolicy, DeliverPolicy, jetstream, type Consumer, type JetStreamManager } from '@nats-io/jetstream'
import { nanos, type NatsConnection } from 'nats'
import type { SiteId } from '../../core/units.ts'
import type { LoggedMessage, LogPart, LogReader } from '../ports.ts'
import { BrokerError } from './brokerError.ts'
import { loggedMessage } from './loggedMessage.ts'
import { connectNats } from './natsConnect.ts'
import { FLOOR_STREAM, openJetStream, storedAt, streamInfo } from './streams.ts'

/** Messages pulled at once: enough to keep reading, little enough to stop soon. */
const BATCH = 1_000
const BATCH_WITHIN_MS = 5_000
/** The broker forgets a consumer that pulls nothing for so long; the next pull makes another. */
const FORGOTTEN_AFTER_MS = 30_000

interface Linked {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
}

/** Connects when first needed, and again when next needed after the connection was lost. */
export function natsLogReader(url: string): LogReader {
  let linking: Promise<Linked> | undefined

  async function linked(): Promise<Linked> {
    const known = await linking?.catch(() => undefined)
    if (known === undefined || known.connection.isClosed()) linking = link(url)
    return linking as Promise<Linked>
  }

  return {
    async span() {
      const { manager } = await linked()
      const stream = await streamInfo(manager, FLOOR_STREAM)
      if (stream === undefined) return undefined
      const { created, state } = stream
      const { first_seq: firstSeq, last_seq: lastSeq } = state
      return { created, firstSeq, lastSeq, storedAt: (seq) => storedAt(manager, seq) }
    },
    read: ({ site, seq }) => readPart(linked, site, seq),
    async close() {
      const known = await linking?.catch(() => undefined)
      await known?.connection.close()
    },
  }
}

async function link(url: string): Promise<Linked> {
  const connection = await connectNats(url, 'callboard-rewind')
  try {
    return { connection, manager: await openJetStream(connection) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

interface Pulled {
  readonly consumer: Consumer
  pending: number
}

function readPart(linked: () => Promise<Linked>, site: SiteId, from: number): LogPart {
  let next = from
  let pulled: Pulled | undefined

  async function begin(): Promise<Pulled> {
    const { connection, manager } = await linked()
    const info = await manager.consumers.add(FLOOR_STREAM, {
      filter_subject: `floor.${site}.>`,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: next,
      ack_policy: AckPolicy.None,
      inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
      mem_storage: true,
      num_replicas: 1,
    })
    return { consumer: jetstream(connection).consumers.getConsumerFromInfo(info), pending: info.num_pending }
  }

  /** What the broker says is left, or a new consumer where it has forgotten ours. */
  async function lookAgain({ consumer }: Pulled): Promise<Pulled> {
    const info = await consumer.info(false).catch(() => undefined)
    return info === undefined ? begin() : { consumer, pending: info.num_pending }
  }

  async function pull(of: Pulled): Promise<LoggedMessage[]> {
    const messages: LoggedMessage[] = []
    const wanted = Math.min(BATCH, of.pending)
    for await (const message of await of.consumer.fetch({ max_messages: wanted, expires: BATCH_WITHIN_MS })) {
      of.pending = message.info.pending
      next = message.seq + 1
      messages.push(loggedMessage(message))
    }
    if (messages.length === 0) throw new BrokerError('brokerUnreachable', 'the NATS server sends nothing of the log')
    return messages
  }

  return {
    async next() {
      try {
        pulled = pulled === undefined ? await begin() : pulled.pending === 0 ? await lookAgain(pulled) : pulled
        return pulled.pending === 0 ? [] : await pull(pulled)
      } catch (error) {
        pulled = undefined
        throw error
      }
    },
  }
}
