/** A message of the log to its site and event, or the reason why not. Never throws (F17). */
import { MAX_EVENT_BYTES, decodeEvent, type Decoded, type Rejection } from '../../../core/events/decode.ts'
import type { DecodedMessage, LoggedMessage } from '../../ports.ts'

/** `floor.<site>.<type>`; the type is the envelope's to say. */
const SUBJECT = /^floor\.([A-Za-z0-9_-]{1,64})\../

export function decodeMessage(message: LoggedMessage): DecodedMessage {
  const { seq, storedAt, subject, body } = message
  const site = SUBJECT.exec(subject)?.[1]
  if (site === undefined) return { seq, storedAt, site, rejected: 'badSubject', detail: subject, body }
  const decoded = decodeBody(message)
  if ('event' in decoded) return { seq, storedAt, site, event: decoded.event }
  const { rejected: reason, detail } = decoded
  return { seq, storedAt, site, rejected: reason, detail, body }
}

function decodeBody(message: LoggedMessage): Decoded {
  if (message.body.byteLength > MAX_EVENT_BYTES) {
    return rejected('tooLarge', `${message.body.byteLength} bytes, more than ${MAX_EVENT_BYTES}`)
  }
  const { headers, body } = message
  const value = isBinaryMode(headers) ? binaryModeEvent(headers, body) : parsed(body)
  if (value === NOT_JSON) return rejected('notJson', 'not JSON')
  try {
    return decodeEvent(value)
  } catch (cause) {
    return rejected('notAnEvent', `the decoder failed: ${String(cause)}`)
  }
}

function rejected(reason: Rejection, detail: string): Decoded {
  return { rejected: reason, detail }
}

/** CloudEvents' NATS binding: its content type means structured; else `ce-` headers mean binary. */
function isBinaryMode(headers: ReadonlyMap<string, string>): boolean {
  if (headers.get('content-type')?.startsWith('application/cloudevents') === true) return false
  return headers.has('ce-specversion') || headers.has('ce-type')
}

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time', 'streamtime'] as const

/** Binary mode as if it were structured: attributes from the headers, data from the body. */
function binaryModeEvent(headers: ReadonlyMap<string, string>, body: Uint8Array): unknown {
  const data = body.byteLength === 0 ? {} : parsed(body)
  if (data === NOT_JSON) return NOT_JSON
  const event: Record<string, unknown> = { data }
  for (const name of ATTRIBUTES) {
    const value = headers.get(`ce-${name}`)
    if (value !== undefined) event[name] = percentDecoded(value)
  }
  return event
}

/** Header values are percent-encoded; many senders do not, and a lone % is theirs to have. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const NOT_JSON = Symbol('not JSON')
const utf8 = new TextDecoder('utf-8', { fatal: true })

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return NOT_JSON
  }
}
