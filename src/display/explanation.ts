/** Where a figure of the floor board comes from: formula, counts and limits, in words. */
import { minuteTime, count, elapsed, NOTHING, percent } from './format.ts'
import { formulaWords, type Term } from './formula.ts'
import { queueFraction, WINDOW, WINDOW_WORDS } from './reading.ts'
import type { EpochMs } from '../core/units.ts'
import type { FloorBoardView } from '../core/view/boardView.ts'
import type { QueueView, TotalsView, TotalQueueView } from '../core/view/floorView.ts'

export interface ExplainedRatio {
  label: string
  ratio: number | undefined
  numerator: Term[]
  denominator: Term[]
  n: number
}

export interface Fact {
  label: string
  value: string
  note: string
}

export interface Explanation {
  title: string
  when: string
  services: ExplainedRatio[]
  facts: Fact[]
}

/** `site` explains the total, an id its queue. */
export type Explained = { of: 'site' } | { of: 'queue'; id: string }

function duration(ms: number | undefined): string {
  return ms === undefined ? NOTHING : elapsed(ms)
}

function abandonFact({ abandonRate, abandoned, shortAbandoned, answered }: TotalsView): Fact {
  return {
    label: 'Abandon rate',
    value: abandonRate === undefined ? NOTHING : percent(abandonRate),
    note: `${count(abandoned - shortAbandoned)} abandoned, short ones left out, of ${count(answered + abandoned - shortAbandoned)}`,
  }
}

function sharedFacts(totals: TotalsView, { windows, waitingOverTarget }: TotalQueueView): Fact[] {
  return [
    abandonFact(totals),
    {
      label: 'Average speed of answer',
      value: duration(totals.averageSpeedOfAnswerMs),
      note: `waits of ${count(totals.answered)} answered`,
    },
    {
      label: 'Over the limit',
      value: count(waitingOverTarget),
      note: `waiting now; ${count(totals.targetBreaches)} passed it in ${WINDOW_WORDS}, ${count(windows.day.targetBreaches)} today`,
    },
  ]
}

function queueRatio(label: string, queue: QueueView): ExplainedRatio {
  const { numerator, denominator, n } = queueFraction(queue)
  return { label, ratio: queue.windows[WINDOW].serviceLevel, numerator, denominator, n }
}

/** Exact for the counts as they stand; the window forgets meanwhile. */
function backToTarget({ answersToTarget }: QueueView): Fact {
  const label = 'Back at target'
  if (answersToTarget === undefined) return { label, value: NOTHING, note: 'no number of answers brings it back' }
  if (answersToTarget === 0) return { label, value: 'now', note: 'the target is met' }
  return { label, value: count(answersToTarget), note: 'answers in time, one after another' }
}

function explainQueue(queue: QueueView): Omit<Explanation, 'when'> {
  const { settings } = queue
  return {
    title: `${queue.name}, service level`,
    services: [queueRatio('', queue)],
    facts: [
      {
        label: 'Target',
        value: percent(settings.targetRatio),
        note: `answered within ${elapsed(settings.answerWithinMs)}`,
      },
      backToTarget(queue),
      { label: 'Short', value: elapsed(settings.shortAbandonMs), note: 'abandoned within this is left out' },
      ...sharedFacts(queue.windows[WINDOW], queue),
    ],
  }
}

function explainSite({ queues, total }: FloorBoardView): Omit<Explanation, 'when'> {
  const fractions = Object.values(queues).map(queueFraction)
  const met = fractions.reduce((sum, one) => sum + one.met, 0)
  const n = fractions.reduce((sum, one) => sum + one.n, 0)
  const formulas = new Set(Object.values(queues).map(({ settings }) => formulaWords(settings.serviceLevelFormula)))
  return {
    title: 'All queues, service level',
    services: [
      {
        label: '',
        ratio: total.windows[WINDOW].serviceLevel,
        numerator: [{ sign: 1, words: 'in target, all queues', count: met }],
        denominator: [{ sign: 1, words: 'counted, all queues', count: n }],
        n,
      },
    ],
    facts: [
      ...[...formulas].map((words) => ({ label: 'Formula', value: '', note: words })),
      ...sharedFacts(total.windows[WINDOW], total),
    ],
  }
}

/** Undefined when the queue is gone. */
export function explain(what: Explained, view: FloorBoardView, now: EpochMs): Explanation | undefined {
  const when = `last ${WINDOW_WORDS}, as of ${minuteTime(now, view.zone)}`
  if (what.of === 'site') return { ...explainSite(view), when }
  const queue = view.queues[what.id]
  return queue && { ...explainQueue(queue), when }
}
