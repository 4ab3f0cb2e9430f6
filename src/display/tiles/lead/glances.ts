/** Queues at a glance, worst first. */
import type { EpochMs } from '../../../core/units.ts'
import type { QueueGlanceView } from '../../../core/view/boardView.ts'
import { elapsed, NOTHING } from '../../format.ts'
import { waitLevel, type Level } from '../../level.ts'
import { msSince } from '../../reading.ts'
import { rankedOld, worstFirst } from '../../rowOrder.ts'

export interface Glance {
  id: string
  level: Level
  longest: string
  view: QueueGlanceView
}

export function glanceOf(id: string, view: QueueGlanceView, now: EpochMs): Glance {
  const waitMs = msSince(view.longestWaitSince, now)
  return {
    id,
    level: waitLevel(waitMs, view.settings.answerWithinMs),
    longest: waitMs === undefined ? NOTHING : elapsed(waitMs),
    view,
  }
}

/** By level, then longest wait ÷ limit, then as they came; those that are old are not judged. */
export function worstQueues(
  queues: Record<string, QueueGlanceView>,
  { now, old }: { now: EpochMs; old: ReadonlyMap<string, EpochMs> },
): string[] {
  return worstFirst(
    Object.entries(queues).map(([id, view]) => {
      if (old.has(id)) return rankedOld(id)
      const waitMs = msSince(view.longestWaitSince, now)
      const limitMs = view.settings.answerWithinMs
      return { id, level: waitLevel(waitMs, limitMs), waitShare: (waitMs ?? 0) / Math.max(1, limitMs), under: 0 }
    }),
  )
}
