/** One queue, and all of them as one, as a reader is told. */
import { between, toInstant, type EpochMs, type SourceId } from '../../units.ts'
import type { SettingsInForce } from '../../floor/queue/settingsTimeline.ts'
import { answersToTarget } from '../../forecast/backToTarget.ts'
import { estimatedWait } from '../../forecast/estimatedWait.ts'
import { abandonRate } from '../../measures/abandonRate.ts'
import { share, sumOf, type Fraction } from '../../measures/fraction.ts'
import { serviceLevel } from '../../measures/serviceLevel.ts'
import { MINUTE_MS, wholeMinute } from '../../windows/minuteCounts.ts'
import type { QueueWindows } from '../../windows/queueWindows.ts'
import { Totals } from '../../windows/totals.ts'
import type {
  AgentCountsView,
  ByWindow,
  QueueSettingsView,
  QueueView,
  TotalQueueView,
  TotalsView,
  TrendView,
} from '../floorView.ts'
import { present } from '../present.ts'
import { merged, type QueueNow } from './queueNow.ts'
import { totalsView } from './totalsView.ts'

const MAX_WAITING_LISTED = 100

/** Everything about one queue that its view and the total are made of. */
export interface QueueParts {
  readonly now: QueueNow
  readonly windows: QueueWindows
  /** It was named since then without being forgotten (F16). */
  readonly since: EpochMs
  readonly settings: SettingsInForce
  readonly sources: SourceId[]
  readonly agents: AgentCountsView
  readonly asOf: EpochMs
}

interface WindowParts {
  readonly totals: Totals
  readonly level: Fraction
  readonly longest: number | undefined
}

export function queueView(id: string, parts: QueueParts, estimatedWaitMs: number | undefined): QueueView {
  const { settings, windows } = parts
  return present<QueueView>({
    name: settings.name ?? id,
    channel: settings.channel ?? windows.latestOffered(parts.since)?.channel ?? 'voice',
    settings: settingsView(settings),
    sources: parts.sources,
    ...nowView(parts.now, parts.agents, windows.lastBreachAt()),
    forecast: present<QueueView['forecast']>({ estimatedWaitMs }),
    answersToTarget: answersToTarget(slidingParts(parts, 1).level, settings.targetRatio),
    trend: trendView([parts], parts.asOf),
    windows: windowViews([parts]),
  })
}

/** N9: counts, numerators and denominators are summed before anything is divided. */
export function totalView(queues: readonly QueueParts[], agents: AgentCountsView, asOf: EpochMs): TotalQueueView {
  const breaches = queues.map((queue) => queue.windows.lastBreachAt()).filter((at) => at !== undefined)
  const lastBreachAt = breaches.length === 0 ? undefined : (Math.max(...breaches) as EpochMs)
  return present<TotalQueueView>({
    ...nowView(merged(queues.map((queue) => queue.now)), agents, lastBreachAt),
    trend: trendView(queues, asOf),
    windows: windowViews(queues),
  })
}

/** N11, from the windows as they are now. */
export function queueForecast({ now, windows, agents, asOf }: QueueParts): number | undefined {
  const [quarter, , hour] = windows.sliding
  if (quarter === undefined || hour === undefined) return undefined
  const left = quarter.totals.counts
  const oldest = now.waitingSince[0]
  return estimatedWait({
    waiting: now.waitingSince.length,
    agentsStaffed: agents.agentsStaffed,
    agentsAvailable: agents.agentsAvailable,
    oldestWaitMs: oldest === undefined ? 0 : between(oldest, asOf),
    lastHour: { ...handles(hour.totals), abandonRate: abandonRate(hour.totals.counts) },
    today: handles(windows.day),
    departures: left.answered + left.abandoned + left.flowedOut,
  })
}

function handles({ counts }: Totals): { handled: number; handleMs: number } {
  return { handled: counts.handled, handleMs: counts.talkMs + counts.holdMs + counts.wrapUpMs }
}

function settingsView(settings: SettingsInForce): QueueSettingsView {
  const { answerWithinMs, targetRatio, shortAbandonMs, serviceLevelFormula, waitPromiseMs } = settings
  return { answerWithinMs, targetRatio, shortAbandonMs, serviceLevelFormula, waitPromiseMs }
}

function nowView(now: QueueNow, agents: AgentCountsView, lastBreachAt: EpochMs | undefined) {
  const oldest = now.waitingSince[0]
  return {
    waiting: now.waitingSince.length,
    longestWaitSince: oldest === undefined ? undefined : toInstant(oldest),
    waitingSince: now.waitingSince.slice(0, MAX_WAITING_LISTED).map(toInstant),
    waitingOverTarget: now.waitingOverTarget,
    waitingOverPromise: now.waitingOverPromise,
    nextBreachAt: now.nextBreachAt === undefined ? undefined : toInstant(now.nextBreachAt),
    lastBreachAt: lastBreachAt === undefined ? undefined : toInstant(lastBreachAt),
    inService: now.inService,
    ...agents,
  }
}

function trendView(queues: readonly QueueParts[], asOf: EpochMs): TrendView {
  const until = wholeMinute(asOf)
  const trends = queues.map(({ windows, settings }) =>
    windows.minutes.trend(until).map((counts) => serviceLevel(settings.serviceLevelFormula, counts)),
  )
  const entries = Array.from({ length: 31 }, (_, i) => sumOf(trends.map((trend) => trend[i] as Fraction)))
  return {
    until: toInstant(until),
    stepMs: MINUTE_MS,
    serviceLevel: entries.map((fraction) => share(fraction) ?? null),
  }
}

function windowViews(queues: readonly QueueParts[]): ByWindow<TotalsView> {
  const view = (parts: WindowParts[]) => oneWindow(parts)
  return {
    '15m': view(queues.map((queue) => slidingParts(queue, 0))),
    '30m': view(queues.map((queue) => slidingParts(queue, 1))),
    '60m': view(queues.map((queue) => slidingParts(queue, 2))),
    day: view(queues.map(dayParts)),
  }
}

function slidingParts(queue: QueueParts, index: number): WindowParts {
  const sliding = queue.windows.sliding[index]
  const totals = sliding?.totals ?? new Totals()
  return { totals, level: levelOf(queue, totals), longest: sliding?.longestAnsweredWaitMs() }
}

function dayParts(queue: QueueParts): WindowParts {
  const { day } = queue.windows
  return { totals: day, level: levelOf(queue, day), longest: queue.windows.longestAnsweredWaitTodayMs() }
}

function levelOf(queue: QueueParts, totals: Totals): Fraction {
  const counts = { ...totals.counts, waitingOverTarget: queue.now.waitingOverTarget }
  return serviceLevel(queue.settings.serviceLevelFormula, counts)
}

function oneWindow(parts: readonly WindowParts[]): TotalsView {
  const [only] = parts
  const longest = parts.map((part) => part.longest).filter((ms) => ms !== undefined)
  const totals = parts.length === 1 && only !== undefined ? only.totals : summed(parts)
  return totalsView(
    totals,
    sumOf(parts.map((part) => part.level)),
    longest.length === 0 ? undefined : Math.max(...longest),
  )
}

function summed(parts: readonly WindowParts[]): Totals {
  const sum = new Totals()
  for (const { totals } of parts) sum.addAll(totals)
  return sum
}
