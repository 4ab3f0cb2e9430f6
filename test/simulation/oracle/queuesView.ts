/** Queues and their total as the floor view shows them (F9 to F13, N10). */
import type { QueueView, TotalQueueView, TrendView } from '../../../src/core/view/floorView.ts'
import { agentsNow, countsOf, membershipOf } from './agentsView.ts'
import { ascending, iso, keyed, MINUTE, present } from './arithmetic.ts'
import { estimatedWaitMs } from './forecast.ts'
import type { Segment } from './history.ts'
import { breachOf, isRemembered, isSuspect, isToday, passesAt, waitsAt, type Moment } from './moment.ts'
import { inOneMs } from './order.ts'
import { sourcesOfQueue } from './feeders.ts'
import { isOverTarget, serviceLevel, termsOf } from './serviceLevel.ts'
import { settingsAt } from './settings.ts'
import { totalsOf } from './totals.ts'
import { byWindow } from './windows.ts'

/** F13, F16: named by an event, and within 7 days unless configured. */
export function queuesNow(moment: Moment): string[] {
  return [...moment.history.queues]
    .filter(([, { namedAt, isConfigured }]) => isRemembered(moment, namedAt) || isConfigured)
    .map(([queue]) => queue)
}

export function queuesView(moment: Moment): Record<string, QueueView> {
  return keyed(queuesNow(moment), (queue) => queueView(moment, queue))
}

function queueView(moment: Moment, queue: string): QueueView {
  const said = settingsAt(queue, moment.asOf, moment.ordered, moment.config)
  const members = agentsNow(moment).filter((agent) => membershipOf(moment, agent).includes(queue))
  const counts = countsOf(members)
  const shared = sharedView(moment, [queue])
  const settings = {
    answerWithinMs: said.answerWithinMs,
    targetRatio: said.targetRatio,
    shortAbandonMs: said.shortAbandonMs,
    serviceLevelFormula: said.serviceLevelFormula,
    waitPromiseMs: said.waitPromiseMs,
  }
  const estimated = estimatedWaitMs(moment, queue, waitingNow(moment, [queue]), counts)
  return {
    name: said.name ?? queue,
    channel: said.channel ?? latestChannel(moment, queue),
    settings,
    sources: sourcesOfQueue(moment, queue),
    ...shared,
    ...counts,
    forecast: estimated === undefined ? {} : { estimatedWaitMs: estimated },
  }
}

/** F13: of its latest enqueued segment, `voice` before any. */
function latestChannel(moment: Moment, queue: string): string {
  // F16: what was there before an unconfigured queue was forgotten is forgotten with it.
  const since = moment.history.queues.get(queue)?.since ?? -Infinity
  const segments = moment.history.segments.filter((s) => s.queue === queue && s.openedBy.at >= since)
  const ordered = segments.sort((a, b) => a.enqueuedAt - b.enqueuedAt || inOneMs(a.openedBy, b.openedBy))
  return ordered.at(-1)?.channel ?? 'voice'
}

export function totalView(moment: Moment): TotalQueueView {
  return { ...sharedView(moment, queuesNow(moment)), ...countsOf(agentsNow(moment)) }
}

/** F12: the waiting that are no suspects, oldest first. */
function waitingNow(moment: Moment, queues: readonly string[]): Segment[] {
  return moment.history.segments
    .filter((s) => queues.includes(s.queue) && waitsAt(s, moment.asOf) && !isSuspect(moment, s.contact, moment.asOf))
    .sort((a, b) => a.enqueuedAt - b.enqueuedAt)
}

type Shared = Omit<TotalQueueView, keyof ReturnType<typeof countsOf>>

function sharedView(moment: Moment, queues: readonly string[]): Shared {
  const { asOf, history } = moment
  const waiting = waitingNow(moment, queues)
  const since = waiting.map((segment) => segment.enqueuedAt)
  const next = ascending(waiting.map((s) => passesAt(s, 'answerWithinMs'))).find((at) => at > asOf)
  const last = ascending(
    history.segments
      .filter((segment) => queues.includes(segment.queue))
      .map((segment) => breachOf(segment, 'answerWithinMs') ?? -Infinity)
      .filter((at) => isToday(moment, at)),
  ).at(-1)
  return present({
    waiting: waiting.length,
    longestWaitSince: since[0] === undefined ? undefined : iso(since[0]),
    waitingSince: since.slice(0, 100).map(iso),
    waitingOverTarget: waiting.filter((s) => isOverTarget(moment, s, asOf)).length,
    waitingOverPromise: waiting.filter((s) => asOf >= passesAt(s, 'waitPromiseMs')).length,
    nextBreachAt: next === undefined ? undefined : iso(next),
    lastBreachAt: last === undefined ? undefined : iso(last),
    inService: inService(moment, queues),
    trend: trendOf(moment, queues),
    windows: byWindow((window) => totalsOf(moment, queues, window)),
  })
}

/** F10, F12 */
function inService(moment: Moment, queues: readonly string[]): number {
  const { history } = moment
  return history.handles.filter(
    (h) =>
      h.queue !== undefined &&
      queues.includes(h.queue) &&
      h.endedAt === undefined &&
      !isSuspect(moment, history.contacts.get(h.contact), moment.asOf),
  ).length
}

/** N10: the 30-minute service level as of the last 31 whole minutes, oldest first. */
function trendOf(moment: Moment, queues: readonly string[]): TrendView {
  const until = moment.asOf - (moment.asOf % MINUTE)
  const minutes = Array.from({ length: 31 }, (_, index) => until - (30 - index) * MINUTE)
  return {
    until: iso(until),
    stepMs: MINUTE,
    serviceLevel: minutes.map((at) => {
      const span = { after: at - 30 * MINUTE, until: at }
      return serviceLevel(queues.map((queue) => termsOf(moment, queue, span))) ?? null
    }),
  }
}
