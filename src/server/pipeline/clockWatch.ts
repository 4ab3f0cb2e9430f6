/** Reads the server's clock and notices when it was set back. */
import { between, type DurationMs, type EpochMs } from '../../core/units.ts'
import type { Clock } from '../ports.ts'

/** N14: a step back longer than this starts a new epoch; under it, asOf waits until the clock has caught up. */
export const STEP_BACK_MS = 2_000

/** The clock's reading; calls `steppedBack` first when it lies too far before an earlier one. */
export function createClockWatch(clock: Clock, steppedBack: (by: DurationMs) => void): () => EpochMs {
  let latest: EpochMs | undefined
  return function now(): EpochMs {
    const reading = clock.now()
    const before = latest ?? reading
    const isStep = before - reading > STEP_BACK_MS
    latest = isStep || reading > before ? reading : before
    if (isStep) steppedBack(between(reading, before))
    return reading
  }
}
