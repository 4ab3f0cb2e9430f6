/** What the broker says of a message it delivers, in the message's reply subject. */
import { epochMs, type EpochMs } from '../../../core/units.ts'

export interface BrokerReply {
  /** Stream sequence, from 1. */
  readonly seq: number
  /** Its place among the consumer's messages, from 1. */
  readonly place: number
  /** When the broker stored it. */
  readonly storedAt: EpochMs
  /** How many more the consumer has, as the broker counts. */
  readonly pending: number
}

/** Newer brokers may put two words before the stream, and then any at the end. */
const LONGER_REPLY = /^\$JS\.ACK(?:\.[^.]+){4}\.\d+\.(\d+)\.(\d+)\.(\d+)\d{6}\.(\d+)(?:\.|$)/

/** Undefined when no consumer sent it. */
export function brokerReply(reply: string): BrokerReply | undefined {
  const usual = usualReply(reply)
  if (usual !== undefined) return usual
  const [, seq, place, ms, pending] = LONGER_REPLY.exec(reply) ?? []
  if (ms === undefined) return undefined
  return { seq: Number(seq), place: Number(place), storedAt: epochMs(Number(ms)), pending: Number(pending) }
}

const PREFIX = '$JS.ACK.'
/** Numbers behind the names of stream and consumer. */
const NUMBERS = 5
const DOT = 46
const ZERO = 48
const NINE = 57

/**
 * `$JS.ACK.<stream>.<consumer>.<times delivered>.<seq>.<consumer seq>.<time, ns>.<pending>`, in a third of the time that a
 * regular expression takes: every message passes here. Nanoseconds are more than a number holds exactly: their last six
 * digits are left behind. Undefined when it is another form.
 */
function usualReply(reply: string): BrokerReply | undefined {
  if (!reply.startsWith(PREFIX)) return undefined
  const stream = reply.indexOf('.', PREFIX.length)
  const consumer = reply.indexOf('.', stream + 1)
  if (stream <= PREFIX.length || consumer <= stream + 1) return undefined
  const numbers = consumer + 1
  const ends: number[] = []
  for (let at = numbers; at < reply.length; at++) {
    const code = reply.charCodeAt(at)
    if (code === DOT) ends.push(at)
    else if (code < ZERO || code > NINE) return undefined
  }
  const [times = 0, seq = 0, place = 0, time = 0] = ends
  const hasAll = times > numbers && seq > times + 1 && place > seq + 1 && time > place + 7 && reply.length > time + 1
  if (ends.length !== NUMBERS - 1 || !hasAll) return undefined
  return {
    seq: Number(reply.slice(times + 1, seq)),
    place: Number(reply.slice(seq + 1, place)),
    storedAt: epochMs(Number(reply.slice(place + 1, time - 6))),
    pending: Number(reply.slice(time + 1)),
  }
}
