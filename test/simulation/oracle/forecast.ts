/** N11: the estimated wait of a new arrival. */
import type { AgentCountsView } from '../../../src/core/view/floorView.ts'
import { MINUTE, sum } from './arithmetic.ts'
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
  const [first, second, third] = [
    byQueueLength(moment, queue, ahead, agents),
    byRate(moment, queue, ahead),
    headOfLine(moment, waiting),
  ]
    .filter((wait) => wait !== undefined)
    .sort((a, b) => a.above * b.below - b.above * a.below)
  if (first === undefined || second === undefined) return undefined
  return roundHalfUp(third === undefined ? meanOf(first, second) : second)
}

/** An exact fraction: the only rounding is the last. */
interface Fraction {
  readonly above: number
  readonly below: number
}

function meanOf(a: Fraction, b: Fraction): Fraction {
  return { above: a.above * b.below + b.above * a.below, below: 2 * a.below * b.below }
}

function roundHalfUp({ above, below }: Fraction): number {
  return Math.floor((2 * above + below) / (2 * below))
}

/** (waiting + 1) × AHT ÷ staffed × (1 − abandon rate of 60 min). */
function byQueueLength(moment: Moment, queue: string, ahead: number, agents: AgentCountsView): Fraction | undefined {
  const hour = handleTimes(moment, queue, '60m')
  const times = hour.length >= 10 ? hour : handleTimes(moment, queue, 'day')
  if (times.length === 0) return undefined
  const { answered, abandoned, shortAbandoned } = totalsOf(moment, [queue], '60m')
  const base = answered + abandoned - shortAbandoned
  const staying = base === 0 ? { above: 1, below: 1 } : { above: answered, below: base }
  return {
    above: ahead * sum(times) * staying.above,
    below: times.length * agents.agentsStaffed * staying.below,
  }
}

function handleTimes(moment: Moment, queue: string, window: '60m' | 'day'): number[] {
  const span = spanOf(moment, window)
  return moment.history.handles
    .filter((h) => h.counted && h.queue === queue && h.closedAt !== undefined && holds(span, h.closedAt))
    .map(handleMs)
}

function byRate(moment: Moment, queue: string, ahead: number): Fraction | undefined {
  const { answered, abandoned, flowedOut } = totalsOf(moment, [queue], '15m')
  const departures = answered + abandoned + flowedOut
  return departures < 5 ? undefined : { above: ahead * 15 * MINUTE, below: departures }
}

function headOfLine(moment: Moment, waiting: readonly Segment[]): Fraction {
  const oldest = waiting[0]
  return { above: oldest === undefined ? 0 : moment.asOf - oldest.enqueuedAt, below: 1 }
}
