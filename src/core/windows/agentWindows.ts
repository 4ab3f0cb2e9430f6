/** What an agent did lately: closed handles and time by state, clipped to each window (F8, N7). */
import { epochMs, type EpochMs } from '../units.ts'
import type { HandleClosed, Sign } from '../floor/fact.ts'
import { factKey } from '../floor/fact.ts'
import type { SiteCalendar } from './siteDay.ts'

/** A stretch of one state, as the windows are told of it; `to` is open for the state that lasts. */
export interface StateTime {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly state: string
  readonly reason?: string | undefined
}

/** Time by state, ms, and handles closed. */
export interface AgentTotals {
  handled: number
  handleMs: number
  availableMs: number
  alertingMs: number
  onContactMs: number
  wrapUpMs: number
  notReadyMs: number
  notReadyMsByReason: Map<string, number>
}

export function noAgentTotals(): AgentTotals {
  const ms = { availableMs: 0, alertingMs: 0, onContactMs: 0, wrapUpMs: 0, notReadyMs: 0 }
  return { handled: 0, handleMs: 0, ...ms, notReadyMsByReason: new Map() }
}

interface DayHandles {
  dayStart: EpochMs
  handled: number
  handleMs: number
}

/** Plain data of what is settled in one agent's windows. */
export interface AgentWindowsDump {
  readonly time: Omit<AgentTotals, 'notReadyMsByReason'> & {
    readonly notReadyMsByReason: readonly (readonly [string, number])[]
  }
  readonly dayStart: EpochMs
  readonly since: EpochMs
  readonly settledTo: EpochMs
  readonly handles: DayHandles
}

export class AgentWindows {
  readonly #calendar: SiteCalendar
  /** Of the last hour and what may still change, in order of time. */
  readonly #closed: HandleClosed[] = []
  /** Settled time of the day in which it ends. */
  #time = { dayStart: epochMs(0), totals: noAgentTotals() }
  /** The agent whose time and handles are settled here exists since then (F16). */
  #since = epochMs(0)
  #settledTo = epochMs(0)
  /** Settled handles of the day in which they closed. */
  #handles = noHandles(epochMs(0))

  constructor(calendar: SiteCalendar) {
    this.#calendar = calendar
  }

