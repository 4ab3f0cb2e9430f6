/** When to try again, and what a closed socket means. */
import { durationMs, type DurationMs } from '../../core/units.ts'
import { CLOSE } from '../../protocol/messages.ts'

const FIRST_MS = 250
const LONGEST_MS = 8_000

/** Exponential, with half of it left to `chance` (0..1), so that a hall of walls does not return in step. */
export function backOff(attempt: number, chance: number): DurationMs {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16))
  return durationMs(Math.round(whole / 2 + (whole / 2) * chance))
}

/** What only a person can mend; the display goes on trying, at the slowest pace. */
export type Problem = 'noSuchBoard' | 'signIn' | 'notYours' | 'refused'

export type AfterClose = { action: 'retry' } | { action: 'reload' } | { action: 'wait'; problem: Problem }

export function afterClose(code: number): AfterClose {
  switch (code) {
    case CLOSE.version:
      return { action: 'reload' }
    case CLOSE.noSuchBoard:
      return { action: 'wait', problem: 'noSuchBoard' }
    case CLOSE.signIn:
      return { action: 'wait', problem: 'signIn' }
    case CLOSE.notYours:
      return { action: 'wait', problem: 'notYours' }
    case CLOSE.policy:
      return { action: 'wait', problem: 'refused' }
    default:
      return { action: 'retry' }
  }
}

/** The attempt count from which back-off has reached its longest step. */
export const SLOWEST_ATTEMPT = 5
