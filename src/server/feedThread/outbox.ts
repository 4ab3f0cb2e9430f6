/** What the thread that reads the log has to say to the one that folds it: in order, in batches, a little at a time. */
import type { DecodedMessage } from '../ports.ts'
import { encodeBatch } from './batchCodec.ts'
import type { FeedThen, Said, Told } from './threadMessages.ts'

/** Messages posted at once; fewer at the end of a turn, so that a lone one does not wait. */
export const BATCH_MESSAGES = 200
/** Posted and not folded yet: beyond either, the broker is asked for nothing more. */
export const MAX_BATCHES_UNDERWAY = 500
export const MAX_CHARS_UNDERWAY = 16 * 1024 * 1024

export interface OutboxOptions {
  readonly post: (told: Told) => void
  /** The feed as it is. */
  readonly feed: () => FeedThen
}

export interface Outbox {
  message(message: DecodedMessage): void
  /** Behind the messages so far. */
  say(said: Said): void
  /** The oldest batch underway is folded. */
  taken(): void
  /** Resolves once there is room for more; undefined when there is. */
  room(): Promise<void> | undefined
}

export function createOutbox({ post, feed }: OutboxOptions): Outbox {
  let collected: DecodedMessage[] = []
  let isFlushDue = false
  /** Said while there was no room. */
  const waiting: Told[] = []
  /** Length of each batch underway, oldest first. */
  const underway: number[] = []
  let charsUnderway = 0
  let room: PromiseWithResolvers<void> | undefined

  function flushSoon(): void {
    if (isFlushDue) return
    isFlushDue = true
    setImmediate(() => {
      isFlushDue = false
      flush()
    })
  }

  function flush(): void {
    if (collected.length === 0) return
    const text = encodeBatch(collected)
    collected = []
    send({ what: 'batch', text })
  }

  function send(said: Said): void {
    const told = { ...feed(), ...said }
    if (waiting.length === 0 && !isFull()) return postNow(told)
    // A state is said every second, however long there is no room: the newest says it all.
    if (told.what === 'state' && waiting.at(-1)?.what === 'state') waiting.pop()
    waiting.push(told)
  }

  function postNow(told: Told): void {
    if (told.what === 'batch') {
      underway.push(told.text.length)
      charsUnderway += told.text.length
    }
    post(told)
  }

  function isFull(): boolean {
    return underway.length >= MAX_BATCHES_UNDERWAY || charsUnderway >= MAX_CHARS_UNDERWAY
  }

  function taken(): void {
    charsUnderway -= underway.shift() ?? 0
    while (waiting.length > 0 && !isFull()) postNow(waiting.shift() as Told)
    if (isFull()) return
    room?.resolve()
    room = undefined
  }

  return {
    message(message) {
      collected.push(message)
      if (collected.length >= BATCH_MESSAGES) flush()
      else flushSoon()
    },
    say(said) {
      flush()
      send(said)
    },
    taken,
    room: () => (isFull() ? (room ??= Promise.withResolvers<void>()).promise : undefined),
  }
}
