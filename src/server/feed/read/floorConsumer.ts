/**
 * An ordered consumer of the floor's stream: pushed by the broker with flow control, which is as fast as pulling and
 * does not drown us in large messages. It ends at the first oddity; who reads on makes another from the next sequence.
 */
import { AckPolicy, DeliverPolicy, JsHeaders, type JetStreamManager } from '@nats-io/jetstream'
import { createInbox, nanos, type Msg, type NatsConnection } from 'nats'
import type { LoggedMessage } from '../../ports.ts'
import { headersOf } from './cloudEventHeaders.ts'
import { brokerReply } from './brokerReply.ts'
import { ending, type Ending } from './ending.ts'
import { loggedMessage } from './loggedMessage.ts'
import { FLOOR_STREAM } from '../broker/streams.ts'

/** Two of these missed and the consumer counts as silent: within 1.2 s. */
export const HEARTBEAT_MS = 400
const MISSED_HEARTBEATS = 2
/** The status of a heartbeat, and of a flow control request, which has a reply subject and waits for an answer there. */
const ALL_IS_WELL = 100
/** How long the broker keeps a consumer that nobody listens to any more; we never delete one. */
const FORGOTTEN_AFTER_MS = 5_000

export interface ConsumerOptions {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  /** The first sequence wanted. */
  readonly from: number
  /** `pending`: how many more the broker has for us. */
  readonly message: (message: LoggedMessage, pending: number) => void
  /** Called at every heartbeat: the broker lives though nothing happens. */
  readonly heartbeat: () => void
  /** Waited for before the broker is let send more; undefined: it may at once. */
  readonly room?: (() => Promise<void> | undefined) | undefined
}

export interface FloorConsumer {
  /** The broker's. */
  readonly name: string
  /** How many messages lay ahead when it began. */
  readonly pending: number
  /** Resolves with why, once nothing more can be expected of it though the connection lives. */
  readonly ended: Promise<Ending>
  /** The broker waits for us, not we for it. */
  isHeldUp(): boolean
  stop(): void
}

export async function startFloorConsumer(options: ConsumerOptions): Promise<FloorConsumer> {
  const { manager, from } = options
  const inbox = createInbox()
  const listening = listen(inbox, options)
  const { name, num_pending: pending } = await manager.consumers.add(FLOOR_STREAM, {
    deliver_subject: inbox,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    ack_policy: AckPolicy.None,
    max_deliver: 1,
    flow_control: true,
    idle_heartbeat: nanos(HEARTBEAT_MS),
    inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
    mem_storage: true,
    num_replicas: 1,
  })
  const beats = setInterval(() => listening.beat(), HEARTBEAT_MS)
  return {
    name,
    pending,
    ended: listening.ended,
    isHeldUp: () => listening.isHeldUp(),
    stop: () => {
      clearInterval(beats)
      listening.stop()
    },
  }
}

interface Listening {
  readonly ended: Promise<Ending>
  /** Called at the pace of the heartbeats, whether there are any or not. */
  beat(): void
  isHeldUp(): boolean
  stop(): void
}

/**
 * By a plain subscription: the client's own consumer takes as long again for each message. Messages keep the subject they
 * were stored with; what comes with the inbox's is the broker's own word.
 */
function listen(inbox: string, options: ConsumerOptions): Listening {
  const { connection } = options
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>()
  let delivered = 0
  let silentBeats = 0
  let isHeldUp = false
  let isStopped = false

  function read(message: Msg): void {
    const said = brokerReply(message.reply ?? '')
    if (said?.place !== delivered + 1) {
      return end(ending('gap', `message ${delivered + 1} of the consumer is missing`))
    }
    delivered = said.place
    options.message(loggedMessage(message, said), said.pending)
  }

  function heed(status: Msg): void {
    const headers = headersOf(status)
    if (headers?.code !== ALL_IS_WELL) {
      return end(ending('consumer', `the broker ended the consumer: ${headers?.status ?? 'it does not say why'}`))
    }
    const { reply = '' } = status
    if (reply !== '') return letSend(reply)
    const stalledFor = headers.get(JsHeaders.ConsumerStalledHdr)
    if (stalledFor !== '') letSend(stalledFor)
    options.heartbeat()
    if (Number(headers.get(JsHeaders.LastConsumerSeqHdr)) > delivered) {
      end(ending('gap', 'the broker sent messages that did not arrive'))
    }
  }

  /** One who waits for room already has the same subject: it is the broker's last request. */
  function letSend(subject: string): void {
    if (isHeldUp) return
    const room = options.room?.()
    if (room === undefined) return connection.publish(subject)
    isHeldUp = true
    void room.then(() => {
      isHeldUp = false
      if (!isStopped && !connection.isClosed()) connection.publish(subject)
    })
  }

  function receive(message: Msg): void {
    silentBeats = 0
    if (message.subject === inbox) heed(message)
    else read(message)
  }

  const subscription = connection.subscribe(inbox, {
    callback: (refused, message) => {
      if (refused === null) asBug(() => receive(message))
      else end(ending('consumer', `the broker refuses its messages: ${refused.message}`))
    },
  })

  return {
    ended,
    beat: () => {
      // The first may come right behind a sign of life: it is the next ones that miss a heartbeat.
      silentBeats += 1
      if (silentBeats > MISSED_HEARTBEATS) end(ending('silent', 'the NATS server is silent'))
    },
    isHeldUp: () => isHeldUp,
    stop: () => {
      isStopped = true
      subscription.unsubscribe()
    },
  }
}

/** The client would swallow what a handler throws, and go deaf; a bug has to end the process. */
function asBug(handle: () => void): void {
  try {
    handle()
  } catch (error) {
    setImmediate(() => {
      throw error
    })
  }
}