  count(fact: HandleClosed, sign: Sign): void {
    if (sign === 1) {
      let index = this.#closed.length
      while (index > 0 && (this.#closed[index - 1] as HandleClosed).at > fact.at) index--
      if (index === this.#closed.length) this.#closed.push(fact)
      else this.#closed.splice(index, 0, fact)
      return
    }
    const index = this.#closed.lastIndexOf(fact)
    if (index === -1) throw new Error(`no such handle to take back: ${factKey(fact)}`)
    this.#closed.splice(index, 1)
  }

  /** Takes over time that can no longer change, in order; begun anew, the agent has done nothing yet. */
  settleTime(pieces: readonly StateTime[], since: EpochMs): void {
    if (since > this.#since) {
      this.#time = { dayStart: epochMs(0), totals: noAgentTotals() }
      this.#handles = noHandles(epochMs(0))
    }
    this.#since = since
    for (const piece of pieces) {
      const { start } = this.#calendar.dayOf(epochMs(piece.to - 1))
      if (start > this.#time.dayStart) this.#time = { dayStart: start, totals: noAgentTotals() }
      addTime(this.#time.totals, piece, start, piece.to)
      this.#settledTo = piece.to
    }
  }

  /** Takes over handles closed before `horizon`. */
  settleHandles(horizon: EpochMs): void {
    for (let fact = this.#closed[0]; fact !== undefined && fact.at < horizon; fact = this.#closed[0]) {
      const { start } = this.#calendar.dayOf(fact.at)
      this.#closed.shift()
      if (fact.at < this.#since) continue
      if (start > this.#handles.dayStart) this.#handles = noHandles(start)
      this.#handles.handled++
      this.#handles.handleMs += handleMs(fact)
    }
  }

  /** Takes back what is not settled, all of it. */
  hide(): void {
    this.#closed.length = 0
  }

  dump(): AgentWindowsDump {
    const { dayStart, totals } = this.#time
    const time = { ...totals, notReadyMsByReason: [...totals.notReadyMsByReason] }
    const [since, settledTo] = [this.#since, this.#settledTo]
    return { time, dayStart, since, settledTo, handles: { ...this.#handles } }
  }

  load({ time, dayStart, since, settledTo, handles }: AgentWindowsDump): void {
    this.#since = since
    this.#time = { dayStart, totals: { ...time, notReadyMsByReason: new Map(time.notReadyMsByReason) } }
    this.#settledTo = settledTo
    this.#handles = { ...handles }
  }

  /**
   * `(asOf − widthMs, asOf]` of the agent who exists since `since`; `recent` is their time of at least the last hour.
   */
  sliding(widthMs: number, asOf: EpochMs, recent: readonly StateTime[], since = epochMs(0)): AgentTotals {
    const from = epochMs(asOf - widthMs)
    const totals = noAgentTotals()
    for (const piece of recent) addTime(totals, piece, from, asOf)
    for (const fact of this.#closed) if (fact.at > from && fact.at >= since && fact.at <= asOf) addHandle(totals, fact)
    return totals
  }

  /** Today as of `asOf`, of the agent who exists since `since`; the day's first instant counts. */
  day(asOf: EpochMs, recent: readonly StateTime[], since = epochMs(0)): AgentTotals {
    const { start } = this.#calendar.dayOf(asOf)
    const isSettled = this.#since === since
    const totals = isSettled && this.#time.dayStart === start ? copied(this.#time.totals) : noAgentTotals()
    if (isSettled && this.#handles.dayStart === start) {
      totals.handled = this.#handles.handled
      totals.handleMs = this.#handles.handleMs
    }
    const from = Math.max(start, since)
    const unsettled = epochMs(isSettled ? Math.max(from, this.#settledTo) : from)
    for (const piece of recent) addTime(totals, piece, unsettled, asOf)
    for (const fact of this.#closed) if (fact.at >= from && fact.at <= asOf) addHandle(totals, fact)
    return totals
  }
}

function noHandles(dayStart: EpochMs): DayHandles {
  return { dayStart, handled: 0, handleMs: 0 }
}

/** Sums two agents' totals into the first. */
export function addAgentTotals(sum: AgentTotals, other: AgentTotals): void {
  sum.handled += other.handled
  sum.handleMs += other.handleMs
  sum.availableMs += other.availableMs
  sum.alertingMs += other.alertingMs
  sum.onContactMs += other.onContactMs
  sum.wrapUpMs += other.wrapUpMs
  sum.notReadyMs += other.notReadyMs
  for (const [reason, ms] of other.notReadyMsByReason) addReason(sum, reason, ms)
}

function handleMs(fact: HandleClosed): number {
  return fact.talkMs + fact.holdMs + fact.wrapUpMs
}

function addHandle(totals: AgentTotals, fact: HandleClosed): void {
  totals.handled++
  totals.handleMs += handleMs(fact)
}

function addTime(totals: AgentTotals, piece: StateTime, from: EpochMs, to: EpochMs): void {
  const ms = Math.min(piece.to, to) - Math.max(piece.from, from)
  if (ms <= 0) return
  switch (piece.state) {
    case 'available':
      totals.availableMs += ms
      break
    case 'alerting':
      totals.alertingMs += ms
      break
    case 'onContact':
      totals.onContactMs += ms
      break
    case 'wrapUp':
      totals.wrapUpMs += ms
      break
    case 'notReady':
      totals.notReadyMs += ms
      addReason(totals, piece.reason ?? '', ms)
      break
    default:
  }
}

function addReason(totals: AgentTotals, reason: string, ms: number): void {
  totals.notReadyMsByReason.set(reason, (totals.notReadyMsByReason.get(reason) ?? 0) + ms)
}

function copied(totals: AgentTotals): AgentTotals {
  return { ...totals, notReadyMsByReason: new Map(totals.notReadyMsByReason) }
}
