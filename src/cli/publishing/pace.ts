/** Keeping pace: event time against the wall clock. */
import { setTimeout as delay } from 'node:timers/promises'
import type { EpochMs } from '../../core/units.ts'
import type { Clock } from '../../server/ports.ts'

/** Resolves after `ms`, or at once when aborted; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export interface Pace {
  readonly clock: Clock
  readonly sleep: Sleep
  readonly signal: AbortSignal
  /** How many times faster than life; Infinity does not wait at all. */
  readonly speed: number
}

/** A clock that was set, or a machine that slept, is noticed within a minute. */
const LONGEST_SLEEP_MS = 60_000

/** Waits until an event of that time is due, when one of `start` was due as this began. False once aborted. */
export function createPacer({ clock, sleep, signal, speed }: Pace, start: EpochMs): (at: EpochMs) => Promise<boolean> {
  const beganAt = clock.now()
  return async (at) => {
    const dueAt = beganAt + (at - start) / speed
    for (;;) {
      const left = speed === Infinity ? 0 : dueAt - clock.now()
      if (signal.aborted) return false
      if (left <= 0) return true
      await sleep(Math.min(left, LONGEST_SLEEP_MS), signal)
    }
  }
}

/** The real thing. */
export const sleep: Sleep = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined)
