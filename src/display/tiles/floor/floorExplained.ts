/** Where a figure of the floor board comes from: formula, counts and limits, in words. */
import { clockTime, minuteTime, count, elapsed, NOTHING, percent } from '../../format.ts'
import { formulaWords, type Term } from '../../formula.ts'
import { plus, type Amount, type Explained, type Remark } from '../explain/explained.ts'
import { livePart } from '../../floor/liveQueues.ts'
import { queueFraction, WINDOW, WINDOW_WORDS } from '../../reading.ts'
import { instantOf, oldSinceOf, silentSources, type Sources } from '../../staleness.ts'
import { todayWords, type DayStart } from '../../words.ts'
import type { EpochMs } from '../../../core/units.ts'
import type { FloorBoardView } from '../../../core/view/boardView.ts'
import type { QueueView, TotalsView, TotalQueueView } from '../../../core/view/floorView.ts'

/** `site` explains the total, an id its queue. */
export type ExplainedPart = { of: 'site' } | { of: 'queue'; id: string }

function duration(ms: number | undefined): string {
  return ms === undefined ? NOTHING : elapsed(ms)
}

function abandonRemark({ abandonRate, abandoned, shortAbandoned, answered }: TotalsView): Remark {
  return {
    label: 'Abandon rate',
    value: ratioWords(abandonRate),
    note: `${count(abandoned - shortAbandoned)} abandoned, short ones left out, of ${count(answered + abandoned - shortAbandoned)}`,
  }
}

function sharedRemarks(totals: TotalsView, { windows, waitingOverTarget }: TotalQueueView, day: DayStart): Remark[] {
  return [
    abandonRemark(totals),
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

function amounts(terms: readonly Term[]): Amount[] {
  return terms.map(({ sign, count: n, words }) => ({ sign, amount: count(n), words }))
}

function ratioWords(ratio: number | undefined): string {
  return ratio === undefined ? NOTHING : percent(ratio)
}

/** Exact for the counts as they stand; the window forgets meanwhile. */
function backToTarget({ answersToTarget }: QueueView): Remark {
  const label = 'Back at target'
  if (answersToTarget === undefined) return { label, value: NOTHING, note: 'no number of answers brings it back' }
  if (answersToTarget === 0) return { label, value: 'now', note: 'the target is met' }
  return { label, value: count(answersToTarget), note: 'answers in time, one after another' }
}

function explainQueue(queue: QueueView, day: DayStart): Omit<Explained, 'when'> {
  const { settings } = queue
  const { numerator, denominator, n } = queueFraction(queue)
  return {
    title: `${queue.name}, service level`,
    value: ratioWords(queue.windows[WINDOW].serviceLevel),
    formula: formulaWords(settings.serviceLevelFormula),
    numerator: amounts(numerator),
    denominator: amounts(denominator),
    n: `${count(n)} counted`,
    remarks: [
      {
        label: 'Target',
        value: percent(settings.targetRatio),
        note: `answered within ${elapsed(settings.answerWithinMs)}`,
      },
      backToTarget(queue),
      { label: 'Short', value: elapsed(settings.shortAbandonMs), note: 'abandoned within this is left out' },
      ...sharedRemarks(queue.windows[WINDOW], queue, day),
    ],
  }
}

function explainSite(view: FloorBoardView): Omit<Explained, 'when'> {
  const { queues, total } = livePart(view)
  const fractions = Object.values(queues).map(queueFraction)
  const met = fractions.reduce((sum, one) => sum + one.met, 0)
  const n = fractions.reduce((sum, one) => sum + one.n, 0)
  const formulas = new Set(Object.values(queues).map(({ settings }) => formulaWords(settings.serviceLevelFormula)))
  return {
    title: 'All queues, service level',
    value: ratioWords(total.windows[WINDOW].serviceLevel),
    formula: [...formulas].join(', ') || NOTHING,
    numerator: [plus(count(met), 'in target, all queues')],
    denominator: [plus(count(n), 'counted, all queues')],
    n: `${count(n)} counted`,
    remarks: [...leftOut(view, queues), ...sharedRemarks(total.windows[WINDOW], total, view)],
  }
}

function leftOut(view: FloorBoardView, live: FloorBoardView['queues']): Remark[] {
  const names = Object.entries(view.queues).flatMap(([id, { name }]) => (Object.hasOwn(live, id) ? [] : [name]))
  return names.length === 0 ? [] : [{ label: 'Left out', value: count(names.length), note: `old: ${names.join(', ')}` }]
}

/** Who is silent, and for how long: why a queue's figures are old. */
function silence(
  { sources: fedBy }: QueueView,
  sources: Sources,
  { now, zone }: { now: EpochMs; zone: string },
): Remark[] {
  return silentSources(sources)
    .filter(({ source }) => fedBy.includes(source))
    .map(({ source, since }) => ({
      label: 'Old',
      value: elapsed(now - since),
      note: `no word from ${source} since ${clockTime(since, zone)}`,
    }))
}

/** Undefined when the queue is gone. */
export function explain(what: ExplainedPart, view: FloorBoardView, now: EpochMs): Explained | undefined {
  const when = (at: EpochMs) => `last ${WINDOW_WORDS}, as of ${minuteTime(at, view.zone)}`
  if (what.of === 'site') return { ...explainSite(view), when: when(now) }
  const queue = view.queues[what.id]
  if (queue === undefined) return undefined
  const { sources } = view.feed
  const { remarks = [], ...rest } = explainQueue(queue, view)
  const at = instantOf(queue.longestWaitSince, oldSinceOf(queue.sources, sources), now)
  return { ...rest, remarks: [...silence(queue, sources, { now, zone: view.zone }), ...remarks], when: when(at) }
}
