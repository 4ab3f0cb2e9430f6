/**
 * The wait a contact arriving now may expect: the median of three methods, each present only on a base of its
 * own (N11; metrics part 3.3). A guess, and absent when fewer than two methods have a base.
 */
import { durationMs, type DurationMs } from '../units.ts'
import type { Fraction } from '../measures/fraction.ts'
import { median } from '../measures/median.ts'

export interface EstimatedWaitBase {
  readonly waiting: number
  readonly agentsStaffed: number
  readonly agentsAvailable: number
  /** Age of the oldest wait, 0 if none, ms. */
  readonly oldestWaitMs: number
  readonly lastHour: { readonly handled: number; readonly handleMs: number; readonly abandonRate: Fraction }
  readonly today: { readonly handled: number; readonly handleMs: number }
  /** Segments that left the queue in the last 15 minutes, by any way. */
  readonly departures: number
}

/** What each method alone says, ms; a method without a base says nothing. */
export interface WaitMethods {
  readonly queueLengthMs: number | undefined
  readonly departuresMs: number | undefined
  readonly oldestWaitMs: number
}

const MIN_HANDLED = 10
const MIN_DEPARTURES = 5
const DEPARTURE_SPAN_MS = 900_000

export function estimatedWait(base: EstimatedWaitBase): DurationMs | undefined {
  if (base.agentsAvailable > 0 && base.waiting === 0) return durationMs(0)
  if (base.agentsStaffed === 0) return undefined
  const { queueLengthMs, departuresMs, oldestWaitMs } = waitMethods(base)
  const methods = [queueLengthMs, departuresMs, oldestWaitMs].filter((ms) => ms !== undefined)
  return methods.length < 2 ? undefined : durationMs(Math.floor(median(methods) + 0.5))
}

/** The methods behind the estimate, for measuring how wrong each of them is. */
export function waitMethods(base: EstimatedWaitBase): WaitMethods {
  return {
    queueLengthMs: byQueueLength(base),
    departuresMs: byDepartures(base),
    oldestWaitMs: base.oldestWaitMs,
  }
}

/** (waiting + 1) × AHT ÷ staffed × (1 − abandon rate); AHT of the hour from 10 handles on, else of the day. */
function byQueueLength(base: EstimatedWaitBase): number | undefined {
  const handles = base.lastHour.handled >= MIN_HANDLED ? base.lastHour : base.today
  if (handles.handled === 0) return undefined
  const { numerator: gaveUp, denominator: ended } = base.lastHour.abandonRate
  const [stay, of] = ended > 0 ? [ended - gaveUp, ended] : [1, 1]
  // Whole numbers, divided once (N13).
  return ((base.waiting + 1) * handles.handleMs * stay) / (handles.handled * base.agentsStaffed * of)
}

/** (waiting + 1) × 15 min ÷ departures in 15 min, from 5 departures on. */
function byDepartures(base: EstimatedWaitBase): number | undefined {
  if (base.departures < MIN_DEPARTURES) return undefined
  return ((base.waiting + 1) * DEPARTURE_SPAN_MS) / base.departures
}
