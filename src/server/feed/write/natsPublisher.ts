/** What goes to the log, and bodies of the log read back. */
import { jetstream, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { headers, type MsgHdrs } from 'nats'
import type { DurationMs } from '../../../core/units.ts'
import type { ReadUpTo } from '../../ports.ts'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from '../broker/brokerError.ts'
import { keptLink, type Linked } from '../broker/keptLink.ts'
import { connectNats } from '../broker/natsConnect.ts'
import { ensureFloorStream, ensureRejectedStream, openJetStream, readBody, REJECTED_STREAM } from '../broker/streams.ts'

/** A broker that has not stored a message by then is as good as gone; with a `messageId` the retry counts once. */
const ACK_TIMEOUT_MS = 3000

export interface Publication {
  readonly stream: string
  readonly subject: string
  readonly body: Uint8Array
  /** Within the stream's duplicate window the same id is stored once. */
  readonly messageId?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Stored {
  readonly seq: number
  readonly duplicate: boolean
}

export interface Publisher {
  /** @throws BrokerError when no broker answers */
  connect(): Promise<void>
  /** @throws BrokerError when no broker answers, or it did not store the message */
  publish(publication: Publication): Promise<Stored>
  /** The body of a message of the floor's log; undefined when it holds it no more. @throws as `publish` */
  read(message: ReadUpTo): Promise<Uint8Array | undefined>
  /** The largest message the broker takes, headers included; undefined before the first connection. */
  maxPayload(): number | undefined
  close(): Promise<void>
}

interface PublisherLink extends Linked {
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
  /** @throws what the broker says when it has no room for the stream */
  readonly ensureRejected: Once
}

/** `retentionMs`: how long a stream we make keeps its messages; 7 days when left out. */
export function natsPublisher(url: string, retentionMs?: DurationMs): Publisher {
  const kept = keptLink(() => link(url, retentionMs))

  return {
    connect: async () => void (await kept.get()),
    publish: async (publication) => {
      const { client, ensureRejected } = await kept.get()
      if (publication.stream !== REJECTED_STREAM) return publishWith(client, publication)
      await ensureRejected.done()
      return publishWith(client, publication).catch((error: unknown) => {
        ensureRejected.forget()
        throw error
      })
    },
    read: async (message) => readBody((await kept.get()).manager, message),
    maxPayload: () => kept.last?.connection.info?.max_payload,
    close: () => kept.close(),
  }
}

async function link(url: string, retentionMs: DurationMs | undefined): Promise<PublisherLink> {
  const connection = await connectNats(url, 'callboard-log')
  try {
    const manager = await openJetStream(connection)
    await ensureFloorStream(manager, retentionMs)
    const ensureRejected = untilDone(() => ensureRejectedStream(manager))
    // No room for copies is no reason to refuse events; whoever has a copy tries again.
    await ensureRejected.done().catch(() => undefined)
    return { connection, client: jetstream(connection), manager, ensureRejected }
  } catch (error) {
    await connection.close()
    throw error
  }
}

interface Once {
  done(): Promise<unknown>
  /** It may have been undone: it is to be done again. */
  forget(): void
}

/** Does it once, and again when it failed. */
function untilDone(act: () => Promise<unknown>): Once {
  let doing: Promise<unknown> | undefined
  return {
    done: () =>
      (doing ??= act().catch((error: unknown) => {
        doing = undefined
        throw error
      })),
    forget: () => (doing = undefined),
  }
}

async function publishWith(client: JetStreamClient, publication: Publication): Promise<Stored> {
  const { stream, subject, body, messageId } = publication
  try {
    const { seq, duplicate } = await client.publish(subject, body, {
      timeout: ACK_TIMEOUT_MS,
      expect: { streamName: stream },
      ...(messageId === undefined ? {} : { msgID: messageId }),
      ...(publication.headers === undefined ? {} : { headers: natsHeaders(publication.headers) }),
    })
    return { seq, duplicate }
  } catch (error) {
    throw new BrokerError('notStored', `the log did not store a message on ${subject}: ${messageOf(error)}`, error)
  }
}

function natsHeaders(values: Readonly<Record<string, string>>): MsgHdrs {
  const made = headers()
  for (const [name, value] of Object.entries(values)) made.set(name, value)
  return made
}
