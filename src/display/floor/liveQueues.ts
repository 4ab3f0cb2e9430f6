/** The floor without the queues whose figures are old: what the signal heeds and the total counts. */
import { parseInstant } from '../../core/units.ts'
import type { FloorBoardView } from '../../core/view/boardView.ts'
import {
  WINDOW_NAMES,
  type AgentCountsView,
  type ByWindow,
  type QueueView,
  type TotalQueueView,
  type TotalsView,
  type WindowName,
} from '../../core/view/floorView.ts'
import { fraction } from '../formula.ts'
import { oldQueues } from '../staleness.ts'

/** The same view where every queue lives; else its total is summed anew, without averages that cannot be. */
export function livePart(view: FloorBoardView): FloorBoardView {
  const old = oldQueues(view.queues, view.feed.sources)
  if (old.size === 0) return view
  const queues = Object.fromEntries(Object.entries(view.queues).filter(([id]) => !old.has(id)))
  return { ...view, queues, total: totalOf(Object.values(queues), view) }
}

function totalOf(queues: readonly QueueView[], { agents, total }: FloorBoardView): TotalQueueView {
  const sum = (pick: (queue: QueueView) => number) => queues.reduce((all, queue) => all + pick(queue), 0)
  const lastBreachAt = latest(queues.map((queue) => queue.lastBreachAt))
  return {
    waiting: sum(({ waiting }) => waiting),
    waitingSince: [],
    waitingOverTarget: sum(({ waitingOverTarget }) => waitingOverTarget),
    waitingOverPromise: sum(({ waitingOverPromise }) => waitingOverPromise),
    ...(lastBreachAt === undefined ? {} : { lastBreachAt }),
    inService: sum(({ inService }) => inService),
    ...agentCounts(Object.values(agents).filter(({ silent }) => silent !== true)),
    trend: total.trend,
    windows: Object.fromEntries(WINDOW_NAMES.map((name) => [name, totalsOf(queues, name)])) as ByWindow<TotalsView>,
  }
}

function latest(instants: readonly (string | undefined)[]): string | undefined {
  return instants.toSorted((a, b) => instantMs(b) - instantMs(a))[0]
}

function instantMs(instant: string | undefined): number {
  return (instant === undefined ? undefined : parseInstant(instant)) ?? -Infinity
}

function agentCounts(agents: readonly FloorBoardView['agents'][string][]): AgentCountsView {
  const inState = (...states: string[]) => agents.filter(({ state }) => states.includes(state)).length
  const agentsNotReady = inState('notReady')
  const agentsSignedIn = agents.length - inState('offline')
  return {
    agentsSignedIn,
    agentsStaffed: agentsSignedIn - agentsNotReady,
    agentsAvailable: inState('available'),
    agentsAlerting: inState('alerting'),
    agentsOnContact: inState('onContact'),
    agentsInWrapUp: inState('wrapUp'),
    agentsNotReady,
  }
}

const COUNTS = [
  'offered',
  'answered',
  'answeredWithinTarget',
  'abandoned',
  'shortAbandoned',
  'abandonedWithinTarget',
  'flowedOut',
  'transferredOut',
  'alertsTimedOut',
  'handled',
  'targetBreaches',
  'promiseBreaches',
] as const

type Counts = Record<(typeof COUNTS)[number], number>

/** N9: counts and fractions are summed, each queue's by its own formula, before anything is divided. */
function totalsOf(queues: readonly QueueView[], name: WindowName): TotalsView {
  const counts = Object.fromEntries(
    COUNTS.map((key) => [key, queues.reduce((all, { windows }) => all + windows[name][key], 0)]),
  ) as Counts
  const parts = queues.map(({ settings, windows, waitingOverTarget }) =>
    fraction(settings.serviceLevelFormula, windows[name], waitingOverTarget),
  )
  const n = parts.reduce((all, part) => all + part.n, 0)
  const met = parts.reduce((all, part) => all + part.met, 0)
  const lost = counts.abandoned - counts.shortAbandoned
  const came = counts.answered + lost
  return {
    ...counts,
    ...(n === 0 ? {} : { serviceLevel: met / n }),
    ...(came === 0 ? {} : { abandonRate: lost / came }),
  }
}
