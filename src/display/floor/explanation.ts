/** Where a figure of the floor board comes from: formula, counts and limits, in words. */
import { clockTime, minuteTime, count, elapsed, NOTHING, percent } from '../format.ts'
import { formulaWords, type Term } from '../formula.ts'
import { livePart } from './liveQueues.ts'
import { queueFraction, WINDOW, WINDOW_WORDS } from '../reading.ts'
import { instantOf, oldSinceOf, silentSources, type Sources } from '../staleness.ts'
import { todayWords, type DayStart } from '../words.ts'
import type { EpochMs } from '../../core/units.ts'
import type { FloorBoardView } from '../../core/view/boardView.ts'
import type { QueueView, TotalsView, TotalQueueView } from '../../core/view/floorView.ts'

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

function sharedFacts(totals: TotalsView, { windows, waitingOverTarget }: TotalQueueView, day: DayStart): Fact[] {
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
      note: `waiting now; ${count(totals.targetBreaches)} passed it in ${WINDOW_WORDS}, ${count(windows.day.targetBreaches)} ${todayWords(day)}`,
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

function explainQueue(queue: QueueView, day: DayStart): Omit<Explanation, 'when'> {
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
      ...sharedFacts(queue.windows[WINDOW], queue, day),
    ],
  }
}

function explainSite(view: FloorBoardView): Omit<Explanation, 'when'> {
  const { queues, total } = livePart(view)
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
      ...leftOut(view, queues),
      ...sharedFacts(total.windows[WINDOW], total, view),
    ],
  }
}

function leftOut(view: FloorBoardView, live: FloorBoardView['queues']): Fact[] {
  const names = Object.entries(view.queues).flatMap(([id, { name }]) => (Object.hasOwn(live, id) ? [] : [name]))
  return names.length === 0 ? [] : [{ label: 'Left out', value: count(names.length), note: `old: ${names.join(', ')}` }]
}

/** Who is silent, and for how long: why a queue's figures are old. */
function silence(
  { sources: fedBy }: QueueView,
  sources: Sources,
  { now, zone }: { now: EpochMs; zone: string },
): Fact[] {
  return silentSources(sources)
    .filter(({ source }) => fedBy.includes(source))
    .map(({ source, since }) => ({
      label: 'Old',
      value: elapsed(now - since),
      note: `no word from ${source} since ${clockTime(since, zone)}`,
    }))
}

/** Undefined when the queue is gone. */
export function explain(what: Explained, view: FloorBoardView, now: EpochMs): Explanation | undefined {
  const when = (at: EpochMs) => `last ${WINDOW_WORDS}, as of ${minuteTime(at, view.zone)}`
  if (what.of === 'site') return { ...explainSite(view), when: when(now) }
  const queue = view.queues[what.id]
  if (queue === undefined) return undefined
  const { sources } = view.feed
  const { facts, ...rest } = explainQueue(queue, view)
  const at = instantOf(queue.longestWaitSince, oldSinceOf(queue.sources, sources), now)
  return { ...rest, facts: [...silence(queue, sources, { now, zone: view.zone }), ...facts], when: when(at) }
}
