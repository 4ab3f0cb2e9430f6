/** Moments worth looking at, read out of a history: what went wrong, who asked for help, what cleared. */
import { epochMs, parseInstant, type EpochMs } from '../../core/units.ts'
import type { HistoryView, QueueHistoryView, RaisedView } from '../../core/view/historyView.ts'
import { elapsed, percent } from '../format.ts'
import { serviceLevelLevel, waitLevel, worse, type Level } from '../level.ts'

export interface Mark {
  readonly at: EpochMs
  readonly level: Level
  readonly words: string
}

/** The same happening to a queue again within this is one mark. */
const AGAIN_MS = 10 * 60_000
/** A wait is critical at three limits: see `waitLevel`. */
const CRITICAL_LIMITS = 3

/** Oldest first. */
export function marksOf(history: HistoryView): Mark[] {
  const marks = Object.entries(history.queues).flatMap(([id, queue]) => [
    ...breachMarks(queue, breachesOf(history, id)),
    ...levelMarks(queue, history),
  ])
  const raised = history.escalations.map((one): Mark => {
    const level = one.severity === 'critical' ? 'crit' : 'warn'
    return { at: instant(one.raisedAt), level, words: `${whoRaised(one, history)} escalates` }
  })
  return [...marks, ...raised].sort((a, b) => a.at - b.at)
}

function whoRaised({ agent, agentName, queue }: RaisedView, { queues }: HistoryView): string {
  if (agent !== undefined) return agentName ?? agent
  return queue === undefined ? 'Somebody' : (queues[queue]?.name ?? queue)
}

/** The next mark after a moment, or the last before it. */
export function markBeside(marks: readonly Mark[], at: EpochMs, step: 1 | -1): Mark | undefined {
  return step === 1 ? marks.find((mark) => mark.at > at) : marks.findLast((mark) => mark.at < at)
}

/** Marks around a moment, the last one passed in the middle where there are enough. */
export function marksAround(marks: readonly Mark[], at: EpochMs, places: number): { marks: Mark[]; passed: number } {
  const last = marks.findLastIndex((mark) => mark.at <= at)
  const from = Math.max(0, Math.min(last - Math.floor(places / 2), marks.length - places))
  return { marks: marks.slice(from, from + places), passed: last - from }
}

function breachesOf({ breaches }: HistoryView, queue: string): EpochMs[] {
  return breaches.filter((breach) => breach.queue === queue).map(({ at }) => instant(at))
}

function breachMarks({ name, answerWithinMs }: QueueHistoryView, breaches: readonly EpochMs[]): Mark[] {
  const words = `${name} over ${elapsed(answerWithinMs)}`
  const first = breaches.filter((at, i) => at - (breaches[i - 1] ?? -Infinity) > AGAIN_MS)
  return first.map((at) => ({ at, level: 'warn', words }))
}

interface Judged {
  readonly at: EpochMs
  readonly wait: Level
  readonly service: Level
  readonly waitMs: number
}

function judgedMinutes(queue: QueueHistoryView, { from, stepMs }: HistoryView): Judged[] {
  const { answerWithinMs, targetRatio, serviceLevel, n, longestWaitMs } = queue
  return serviceLevel.map((ratio, i) => ({
    at: epochMs(instant(from) + i * stepMs),
    wait: waitLevel(longestWaitMs[i] ?? undefined, answerWithinMs),
    service: serviceLevelLevel(ratio ?? undefined, targetRatio, n[i] ?? 0) ?? 'ok',
    waitMs: longestWaitMs[i] ?? 0,
  }))
}

function levelMarks(queue: QueueHistoryView, history: HistoryView): Mark[] {
  const limitMs = CRITICAL_LIMITS * queue.answerWithinMs
  const target = percent(queue.targetRatio)
  const marks: Mark[] = []
  let before: Judged | undefined
  let isTroubled = false

  function mark(at: EpochMs, level: Level, words: string): void {
    const isAgain = marks.some((one) => one.words === words && at - one.at < AGAIN_MS)
    if (!isAgain) marks.push({ at, level, words })
    isTroubled = level !== 'ok'
  }

  for (const minute of judgedMinutes(queue, history)) {
    if (minute.wait === 'crit' && before?.wait !== 'crit')
      mark(epochMs(minute.at - (minute.waitMs - limitMs)), 'crit', `${queue.name} over ${elapsed(limitMs)}`)
    if (before && minute.service !== before.service && worse(minute.service, before.service) === minute.service)
      mark(minute.at, minute.service, `${queue.name} ${minute.service === 'crit' ? 'far ' : ''}under ${target}`)
    const isCalm = minute.wait === 'ok' && minute.service === 'ok'
    if (isTroubled && isCalm) mark(minute.at, 'ok', `${queue.name} clears`)
    before = minute
  }
  return marks
}

function instant(text: string): EpochMs {
  return parseInstant(text) ?? epochMs(0)
}
