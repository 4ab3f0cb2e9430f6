/** What a board reads out of its view at an instant: the figures of a row and of the whole site, with their levels. */
import { parseInstant, type EpochMs, type Instant } from '../core/units.ts'
import type { FloorBoardView } from '../core/view/boardView.ts'
import type { QueueView, ServiceLevelFormula, TotalQueueView } from '../core/view/floorView.ts'
import { fraction } from './formula.ts'
import { ENOUGH, serviceLevelLevel, waitLevel, worse, type Level } from './level.ts'
import type { Ranked } from './rowOrder.ts'

/** The window every figure of the wall is of, in the view's name and in words. */
export const WINDOW = '30m'
export const WINDOW_WORDS = '30 min'

export interface ServiceReading {
  ratio: number | undefined
  target: number | undefined
  n: number
  /** A figure from too few contacts to judge. */
  few: boolean
  level: Level | undefined
}

export interface QueueReading {
  id: string
  name: string
  channel: string
  /** `none`: nothing waits and nothing came in the window. */
  level: Level
  none: boolean
  waiting: number
  waitMs: number | undefined
  waitLevel: Level
  limitMs: number
  over: number
  nextMs: number | undefined
  service: ServiceReading
  formula: ServiceLevelFormula
  abandonRate: number | undefined
  averageSpeedOfAnswerMs: number | undefined
  free: number
  signedIn: number
}

/** How long ago, never negative: a display's idea of the server's time may lag behind an event. */
export function msSince(instant: Instant | undefined, now: EpochMs): number | undefined {
  const at = instant === undefined ? undefined : parseInstant(instant)
  return at === undefined ? undefined : Math.max(0, now - at)
}

/** How long until, never negative: what is due now is due in 0:00. */
export function msUntil(instant: Instant | undefined, now: EpochMs): number | undefined {
  const at = instant === undefined ? undefined : parseInstant(instant)
  return at === undefined ? undefined : Math.max(0, at - now)
}

function serviceReading(ratio: number | undefined, target: number | undefined, n: number): ServiceReading {
  return {
    ratio,
    target,
    n,
    few: ratio !== undefined && n < ENOUGH,
    level: serviceLevelLevel(ratio, target, n),
  }
}

export function queueFraction(queue: QueueView) {
  return fraction(queue.settings.serviceLevelFormula, queue.windows[WINDOW], queue.waitingOverTarget)
}

export function queueReading(id: string, queue: QueueView, now: EpochMs): QueueReading {
  const { settings } = queue
  const totals = queue.windows[WINDOW]
  const waitMs = msSince(queue.longestWaitSince, now)
  const ofWait = waitLevel(waitMs, settings.answerWithinMs)
  const service = serviceReading(totals.serviceLevel, settings.targetRatio, queueFraction(queue).n)
  return {
    id,
    name: queue.name,
    channel: queue.channel,
    level: worse(ofWait, service.level ?? 'ok'),
    none: queue.waiting === 0 && service.n === 0 && totals.offered === 0,
    waiting: queue.waiting,
    waitMs,
    waitLevel: ofWait,
    limitMs: settings.answerWithinMs,
    over: queue.waitingOverTarget,
    nextMs: msUntil(queue.nextBreachAt, now),
    service,
    formula: settings.serviceLevelFormula,
    abandonRate: totals.abandonRate,
    averageSpeedOfAnswerMs: totals.averageSpeedOfAnswerMs,
    free: queue.agentsAvailable,
    signedIn: queue.agentsSignedIn,
  }
}

export function ranked({ id, level, waitMs, limitMs, service }: QueueReading): Ranked {
  const isUnder = service.level === 'warn' || service.level === 'crit'
  return {
    id,
    level,
    waitShare: waitMs === undefined ? 0 : waitMs / Math.max(1, limitMs),
    under: isUnder ? (service.target ?? 0) - (service.ratio ?? 0) : 0,
  }
}

export interface SiteReading {
  service: ServiceReading
  /** Queues do not share one target: the site has none. */
  mixedTargets: boolean
  /** What most queues count by; the others say so in their rows. */
  formula: ServiceLevelFormula | undefined
  mixedFormulas: boolean
  waiting: number
  free: number
  signedIn: number
}

function commonest<T>(values: readonly T[]): T | undefined {
  const times = new Map<T, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  return [...times].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** The site's own figure: counts summed over queues, each by its own formula (N9). */
export function siteReading(total: TotalQueueView, queues: FloorBoardView['queues']): SiteReading {
  const all = Object.values(queues)
  const targets = new Set(all.map(({ settings }) => settings.targetRatio))
  const formulas = all.map(({ settings }) => settings.serviceLevelFormula)
  const target = targets.size === 1 ? [...targets][0] : undefined
  const n = all.reduce((sum, queue) => sum + queueFraction(queue).n, 0)
  return {
    service: serviceReading(total.windows[WINDOW].serviceLevel, target, n),
    mixedTargets: targets.size > 1,
    formula: commonest(formulas),
    mixedFormulas: new Set(formulas).size > 1,
    waiting: total.waiting,
    free: total.agentsAvailable,
    signedIn: total.agentsSignedIn,
  }
}
