/**
 * An ordered consumer of the floor's stream: pushed by the broker with flow control, which is as fast as pulling and
 * does not drown us in large messages. It ends at the first oddity; who reads on makes another from the next sequence.
 */
import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  type ConsumerNotification,
  type JetStreamManager,
  type PushConsumer,
} from '@nats-io/jetstream'
import { createInbox, nanos, type NatsConnection } from 'nats'
import type { LoggedMessage } from '../ports.ts'
import { loggedMessage } from './loggedMessage.ts'
import { ending, type Ending } from './ending.ts'
import { FLOOR_STREAM } from './streams.ts'

/** Two of these missed and the consumer counts as silent: within 1.2 s. */
export const HEARTBEAT_MS = 400
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
}

export interface FloorConsumer {
  /** How many messages lay ahead when it began. */
  readonly pending: number
  /** Resolves with why, once nothing more can be expected of it. */
  readonly ended: Promise<Ending>
  /** How many messages the broker has yet to send us. */
  stillPending(): Promise<number>
  stop(): void
}

export async function startFloorConsumer(options: ConsumerOptions): Promise<FloorConsumer> {
  const { connection, manager, from } = options
  const inbox = createInbox()
  const consumer = await jetstream(connection).consumers.getBoundPushConsumer({
    deliver_subject: inbox,
    idle_heartbeat: nanos(HEARTBEAT_MS),
  })
  const listening = await listen(consumer, options)
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
  return {
    pending,
    ended: listening.ended,
    stillPending: async () => (await manager.consumers.info(FLOOR_STREAM, name)).num_pending,
    stop: () => listening.stop(),
  }
}

interface Listening {
  readonly ended: Promise<Ending>
  stop(): void
}

async function listen(consumer: PushConsumer, options: ConsumerOptions): Promise<Listening> {
  let delivered = 0
  let end: (why: Ending) => void = () => undefined
  const ended = new Promise<Ending>((resolve) => (end = resolve))

  const messages = await consumer.consume({
    callback: (message) => {
      const { deliverySequence, pending } = message.info
      if (deliverySequence !== delivered + 1)
        return end(ending('gap', `message ${delivered + 1} of the consumer is missing`))
      delivered = deliverySequence
      asBug(() => options.message(loggedMessage(message), pending))
    },
  })

  async function watch(): Promise<void> {
    for await (const notification of messages.status()) {
      if (notification.type === 'heartbeat') options.heartbeat()
      const why = whyEnded(notification, delivered)
      if (why !== undefined) return end(why)
    }
    end(ending('consumer', 'the consumer was closed'))
  }
  void watch()

  return {
    ended,
    stop: () => void messages.close(),
  }
}

function whyEnded(notification: ConsumerNotification, delivered: number): Ending | undefined {
  switch (notification.type) {
    case 'heartbeats_missed':
      return ending('silent', 'the NATS server is silent')
    case 'heartbeat':
      return notification.lastConsumerSequence > delivered
        ? ending('gap', 'the broker sent messages that did not arrive')
        : undefined
    case 'consumer_deleted':
    case 'consumer_not_found':
      return ending('consumer', 'the consumer was deleted')
    case 'stream_not_found':
      return ending('stream', 'the stream was deleted')
    default:
      return undefined
  }
}

/** The client would swallow what a handler throws; a bug has to end the process. */
function asBug(handle: () => void): void {
  try {
    handle()
  } catch (error) {
    setImmediate(() => {
      throw error
    })
  }
}
