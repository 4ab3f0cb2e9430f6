/** What the signal says: the one thing on a wall that is loud, or its calm. */
import { parseInstant, type EpochMs } from '../../core/units.ts'
import type { FloorBoardView } from '../../core/view/boardView.ts'
import { worse, type Level } from '../level.ts'
import { msSince, queueReading, siteReading, type QueueReading, type ServiceReading } from '../reading.ts'

/** A breach further off than this is no reason to call anyone. */
const AHEAD_MS = 60_000
/** Contacts of one queue that cross within this of the first are told as one group. */
const TOGETHER_MS = 5_000

export interface Crossing {
  queue: string
  inMs: number
}

export interface Lender {
  queue: string
  free: number
}

export interface Staffing {
  /** Free agents of the queue itself. */
  here: number
  /** At most two queues that can lend. */
  elsewhere: Lender[]
}

export type Signal =
  | {
      state: 'next'
      level: 'warn' | 'crit'
      id: string
      queue: string
      channel: string
      count: number
      inMs: number
      /** Time left ÷ limit, 0..1: the drain bar. */
      left: number
      then: Crossing[]
      free: Staffing
    }
  | {
      state: 'over'
      level: 'warn' | 'crit'
      id: string
      queue: string
      channel: string
      count: number
      waitMs: number
      then: Crossing[]
      free: Staffing
    }
  | {
      state: 'calm'
      level: 'ok'
      /** Every known service level on target, some not, or none known yet. */
      mood: 'onTarget' | 'inTime' | 'quiet'
      /** Until the next limit is crossed, when a wait has come near it. */
      nearestMs?: number
      sinceBreachMs?: number
      breachesToday: number
    }

interface UpcomingCrossing extends Crossing {
  id: string
}

/** Every crossing ahead, soonest first. A wait passes its limit 1 ms after it (F9). */
function crossings(view: FloorBoardView, now: EpochMs): UpcomingCrossing[] {
  return Object.entries(view.queues)
    .flatMap(([id, { name, waitingSince, settings }]) =>
      waitingSince.map((since) => ({
        id,
        queue: name,
        inMs: (parseInstant(since) ?? 0) + settings.answerWithinMs + 1 - now,
      })),
    )
    .filter(({ inMs }) => inMs > 0)
    .toSorted((a, b) => a.inMs - b.inMs)
}

function staffing(readings: readonly QueueReading[], id: string): Staffing {
  const elsewhere = readings
    .filter((other) => other.id !== id && other.level === 'ok' && other.free > other.waiting)
    .toSorted((a, b) => b.free - a.free)
    .slice(0, 2)
    .map(({ name, free }) => ({ queue: name, free }))
  return { here: readings.find((queue) => queue.id === id)?.free ?? 0, elsewhere }
}

function atLeastWarn(level: Level): 'warn' | 'crit' {
  return worse(level, 'warn') === 'crit' ? 'crit' : 'warn'
}

function brief(from: readonly UpcomingCrossing[]): Crossing[] {
  return from.slice(0, 2).map(({ queue, inMs }) => ({ queue, inMs }))
}

function nextSignal(readings: readonly QueueReading[], ahead: readonly UpcomingCrossing[]): Signal | undefined {
  const troubled = new Map(readings.filter(({ level }) => level !== 'ok').map((queue) => [queue.id, queue]))
  const first = ahead.find(({ id, inMs }) => inMs <= AHEAD_MS && troubled.has(id))
  const queue = first && troubled.get(first.id)
  if (first === undefined || queue === undefined) return undefined
  const group = ahead.filter(
    ({ id, inMs }) => id === first.id && inMs >= first.inMs && inMs - first.inMs <= TOGETHER_MS,
  )
  return {
    state: 'next',
    level: atLeastWarn(queue.level),
    id: queue.id,
    queue: queue.name,
    channel: queue.channel,
    count: group.length,
    inMs: first.inMs,
    left: Math.min(1, first.inMs / Math.max(1, queue.limitMs)),
    then: brief(ahead.filter((crossing) => !group.includes(crossing) && crossing.inMs >= first.inMs)),
    free: staffing(readings, queue.id),
  }
}

function overSignal(readings: readonly QueueReading[], ahead: readonly UpcomingCrossing[]): Signal | undefined {
  const late = readings
    .filter(({ over, waitMs }) => over > 0 && waitMs !== undefined)
    .toSorted((a, b) => (b.waitMs ?? 0) / b.limitMs - (a.waitMs ?? 0) / a.limitMs)[0]
  if (late === undefined) return undefined
  return {
    state: 'over',
    level: atLeastWarn(late.level),
    id: late.id,
    queue: late.name,
    channel: late.channel,
    count: late.over,
    waitMs: late.waitMs ?? 0,
    then: brief(ahead),
    free: staffing(readings, late.id),
  }
}

function moodOf(services: readonly ServiceReading[]): 'onTarget' | 'inTime' | 'quiet' {
  if (services.every(({ ratio }) => ratio === undefined)) return 'quiet'
  return services.every(({ level }) => level === undefined || level === 'ok') ? 'onTarget' : 'inTime'
}

function calmSignal(view: FloorBoardView, readings: readonly QueueReading[], ahead: readonly Crossing[], now: EpochMs) {
  const sinceBreachMs = msSince(view.total.lastBreachAt, now)
  const isNear = readings.some((queue) => queue.waitLevel !== 'ok')
  return {
    state: 'calm',
    level: 'ok',
    mood: moodOf([siteReading(view.total, view.queues).service, ...readings.map(({ service }) => service)]),
    ...(isNear && ahead[0] !== undefined ? { nearestMs: ahead[0].inMs } : {}),
    ...(sinceBreachMs === undefined ? {} : { sinceBreachMs }),
    breachesToday: view.total.windows.day.targetBreaches,
  } satisfies Signal
}

/** First match wins: a breach ahead in a queue in trouble, someone over the limit, calm. */
export function signalOf(view: FloorBoardView, now: EpochMs): Signal {
  const readings = Object.entries(view.queues).map(([id, queue]) => queueReading(id, queue, now))
  const ahead = crossings(view, now)
  return nextSignal(readings, ahead) ?? overSignal(readings, ahead) ?? calmSignal(view, readings, ahead, now)
}

/** A field stays this long into the calm that follows it, so that it does not flicker. */
const PEACE_MS = 10_000
/** A field that says the same for this long rests its brightness. */
const REST_MS = 10 * 60_000

export interface Field {
  level: Level
  /** When a signal last called for this field; what it is about, and since when. */
  calledAt: EpochMs
  about: string
  aboutSince: EpochMs
}

/** The field behind the signal: up at once, gone after ten seconds of peace. */
export function fieldAfter(before: Field | undefined, signal: Signal, now: EpochMs): Field {
  const lingers = before !== undefined && before.level !== 'ok' && now - before.calledAt < PEACE_MS
  if (signal.state === 'calm' && lingers) return before
  const about = signal.state === 'calm' ? 'calm' : `${signal.state} ${signal.level} ${signal.id}`
  const aboutSince = before?.about === about ? before.aboutSince : now
  return { level: signal.level, calledAt: now, about, aboutSince }
}

export function isResting({ aboutSince }: Field, now: EpochMs): boolean {
  return now - aboutSince >= REST_MS
}
