/** Where we are in the log, and whether the stream in front of us is still the one we read. */
import type { StreamInfo } from '@nats-io/jetstream'
import { millis } from 'nats'
import type { EpochMs } from '../../../core/units.ts'
import type { Clock, ReadUpTo } from '../../ports.ts'

export interface Position {
  /** When the stream we read was made, as the broker says it; undefined before we saw one. */
  readonly created: string | undefined
  /** The last sequence read; 0 before any. */
  readonly seq: number
  /** When the broker stored it. */
  readonly storedAt: EpochMs | undefined
  /** The first sequence that the broker passed over: deleted one by one, or dropped before we read it. */
  readonly missing?: number
}

export const BEGINNING: Position = { created: undefined, seq: 0, storedAt: undefined }

/** After this message. */
export function readPast(position: Position, { seq, storedAt }: ReadUpTo): Position {
  const { created, missing } = position
  const next = { created, seq, storedAt }
  const isPassedOver = position.seq > 0 && seq > position.seq + 1
  const gap = missing ?? (isPassedOver ? position.seq + 1 : undefined)
  return gap === undefined ? next : { ...next, missing: gap }
}

/** Nothing was dropped so far: a sequence passed over was deleted, and is not to be missed. */
export function looked({ created, seq, storedAt }: Position): Position {
  return { created, seq, storedAt }
}

/** Why what we read is not in this stream; undefined when it is, or may have aged out of it. */
export function whyAnotherLog(position: Position, stream: StreamInfo, clock: Clock): string | undefined {
  const { state, created, config } = stream
  if (position.created !== undefined && position.created !== created) return `the stream was made anew at ${created}`
  if (state.last_seq < position.seq) return `the stream ends at ${state.last_seq}, but ${position.seq} was read`
  const isEmpty = state.messages === 0 && position.storedAt !== undefined
  if (isEmpty && !hasAgedOut(position.storedAt, config.max_age, clock)) return 'the stream was purged'
  return undefined
}

/** Which messages nobody can read any more though we have not; undefined when there are none. */
export function whyGap(position: Position, firstSeq: number): string | undefined {
  const unread = position.missing ?? position.seq + 1
  if (position.seq === 0 || firstSeq <= unread) return undefined
  return `messages from ${unread} to ${firstSeq - 1} were dropped before they were read`
}

function hasAgedOut(storedAt: EpochMs, maxAgeNanos: number, clock: Clock): boolean {
  return maxAgeNanos > 0 && clock.now() - storedAt >= millis(maxAgeNanos)
}
