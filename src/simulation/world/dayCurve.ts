/** How busy the centre is at a time of its day, from 0 to 1. */
import { durationMs, hours, type DurationMs, type EpochMs } from '../../core/units.ts'

/** At each full hour; straight lines between. Follows the roster: few people, few customers. */
const BUSY_AT_HOUR = [
  0.05, 0.04, 0.03, 0.03, 0.03, 0.04, 0.06, 0.14, 0.4, 0.74, 0.91, 0.95, 0.92, 0.93, 1, 0.85, 0.62, 0.36, 0.11, 0.1,
  0.09, 0.07, 0.06, 0.05,
] as const

export const DAY_MS: DurationMs = hours(24)

/** How long since midnight at the centre. */
export function timeOfDay(at: EpochMs, zoneOffsetMs: number): DurationMs {
  return durationMs((((at + zoneOffsetMs) % DAY_MS) + DAY_MS) % DAY_MS)
}

export function busyAt(time: DurationMs): number {
  const hour = Math.floor(time / hours(1))
  const [from, to] = [BUSY_AT_HOUR[hour % 24] ?? 0, BUSY_AT_HOUR[(hour + 1) % 24] ?? 0]
  return from + (to - from) * (time / hours(1) - hour)
}
