/** At most so many in each window of time. */
import type { Clock } from '../ports.ts'

/** Counts one and says whether it is within `max` in the present window of `windowMs`. */
export function createRateLimit(clock: Clock, max: number, windowMs: number): () => boolean {
  let startedAt = clock.now()
  let counted = 0
  return function isWithin(): boolean {
    const now = clock.now()
    // A clock that was set back begins a window too.
    if (Math.abs(now - startedAt) >= windowMs) {
      startedAt = now
      counted = 0
    }
    counted += 1
    return counted <= max
  }
}
