/** How long one rebuild may take. What was read by then is kept: asked again, it goes on from there. */
import { later, seconds, type EpochMs } from '../../core/units.ts'
import type { Clock } from '../ports.ts'
import { RebuildFailed } from './jobs.ts'

export const REBUILD_WITHIN = seconds(20)

export interface Deadline {
  /** @throws RebuildFailed once the time is up */
  check(): void
}

export function deadlineFrom(clock: Clock, within = REBUILD_WITHIN): Deadline {
  const at: EpochMs = later(clock.now(), within)
  return {
    check() {
      if (clock.now() >= at)
        throw new RebuildFailed(503, `reading the log took longer than ${within / 1000} s; ask again, it goes on`, 1)
    },
  }
}
