/** The line of hours under a rewound wall: where a moment stands on it, and which moment a place means. */
import { epochMs, type EpochMs } from '../../core/units.ts'
import { minuteTime } from '../format.ts'

export interface Span {
  readonly from: EpochMs
  readonly to: EpochMs
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What the server tells at once. */
const LONGEST_MS = 12 * HOUR_MS
/** Shown before now, or around a moment that lies further back. */
const BEHIND_MS = 3 * HOUR_MS

/** The hours to show: up to now if the moment is near enough, else those around it. */
export function spanAround(at: EpochMs, now: EpochMs): Span {
  const from = Math.min(at - HOUR_MS, now - BEHIND_MS)
  const whole = epochMs(Math.floor(from / HOUR_MS) * HOUR_MS)
  if (now - whole <= LONGEST_MS) return { from: whole, to: now }
  const around = epochMs(Math.floor((at - BEHIND_MS) / HOUR_MS) * HOUR_MS)
  return { from: around, to: epochMs(Math.min(now, around + 2 * BEHIND_MS + HOUR_MS)) }
}

/** From 0 at the left to 1 at the right. */
export function placeOf(at: EpochMs, { from, to }: Span): number {
  return Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)))
}

/** To the whole second. */
export function momentAt(place: number, { from, to }: Span): EpochMs {
  const at = from + Math.min(1, Math.max(0, place)) * (to - from)
  return epochMs(Math.min(to, Math.round(at / 1_000) * 1_000))
}

export interface Tick {
  readonly at: EpochMs
  readonly words: string
}

/** Room for so many labels. */
const MOST_TICKS = 7
/** Beyond it stands the label of the end. */
const LABELS_END = 0.88
const STEPS_MS = [0.25, 0.5, 1, 2, 3].map((hours) => hours * HOUR_MS)

/** Local hours, or parts of them. */
export function ticksOf(span: Span, zone: string): Tick[] {
  const length = span.to - span.from
  const step = STEPS_MS.find((ms) => length / ms <= MOST_TICKS) ?? 3 * HOUR_MS
  const ticks: Tick[] = []
  for (let at = Math.ceil(span.from / (step / 4)) * (step / 4); at <= span.to; at += step / 4) {
    const tick = { at: epochMs(at), words: minuteTime(epochMs(at), zone) }
    const [hour = 0, minute = 0] = tick.words.split(':').map(Number)
    if ((hour * HOUR_MS + minute * MINUTE_MS) % step === 0) ticks.push(tick)
  }
  return ticks.filter(({ at }) => placeOf(at, span) < LABELS_END)
}
