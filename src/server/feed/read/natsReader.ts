/** Parts of the floor's log, pulled in batches: who looks back reads as much as is needed and no more. */
import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream'
import { createInbox, nanos, type NatsConnection } from 'nats'
import { parseInstant } from '../../../core/units.ts'
import type { LoggedMessage, LogPart, LogReader, PartStart } from '../../ports.ts'
import { BrokerError } from '../broker/brokerError.ts'
import { headersOf } from './cloudEventHeaders.ts'
import { brokerReply } from './brokerReply.ts'
import { keptLink, type Linked } from '../broker/keptLink.ts'
import { loggedMessage } from './loggedMessage.ts'
import { connectNats } from '../broker/natsConnect.ts'
import { FLOOR_STREAM, openJetStream, storedAt, streamInfo } from '../broker/streams.ts'

/** Messages pulled at once: enough to keep reading, little enough to stop soon. */
const BATCH = 1_000
/** The broker forgets a consumer that pulls nothing for so long; the next pull makes another. */
const FORGOTTEN_AFTER_MS = 30_000

interface ManagerLink extends Linked {
  readonly manager: JetStreamManager
}

export function natsLogReader(url: string): LogReader {
  const kept = keptLink(() => link(url))

  return {
    async span() {
      const { manager } = await kept.get()
      const stream = await streamInfo(manager, FLOOR_STREAM)
      if (stream === undefined) return undefined
      const { created, state } = stream
      // Of a log that never held a message the broker says 0.
      const firstSeq = Math.max(1, state.first_seq)
      const lastSeq = state.last_seq
      const firstStoredAt = state.messages === 0 ? undefined : parseInstant(state.first_ts)
      return { created, firstSeq, firstStoredAt, lastSeq, storedAt: (seq) => storedAt(manager, seq) }
    },
    read: (from) => readPart(() => kept.get(), from),
    close: () => kept.close(),
  }
}

async function link(url: string): Promise<ManagerLink> {
  const connection = await connectNats(url, 'callboard-rewind')
  try {
    return { connection, manager: await openJetStream(connection) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

interface Consumer {
  readonly connection: NatsConnection
  readonly name: string
  /** How many messages it has sent us. */
  sent: number
}

function readPart(linked: () => Promise<ManagerLink>, { site, seq, isBeginning = false }: PartStart): LogPart {
  let next = seq
  let mayBeGone = isBeginning
  let created: string | undefined
  let consumer: Consumer | undefined

  async function begin(): Promise<Consumer> {
    const { connection, manager } = await linked()
    const { name } = await manager.consumers.add(FLOOR_STREAM, {
      filter_subject: `floor.${site}.>`,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: next,
      ack_policy: AckPolicy.None,
      inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
      mem_storage: true,
      num_replicas: 1,
    })
    return { connection, name, sent: 0 }
  }

  /** From the next message on; a consumer that is gone, or of which a message went astray, is replaced. */
  async function pullNext(): Promise<LoggedMessage[]> {
    const known = consumer
    const pulled = known === undefined ? undefined : await pull(known)
    if (pulled !== undefined) return pulled
    consumer = await begin()
    const messages = await pull(consumer)
    if (messages === undefined) throw new BrokerError('brokerUnreachable', 'the NATS server sends nothing of the log')
    return messages
  }

  /** Asked behind the messages: whatever was dropped before they were sent is known by then. */
  async function whyNotHeld(): Promise<string | undefined> {
    const stream = await streamInfo((await linked()).manager, FLOOR_STREAM)
    if (stream === undefined) return 'the log was deleted while it was read'
    created ??= stream.created
    if (stream.created !== created) return 'the log was made anew while it was read'
    const { first_seq: firstSeq } = stream.state
    if (firstSeq <= next || mayBeGone) return undefined
    return `the log dropped messages from ${next} to ${firstSeq - 1} while it was read, maybe of this site`
  }

  return {
    async next() {
      try {
        const before = consumer
        const messages = await pullNext()
        // Over a distance a question takes as long as a pull: where nothing is passed over, nothing was dropped.
        const isCertain = consumer === before && followOn(messages, next)
        const dropped = isCertain ? undefined : await whyNotHeld()
        if (dropped !== undefined) throw new BrokerError('messagesDropped', dropped)
        mayBeGone = false
        next = (messages.at(-1)?.seq ?? next - 1) + 1
        return messages
      } catch (error) {
        consumer = undefined
        throw error
      }
    },
  }
}

function followOn(messages: readonly LoggedMessage[], next: number): boolean {
  const [first, last] = [messages[0], messages.at(-1)]
  return first?.seq === next && last?.seq === next + messages.length - 1
}

/** Nothing is waited for: when there is no more, the broker says so at once. */
const PULL = JSON.stringify({ batch: BATCH, no_wait: true })
/** A broker that says nothing for so long has lost our question, or we its answer. */
const SILENT_MS = 1_000
const NO_RESPONDERS = 503

/**
 * What there is at once, up to a batch; undefined when this consumer is not to be asked again. Messages keep the subject
 * they were stored with: what comes with ours is the broker's own word.
 */
async function pull(consumer: Consumer): Promise<LoggedMessage[] | undefined> {
  const { connection, name } = consumer
  if (connection.isClosed()) return undefined
  const inbox = createInbox()
  const answers = connection.subscribe(inbox)
  const silence = setTimeout(() => answers.unsubscribe(), SILENT_MS)
  connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${FLOOR_STREAM}.${name}`, PULL, { reply: inbox })
  const messages: LoggedMessage[] = []
  try {
    for await (const answer of answers) {
      silence.refresh()
      if (answer.subject === inbox) return headersOf(answer)?.code === NO_RESPONDERS ? undefined : messages
      const said = brokerReply(answer.reply ?? '')
      if (said?.place !== consumer.sent + 1) return undefined
      consumer.sent = said.place
      messages.push(loggedMessage(answer, said))
      if (messages.length === BATCH || said.pending === 0) return messages
    }
    return undefined
  } finally {
    clearTimeout(silence)
    answers.unsubscribe()
  }
}
