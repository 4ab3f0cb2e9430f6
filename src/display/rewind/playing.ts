/** Where play has got to: a past moment that stands, or runs on at some speed. */
import { epochMs, type EpochMs } from '../../core/units.ts'

export const SPEEDS = [1, 10, 60] as const
export type Speed = (typeof SPEEDS)[number]

/** At `since`, on the server's clock, the moment was `at`; speed 0: it stands. */
export interface Playing {
  readonly at: EpochMs
  readonly since: EpochMs
  readonly speed: Speed | 0
}

/** The moment as of `now`; never later than `edge`, the newest there is. */
export function momentOf({ at, since, speed }: Playing, now: EpochMs, edge: EpochMs): EpochMs {
  // Clocks tell fractions of a millisecond, instants have none.
  return epochMs(Math.min(Math.floor(at + Math.max(0, now - since) * speed), Math.max(edge, at)))
}

/** From the moment it has got to, at another speed. */
export function atSpeed(playing: Playing, speed: Playing['speed'], now: EpochMs, edge: EpochMs): Playing {
  return { at: momentOf(playing, now, edge), since: now, speed }
}

export function movedTo(playing: Playing, at: EpochMs, now: EpochMs): Playing {
  return { at, since: now, speed: playing.speed }
}

/** Frames come this late at most before play waits for them, ms of the wall's own time. */
const PATIENCE_MS = 1_500

/** What the wall shows: the moment, but not far beyond the figures that have come. */
export function shownMoment(moment: EpochMs, asOf: EpochMs, speed: number): EpochMs {
  return epochMs(Math.max(asOf, Math.min(moment, asOf + PATIENCE_MS * speed)))
}

/** Waits for figures that are late: it goes on from where they end. */
export function heldBack(playing: Playing, asOf: EpochMs, now: EpochMs, edge: EpochMs): Playing {
  const moment = momentOf(playing, now, edge)
  const shown = shownMoment(moment, asOf, playing.speed)
  return moment > shown && playing.speed > 0 ? { ...playing, at: shown, since: now } : playing
}
