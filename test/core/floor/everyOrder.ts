/** A few events told in every order in which none of them is late, each order judged by the oracle. */
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { SITE_GRACE } from '../../../src/core/floor/retention.ts'
import type { SiteConfig } from '../../../src/core/site.ts'
import { firstFault } from '../../simulation/judge.ts'
import type { Step } from '../../simulation/steps.ts'
import { at, event } from '../../support/events.ts'

/** Every source may be so far behind the others, so each event has one of its own. */
export function ordersOf(events: readonly FloorEvent[]): FloorEvent[][] {
  return ordersAfter(-Infinity, fromOwnSources(events))
}

/** The first order in which core and oracle disagree, right after the last event or when all is settled. */
export function faultInAnyOrder(
  events: readonly FloorEvent[],
  asOfSeconds: number,
  config: Partial<SiteConfig> = {},
): string | undefined {
  const whole = { site: 'main', ...config }
  const asked = [{ askAt: at(asOfSeconds) }, ...settling(asOfSeconds)]
  for (const order of ordersOf(events)) {
    const fault = firstFault([...order.map(told), ...asked], whole)
    if (fault !== undefined) return `${order.map(named).join(', ')}\n${fault}`
  }
  return firstFault([...fromOwnSources(events).map(told), ...asked], whole, 'reloaded')
}

function told(one: FloorEvent): Step {
  return { event: one }
}

function named({ time, type }: FloorEvent): string {
  return `${type} ${new Date(time).toISOString()}`
}

/** Signs of life until nothing that happened before them can change any more. */
function settling(fromSeconds: number): Step[] {
  const beats = Array.from({ length: 8 }, (_, n): Step => {
    return { event: event(fromSeconds + 600 * (n + 1), 'source.heartbeat', {}, { source: '/beat' }) }
  })
  return [...beats, { askAt: at(fromSeconds + 5400) }]
}

function fromOwnSources(events: readonly FloorEvent[]): FloorEvent[] {
  return events.map((one, n) => ({ ...one, source: `/source/${String(n)}` }))
}

function ordersAfter(newest: number, events: readonly FloorEvent[]): FloorEvent[][] {
  if (events.some(({ time }) => newest - time > SITE_GRACE)) return []
  if (events.length === 0) return [[]]
  return events.flatMap((first) => {
    const rest = events.filter((other) => other !== first)
    return ordersAfter(Math.max(newest, first.time), rest).map((order) => [first, ...order])
  })
}
