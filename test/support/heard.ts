/** What a feed told its handlers, and waiting for more of it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FeedHandlers, DecodedMessage } from '../../src/server/ports.ts'

export interface Heard extends FeedHandlers {
  readonly messages: DecodedMessage[]
  readonly restarts: string[]
  seqs(): number[]
  /** What each message said that was no event, as text. */
  bodies(): string[]
}

export function hearing(): Heard {
  const messages: DecodedMessage[] = []
  const restarts: string[] = []
  return {
    messages,
    restarts,
    seqs: () => messages.map(({ seq }) => seq),
    bodies: () => messages.flatMap((message) => ('body' in message ? Buffer.from(message.body).toString() : [])),
    begin: () => Promise.resolve(undefined),
    linked: () => undefined,
    message: (message) => void messages.push(message),
    restarted: (reason) => void restarts.push(reason),
  }
}

/** Waits until it holds and answers how long that took, ms. */
export async function until(holds: () => boolean, withinMs = 10_000): Promise<number> {
  const from = performance.now()
  while (!holds()) {
    if (performance.now() - from > withinMs) throw new Error(`still not so after ${withinMs} ms: ${holds.toString()}`)
    await delay(10)
  }
  return performance.now() - from
}
