/** Waits for events of our own to come back from the log, and asks at that very moment what they have come to. */
import type { FloorEvent } from '../../core/events/event.ts'
import type { DurationMs } from '../../core/units.ts'
import type { SiteFold } from '../pipeline/siteFold.ts'

export interface ReadBack {
  /** How many events are waited for. */
  readonly waiting: number
  /** Resolves with what `judge` says right after the event was folded; undefined when it was not within the time. */
  expect<T>(id: string, withinMs: DurationMs, judge: (fold: SiteFold) => T): Promise<T | undefined>
  /** Told of every event that was folded. */
  folded(event: FloorEvent, fold: SiteFold): void
}

/** `source` is ours: what other sources call their events is no matter. */
export function createReadBack(source: string): ReadBack {
  const waiting = new Map<string, (fold: SiteFold) => void>()
  return {
    get waiting() {
      return waiting.size
    },
    expect: (id, withinMs, judge) =>
      new Promise((resolve) => {
        const patience = setTimeout(() => {
          waiting.delete(id)
          resolve(undefined)
        }, withinMs)
        // A server that is stopping does not stay for answers nobody will hear.
        patience.unref()
        waiting.set(id, (fold) => {
          clearTimeout(patience)
          resolve(judge(fold))
        })
      }),
    folded(event, fold) {
      if (event.source !== source) return
      const settle = waiting.get(event.id)
      waiting.delete(event.id)
      settle?.(fold)
    },
  }
}
