/** Where each waiting contact stands on its queue's rail: it walks right, and the line is its limit. */
import { parseInstant, type EpochMs, type Instant } from '../core/units.ts'
import { markLevel, type Level } from './level.ts'

/** More marks than this no eye counts. */
export const MOST_MARKS = 24

export interface RailMark {
  /** The same contact keeps its key while it walks. */
  key: string
  level: Level
  /** Before the line wait ÷ limit; past it (wait − limit) ÷ two limits, held at the end. 0..1. */
  at: number
  isPast: boolean
}

export interface Rail {
  marks: RailMark[]
  /** Waiting, and not drawn. */
  more: number
}

function mark(key: string, waitMs: number, limitMs: number): RailMark {
  const isPast = waitMs > limitMs
  const limit = Math.max(1, limitMs)
  const at = isPast ? Math.min(1, (waitMs - limit) / (2 * limit)) : waitMs / limit
  return { key, level: markLevel(waitMs, limitMs), at: Math.max(0, at), isPast }
}

/** The marks of the oldest waits, oldest first. */
export function railOf(waitingSince: readonly Instant[], waiting: number, limitMs: number, now: EpochMs): Rail {
  const twins = new Map<Instant, number>()
  const marks = waitingSince.slice(0, MOST_MARKS).map((since) => {
    const twin = twins.get(since) ?? 0
    twins.set(since, twin + 1)
    return mark(`${since} ${twin}`, Math.max(0, now - (parseInstant(since) ?? now)), limitMs)
  })
  return { marks, more: Math.max(0, waiting - marks.length) }
}
