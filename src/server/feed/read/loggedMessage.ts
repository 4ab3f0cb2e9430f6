/** A message of the log as the broker's client gives it, in our words. */
import type { Msg } from 'nats'
import type { LoggedMessage } from '../../ports.ts'
import { cloudEventHeaders } from './cloudEventHeaders.ts'
import type { BrokerReply } from './brokerReply.ts'

export function loggedMessage(message: Msg, { seq, storedAt }: BrokerReply): LoggedMessage {
  const { subject, data: body } = message
  return { seq, storedAt, subject, headers: cloudEventHeaders(message, body), body }
}
