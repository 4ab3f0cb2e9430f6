/** What a feed told its handlers, and waiting for more of it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FeedHandlers, LoggedMessage } from '../../src/server/ports.ts'

export interface Heard extends FeedHandlers {
  readonly messages: LoggedMessage[]
  readonly restarts: string[]
  seqs(): number[]
}

export function hearing(): Heard {
  const messages: LoggedMessage[] = []
  const restarts: string[] = []
  return {
    messages,
    restarts,
    seqs: () => messages.map(({ seq }) => seq),
    begin: () => Promise.resolve(undefined),
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
