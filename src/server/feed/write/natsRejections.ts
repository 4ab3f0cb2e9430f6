/** Copies of messages that were no events, for whoever has to find out why (F17). Never in the fold's way. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, RejectedCopy, RejectionLog } from '../../ports.ts'
import { messageOf } from '../../ports/messageOf.ts'
import type { Publisher } from './natsPublisher.ts'
import { REJECTED_RETENTION_MS, REJECTED_STREAM, rejectedSubject } from '../broker/streams.ts'

/** What waits for the broker; beyond either, copies are dropped and counted. */
export const MAX_WAITING_COPIES = 1000
export const MAX_WAITING_BYTES = 16 * 1024 * 1024
const AT_ONCE = 32
const RETRY_AFTER_MS = 1000
/** Room for our headers in the broker's largest message. */
const HEADER_BYTES = 1024
const DEFAULT_MAX_PAYLOAD = 1024 * 1024

export interface RejectionCounts {
  copied: number
  /** Not copied because too many were waiting, or because the log no longer held it. */
  dropped: number
  waiting: number
}

export interface NatsRejections extends RejectionLog {
  counts(): RejectionCounts
  stop(): void
}

export interface RejectionOptions {
  readonly publisher: Publisher
  readonly clock: Clock
  /** Told once when copies cannot be stored, and again after some could. */
  readonly onFailed?: (reason: string) => void
}

export function natsRejections({ publisher, clock, onFailed }: RejectionOptions): NatsRejections {
  const waiting: RejectedCopy[] = []
  const stopping = new AbortController()
  const counts = { copied: 0, dropped: 0 }
  let waitingBytes = 0
  let isPumping = false
  let isFailing = false

  async function pump(): Promise<void> {
    isPumping = true
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const batch = waiting.slice(0, AT_ONCE)
      try {
        const outcomes = await Promise.all(batch.map((entry) => copied(entry)))
        for (const outcome of outcomes) counts[outcome] += 1
        isFailing = false
      } catch (error) {
        if (!isFailing && !stopping.signal.aborted) onFailed?.(messageOf(error))
        isFailing = true
        await delay(RETRY_AFTER_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
        continue // the same ones again: the broker knows them by their ids
      }
      waiting.splice(0, batch.length)
      waitingBytes -= batch.reduce((sum, { body }) => sum + bytesOf(body), 0)
    }
    isPumping = false
  }

  async function copied(entry: RejectedCopy): Promise<'copied' | 'dropped'> {
    const body = entry.body ?? (await publisher.read(entry))
    if (body === undefined) return 'dropped'
    await publisher.publish(copyOf(entry, body, publisher.maxPayload()))
    return 'copied'
  }

  return {
    copy(entry) {
      if (isTooOld(entry, clock)) return
      const { body } = entry
      if (waiting.length >= MAX_WAITING_COPIES || waitingBytes + bytesOf(body) > MAX_WAITING_BYTES) {
        counts.dropped += 1
        return
      }
      // The feed's bytes are a part of a larger buffer: keep our part alone.
      waiting.push(body === undefined ? entry : { ...entry, body: body.slice() })
      waitingBytes += bytesOf(body)
      if (!isPumping) void pump()
    },
    counts: () => ({ ...counts, waiting: waiting.length }),
    stop: () => stopping.abort(),
  }
}

/** Its copy was made and has expired since: a refold of the whole log copies nothing twice. */
function isTooOld({ storedAt }: RejectedCopy, clock: Clock): boolean {
  return clock.now() - storedAt > REJECTED_RETENTION_MS
}

function bytesOf(body: Uint8Array | undefined): number {
  return body?.byteLength ?? 0
}

function copyOf({ site, seq, reason }: RejectedCopy, body: Uint8Array, maxPayload = DEFAULT_MAX_PAYLOAD) {
  const room = maxPayload - HEADER_BYTES
  const isCut = body.byteLength > room
  return {
    stream: REJECTED_STREAM,
    subject: rejectedSubject(site),
    messageId: String(seq),
    headers: { 'Callboard-Reason': reason, ...(isCut ? { 'Callboard-Cut-From': String(body.byteLength) } : {}) },
    body: isCut ? body.subarray(0, room) : body,
  }
}
