/** A message of the log as the broker's client gives it, in our words. */
import type { JsMsg } from '@nats-io/jetstream'
import type { Msg } from 'nats'
import { epochMs } from '../../core/units.ts'
import type { LoggedMessage } from '../ports.ts'
import { cloudEventHeaders } from './cloudEventHeaders.ts'

export function loggedMessage(message: JsMsg): LoggedMessage {
  return {
    seq: message.seq,
    storedAt: epochMs(Number(message.timestampNanos / 1_000_000n)),
    subject: message.subject,
    headers: cloudEventHeaders(message, message.data),
    body: message.data,
  }
}

/**
 * `$JS.ACK.<stream>.<consumer>.<times delivered>.<seq>.<consumer seq>.<time, ns>.<pending>`; newer brokers add two
 * words before the stream, and one at the end.
 */
const REPLY = /^\$JS\.ACK\.(?:[^.]+\.[^.]+\.)?[^.]+\.[^.]+\.\d+\.(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\.[^.]+)?$/

export interface PulledMessage {
  readonly message: LoggedMessage
  /** Its place among the consumer's messages, from 1. */
  readonly place: number
  /** How many more the consumer has, as the broker counts. */
  readonly pending: number
}

/** A message that was pulled without the client's own consumer. @throws Error when it is none of a stream's */
export function pulledMessage(pulled: Msg): PulledMessage {
  const [, seq, place, nanos, pending] = REPLY.exec(pulled.reply ?? '') ?? []
  if (nanos === undefined) throw new Error(`no message of a stream: ${pulled.reply}`)
  const message = {
    seq: Number(seq),
    storedAt: epochMs(Number(BigInt(nanos) / 1_000_000n)),
    subject: pulled.subject,
    headers: cloudEventHeaders(pulled, pulled.data),
    body: pulled.data,
  }
  return { message, place: Number(place), pending: Number(pending) }
}
