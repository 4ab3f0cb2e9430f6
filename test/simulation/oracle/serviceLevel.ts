/** N4, N9: the service level as its two terms, to be summed over queues before they are divided. */
import { ratioOf, sum } from './arithmetic.ts'
import { holds, isSuspect, passesAt, waitsAt, type Moment, type Span } from './moment.ts'
import type { Segment } from './history.ts'
import { settingsAt } from './settings.ts'

export interface Terms {
  readonly above: number
  readonly below: number
}

/** The terms of one queue in `span`; Q_T is taken at the span's end. */
export function termsOf(moment: Moment, queue: string, span: Span): Terms {
  const segments = moment.history.segments.filter((segment) => segment.queue === queue)
  const ended = segments.filter((s) => s.counted && s.endedAt !== undefined && holds(span, s.endedAt))
  const answered = ended.filter((s) => s.outcome === 'answered')
  const abandoned = ended.filter((s) => s.outcome === 'abandoned')
  const a = answered.length
  const aT = answered.filter(isWithinTarget).length
  const b = abandoned.length
  const bT = abandoned.filter(isWithinTarget).length
  const bS = abandoned.filter(isShort).length
  const f = ended.filter((s) => s.outcome === 'flowedOut').length
  const qT = segments.filter((s) => isOverTarget(moment, s, span.until)).length
  const { serviceLevelFormula } = settingsAt(queue, moment.asOf, moment.ordered, moment.config)
  return {
    SL1: { above: aT, below: a },
    SL2: { above: aT, below: a + b },
    SL3: { above: aT, below: a + b - bT },
    SL4: { above: aT + bT, below: a + b },
    SL5: { above: aT, below: a + b - bS },
    SL6: { above: aT, below: a + b - bS + f },
    SL9: { above: aT, below: a + b - bS + qT },
  }[serviceLevelFormula]
}

export function waitOf(segment: Segment): number {
  return (segment.endedAt ?? Number.NaN) - segment.enqueuedAt
}

/** N3: inclusive. */
export function isWithinTarget(segment: Segment): boolean {
  return waitOf(segment) <= segment.settings.answerWithinMs
}

export function isShort(segment: Segment): boolean {
  return waitOf(segment) <= segment.settings.shortAbandonMs
}

/** Waiting at `at` past its target, and no suspect. */
export function isOverTarget(moment: Moment, segment: Segment, at: number): boolean {
  if (!waitsAt(segment, at) || at < passesAt(segment, 'answerWithinMs')) return false
  return segment.toldByAnswer || !isSuspect(moment, segment.contact, at)
}

/** N9: sums first, one division. */
export function serviceLevel(terms: readonly Terms[]): number | undefined {
  return ratioOf(sum(terms.map((t) => t.above)), sum(terms.map((t) => t.below)))
}
