/** What the broker says of a message it delivers, in the message's reply subject. */
import { epochMs, type EpochMs } from '../../core/units.ts'

export interface Delivery {
  /** Stream sequence, from 1. */
  readonly seq: number
  /** Its place among the consumer's messages, from 1. */
  readonly place: number
  /** When the broker stored it. */
  readonly storedAt: EpochMs
  /** How many more the consumer has, as the broker counts. */
  readonly pending: number
}

/**
 * `$JS.ACK.<stream>.<consumer>.<times delivered>.<seq>.<consumer seq>.<time, ns>.<pending>`. Nanoseconds are more than a
 * number holds exactly: their last six digits are left behind.
 */
const REPLY = /^\$JS\.ACK(?:\.[^.]+){2}\.\d+\.(\d+)\.(\d+)\.(\d+)\d{6}\.(\d+)$/
/** Newer brokers may put two words before the stream, and then any at the end. */
const LONGER_REPLY = /^\$JS\.ACK(?:\.[^.]+){4}\.\d+\.(\d+)\.(\d+)\.(\d+)\d{6}\.(\d+)(?:\.|$)/

/** Undefined when no consumer sent it. */
export function deliveryOf(reply: string): Delivery | undefined {
  const [, seq, place, ms, pending] = REPLY.exec(reply) ?? LONGER_REPLY.exec(reply) ?? []
  if (ms === undefined) return undefined
  return { seq: Number(seq), place: Number(place), storedAt: epochMs(Number(ms)), pending: Number(pending) }
}
