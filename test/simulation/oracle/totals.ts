/** N1 to N9: the counts and measures of some queues in one window. */
import type { TotalsView } from '../../../src/core/view/floorView.ts'
import { mean, nearestRank, present, ratioOf } from './arithmetic.ts'
import type { Handle } from './history.ts'
import { breachOf, holds, spanOf, type Moment } from './moment.ts'
import { isShort, isWithinTarget, serviceLevel, termsOf, waitOf } from './serviceLevel.ts'
import type { WINDOWS } from './windows.ts'

export function totalsOf(moment: Moment, queues: readonly string[], window: (typeof WINDOWS)[number]): TotalsView {
  const span = spanOf(moment, window)
  const inside = (at: number | undefined): boolean => at !== undefined && holds(span, at)
  const { history } = moment
  const segments = history.segments.filter((s) => queues.includes(s.queue))
  const ended = segments.filter((s) => s.counted && inside(s.endedAt))
  const answered = ended.filter((s) => s.outcome === 'answered')
  const abandoned = ended.filter((s) => s.outcome === 'abandoned')
  const short = abandoned.filter(isShort).length
  const handled = history.handles.filter(
    (h) => h.counted && h.queue !== undefined && queues.includes(h.queue) && inside(h.closedAt),
  )
  const waits = answered.map(waitOf)
  return present({
    offered: segments.filter((s) => inside(s.enqueuedAt)).length,
    answered: answered.length,
    answeredWithinTarget: answered.filter(isWithinTarget).length,
    abandoned: abandoned.length,
    shortAbandoned: short,
    abandonedWithinTarget: abandoned.filter(isWithinTarget).length,
    flowedOut: ended.filter((s) => s.outcome === 'flowedOut').length,
    transferredOut: history.transfersOut.filter((t) => queues.includes(t.queue) && inside(t.at)).length,
    alertsTimedOut: history.alertTimeOuts.filter((t) => queues.includes(t.queue) && inside(t.at)).length,
    handled: handled.length,
    targetBreaches: segments.filter((s) => inside(breachOf(s, 'answerWithinMs'))).length,
    promiseBreaches: segments.filter((s) => inside(breachOf(s, 'waitPromiseMs'))).length,
    serviceLevel: serviceLevel(queues.map((queue) => termsOf(moment, queue, span))),
    abandonRate: ratioOf(abandoned.length - short, answered.length + abandoned.length - short),
    averageSpeedOfAnswerMs: mean(waits),
    waitP50Ms: nearestRank(waits, 50),
    waitP90Ms: nearestRank(waits, 90),
    waitP95Ms: nearestRank(waits, 95),
    longestAnsweredWaitMs: nearestRank(waits, 100),
    averageTimeToAbandonMs: mean(abandoned.map(waitOf)),
    averageHandleTimeMs: mean(handled.map(handleMs)),
    averageTalkMs: mean(handled.map(talkMs)),
    averageHoldMs: mean(handled.map(holdMs)),
    averageWrapUpMs: mean(handled.map(wrapUpMs)),
  })
}

/** N6: talk + hold + wrap-up, that is answer to close. */
export function handleMs(handle: Handle): number {
  return (handle.closedAt ?? Number.NaN) - handle.answeredAt
}

/** F5: talk = end − answer − hold. */
function talkMs(handle: Handle): number {
  return (handle.endedAt ?? Number.NaN) - handle.answeredAt - holdMs(handle)
}

function holdMs(handle: Handle): number {
  let total = 0
  for (const { from, to } of handle.holds) total += (to ?? Number.NaN) - from
  return total
}

function wrapUpMs(handle: Handle): number {
  return (handle.closedAt ?? Number.NaN) - (handle.endedAt ?? Number.NaN)
}
