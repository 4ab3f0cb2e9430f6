/** N11: the estimated wait of a new arrival. */
import type { AgentCountsView } from '../../../src/core/view/floorView.ts'
import { ascending, MINUTE } from './arithmetic.ts'
import type { Segment } from './history.ts'
import { holds, spanOf, type Moment } from './moment.ts'
import { handleMs, totalsOf } from './totals.ts'

export function estimatedWaitMs(
  moment: Moment,
  queue: string,
  waiting: readonly Segment[],
  agents: AgentCountsView,
): number | undefined {
  if (agents.agentsStaffed === 0) return undefined
  if (agents.agentsAvailable > 0 && waiting.length === 0) return 0
  const ahead = waiting.length + 1
  const methods = ascending(
    [byQueueLength(moment, queue, ahead, agents), byRate(moment, queue, ahead), headOfLine(moment, waiting)].filter(
      (wait) => wait !== undefined,
    ),
  )
  const [first, second, third] = methods
  if (first === undefined || second === undefined) return undefined
  return Math.floor((third === undefined ? (first + second) / 2 : second) + 0.5)
}

function byQueueLength(moment: Moment, queue: string, ahead: number, agents: AgentCountsView): number | undefined {
  const hour = handleTimes(moment, queue, '60m')
  const times = hour.length >= 10 ? hour : handleTimes(moment, queue, 'day')
  if (times.length === 0) return undefined
  const averageHandleTime = times.reduce((total, ms) => total + ms, 0) / times.length
  const abandonRate = totalsOf(moment, [queue], '60m').abandonRate ?? 0
  return ((ahead * averageHandleTime) / agents.agentsStaffed) * (1 - abandonRate)
}

function handleTimes(moment: Moment, queue: string, window: '60m' | 'day'): number[] {
  const span = spanOf(moment, window)
  return moment.history.handles
    .filter((h) => h.counted && h.queue === queue && h.closedAt !== undefined && holds(span, h.closedAt))
    .map(handleMs)
}

function byRate(moment: Moment, queue: string, ahead: number): number | undefined {
  const { answered, abandoned, flowedOut } = totalsOf(moment, [queue], '15m')
  const departures = answered + abandoned + flowedOut
  return departures < 5 ? undefined : (ahead * 15 * MINUTE) / departures
}

function headOfLine(moment: Moment, waiting: readonly Segment[]): number {
  const oldest = waiting[0]
  return oldest === undefined ? 0 : moment.asOf - oldest.enqueuedAt
}
