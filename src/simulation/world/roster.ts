/** Who works when: shifts over the day, and the breaks, lunches and coachings within them. */
import { hours, later, minutes, type DurationMs, type EpochMs } from '../../core/units.ts'
import { chance, uniform, type Random } from '../engine/random.ts'

export interface Shift {
  readonly kind: 'day' | 'late' | 'night'
  /** After midnight at the centre. */
  readonly starts: DurationMs
  readonly lasts: DurationMs
}

export interface Pause {
  readonly reason: string
  readonly from: EpochMs
  readonly lasts: number
}

/** One agent's work on one day. */
export interface WorkDay {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly pauses: readonly Pause[]
}

const NIGHT: Shift = { kind: 'night', starts: hours(21), lasts: hours(9.5) }
const DAYTIME: readonly (readonly [Shift, number])[] = [
  [{ kind: 'day', starts: hours(8.5), lasts: hours(8) }, 0.28],
  [{ kind: 'day', starts: hours(7.5), lasts: hours(8) }, 0.2],
  [{ kind: 'day', starts: hours(9.5), lasts: hours(8) }, 0.2],
  [{ kind: 'day', starts: hours(6.5), lasts: hours(8) }, 0.12],
  [{ kind: 'late', starts: hours(11), lasts: hours(8) }, 0.08],
  [{ kind: 'late', starts: hours(13), lasts: hours(8) }, 0.12],
]

/** One in twenty works at night once the house is large enough to open then. */
export function nightAgents(agents: number): number {
  return agents < 12 ? 0 : Math.max(1, Math.round(agents / 20))
}

/** Share of the daytime agents at work at the peak. */
export const SHARE_AT_PEAK = 0.86

/** Multiples of the golden ratio spread the shifts evenly, whichever run of agents makes up a queue. */
const GOLDEN = 0.618_033_988_75

export function shiftOf(number: number, agents: number): Shift {
  if (number >= agents - nightAgents(agents)) return NIGHT
  let left = (0.1 + number * GOLDEN) % 1
  for (const [shift, share] of DAYTIME) {
    left -= share
    if (left < 0) return shift
  }
  return NIGHT
}

const ABSENT = 0.03

/** The work of the day that begins at `midnight`; undefined for those who are absent. */
export function workDay(random: Random, shift: Shift, midnight: EpochMs): WorkDay | undefined {
  if (chance(random, ABSENT)) return undefined
  const from = later(midnight, Math.round(shift.starts + minutes(uniform(random, -4, 3))))
  const to = later(from, Math.round(shift.lasts + minutes(uniform(random, -2, 6))))
  return { from, to, pauses: pausesOf(random, from) }
}

function pausesOf(random: Random, from: EpochMs): readonly Pause[] {
  const pause = (
    reason: string,
    [after, until]: readonly [number, number],
    [least, most]: readonly [number, number],
  ) => ({
    reason,
    from: later(from, Math.round(hours(uniform(random, after, until)))),
    lasts: Math.round(minutes(uniform(random, least, most))),
  })
  const pauses = [
    pause('Break', [1.2, 2.4], breakLength(random)),
    pause('Lunch', [3.2, 4.8], [28, 44]),
    pause('Break', [5.7, 6.9], breakLength(random)),
  ]
  if (chance(random, 0.25)) pauses.push(pause('Coaching', [0.6, 7.2], [12, 32]))
  if (chance(random, 0.12)) pauses.push(pause('Training', [0.6, 6], [30, 60]))
  if (chance(random, 0.15)) pauses.push(pause('Meeting', [0.6, 7.2], [15, 30]))
  if (chance(random, 0.5)) pauses.push(pause('Personal', [0.3, 7.6], [2, 8]))
  return pauses.sort((a, b) => a.from - b.from)
}

/** Now and then a break runs far over. */
function breakLength(random: Random): readonly [number, number] {
  return chance(random, 0.05) ? [24, 36] : [10, 16]
}
