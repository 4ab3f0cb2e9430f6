/** A message as the broker's client gives it, in our words. */
import type { JsMsg } from '@nats-io/jetstream'
import { epochMs } from '../../core/units.ts'
import type { LoggedMessage } from '../ports.ts'

const NO_HEADERS: ReadonlyMap<string, string> = new Map()

export function loggedMessage(message: JsMsg): LoggedMessage {
  return {
    seq: message.seq,
    storedAt: epochMs(Number(message.timestampNanos / 1_000_000n)),
    subject: message.subject,
    headers: headersOf(message),
    body: message.data,
  }
}

function headersOf({ headers }: JsMsg): ReadonlyMap<string, string> {
  if (headers === undefined) return NO_HEADERS
  return new Map(headers.keys().map((name) => [name, headers.get(name)]))
}
