/** Sum ÷ n in whole ms, rounded half up; undefined when n is 0. */
import { durationMs, type DurationMs } from '../units.ts'

export function average(sumMs: number, n: number): DurationMs | undefined {
  return n > 0 ? durationMs(Math.floor(sumMs / n + 0.5)) : undefined
}
