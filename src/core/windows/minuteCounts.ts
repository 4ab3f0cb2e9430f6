/** Counts by whole minute `(m − 1 min, m]` of the last hour, from which the 30-minute trend is summed (N10). */
import { epochMs, type EpochMs } from '../units.ts'
import { addFact, noCounts, type CountedFact, type Counts } from './totals.ts'
import type { Sign } from '../floor/fact.ts'

export const MINUTE_MS = 60_000
/** The trend's entries: the last 31 whole minutes. */
export const TREND_MINUTES = 31
/** Minutes that each entry sums. */
const SPAN_MINUTES = 30

/** What a service level formula needs to know of a window (N4). */
export interface ServiceCounts extends Pick<
  Counts,
  'answered' | 'answeredWithinTarget' | 'abandoned' | 'shortAbandoned' | 'abandonedWithinTarget' | 'flowedOut'
> {
  /** Q_T: waiting over target at the window's end. */
  waitingOverTarget: number
}

interface Minute {
  readonly counts: Counts
  overTarget: number
}

export class MinuteCounts {
  readonly #minutes = new Map<number, Minute>()
  /** Q_T as of now. */
  #overTarget = 0
  #oldest = 0

  count(fact: CountedFact, sign: Sign): void {
    if (fact.type === 'overTargetChanged') this.#overTarget += sign * fact.by
    const index = Math.ceil(fact.at / MINUTE_MS)
    if (index < this.#oldest) return
    let minute = this.#minutes.get(index)
    if (minute === undefined) this.#minutes.set(index, (minute = { counts: noCounts(), overTarget: 0 }))
    if (fact.type === 'overTargetChanged') minute.overTarget += sign * fact.by
    else addFact(minute.counts, fact, sign)
  }

  /** Q_T as of now: the minutes themselves follow from the facts of the log. */
  get overTarget(): number {
    return this.#overTarget
  }

  set overTarget(level: number) {
    this.#overTarget = level
  }

  /** Lets go of minutes that no trend up to `asOf` can reach. */
  advanceTo(asOf: EpochMs): void {
    const oldest = Math.floor(asOf / MINUTE_MS) - TREND_MINUTES - SPAN_MINUTES
    if (oldest <= this.#oldest) return
    this.#oldest = oldest
    for (const index of this.#minutes.keys()) if (index < oldest) this.#minutes.delete(index)
  }

  /** The last 30 minutes' counts as of each of the last 31 whole minutes up to `until`, oldest first. */
  trend(until: EpochMs): ServiceCounts[] {
    const last = until / MINUTE_MS
    const entries: ServiceCounts[] = []
    let overTarget = this.#overTarget
    for (const [index, minute] of this.#minutes) if (index > last) overTarget -= minute.overTarget
    for (let index = last; index > last - TREND_MINUTES; index--) {
      entries.push({ ...this.#span(index), waitingOverTarget: overTarget })
      overTarget -= this.#minutes.get(index)?.overTarget ?? 0
    }
    return entries.reverse()
  }

  #span(last: number): Counts {
    const sum = noCounts()
    for (let index = last - SPAN_MINUTES + 1; index <= last; index++) {
      const counts = this.#minutes.get(index)?.counts
      if (counts === undefined) continue
      sum.answered += counts.answered
      sum.answeredWithinTarget += counts.answeredWithinTarget
      sum.abandoned += counts.abandoned
      sum.shortAbandoned += counts.shortAbandoned
      sum.abandonedWithinTarget += counts.abandonedWithinTarget
      sum.flowedOut += counts.flowedOut
    }
    return sum
  }
}

/** The last whole minute at or before `asOf`. */
export function wholeMinute(asOf: EpochMs): EpochMs {
  return epochMs(Math.floor(asOf / MINUTE_MS) * MINUTE_MS)
}
