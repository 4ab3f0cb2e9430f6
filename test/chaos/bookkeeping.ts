/** Whether all that was acknowledged lies in the log, and counts once. */
import { compareEvents, type FloorEvent } from '../../src/core/events/event.ts'
import { createSite } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { firstDifference } from './firstDifference.ts'
import type { LogMessage } from './readLog.ts'
import type { Line } from './recording.ts'

const MOST_TOLD = 3

/** Lines the broker acknowledged and the log does not have, in words. */
export function whatIsMissing(acknowledged: readonly Line[], messages: readonly LogMessage[]): string[] {
  const stored = new Set(messages.map(({ subject, text }) => `${subject} ${text}`))
  const missing = acknowledged.filter(({ subject, body }) => !stored.has(`${subject} ${body}`))
  if (missing.length === 0) return []
  const examples = missing.slice(0, MOST_TOLD).map(({ body }) => body.slice(0, 120))
  return [`${missing.length} acknowledged messages are not in the log: ${examples.join(' ')}`]
}

/**
 * The view against a plain fold of what its senders sent, each event once and in the order of time (F14). Only where
 * nothing came late: what is late counts otherwise (F15).
 */
export function whatCountsOtherwise(acknowledged: readonly Line[], view: FloorView): string[] {
  const site = createSite({ site: view.site })
  for (const event of eventsOnce(acknowledged, view.site)) site.apply(event)
  site.advanceTo(epochMs(Date.parse(view.asOf)))
  const difference = firstDifference(figuresOf(view), figuresOf(site.floorView({ live: true, appliedSeq: 0 })))
  return difference === undefined ? [] : [`${view.site}, folded in order and without repeats: ${difference}`]
}

function eventsOnce(lines: readonly Line[], site: string): FloorEvent[] {
  const own = lines.flatMap((line) => (line.site === site && line.event !== undefined ? [line.event] : []))
  const once = new Map(own.map((event) => [`${event.source} ${event.id}`, event]))
  return [...once.values()].sort(compareEvents)
}

/** Escalations are left out: their claims go by the order of arrival. */
function figuresOf({ queues, total, agents, teams, tickets, surveys, intervals }: FloorView): unknown {
  return JSON.parse(JSON.stringify({ queues, total, agents, teams, tickets, surveys, intervals }))
}
