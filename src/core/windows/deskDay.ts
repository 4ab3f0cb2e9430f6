/** The site day of tickets: counts, and durations for means and medians (N12). */
import type { EpochMs } from '../units.ts'
import type { Sign } from '../floor/fact.ts'
import type { SiteCalendar } from './siteDay.ts'

type DeskFactType = 'ticketOpened' | 'ticketResolved' | 'ticketReopened' | 'firstReply' | 'reply' | 'firstResolution'

/** Durations in order, so that the middle one can be read. */
export interface Durations {
  readonly sorted: number[]
  sumMs: number
}

export class DeskDay {
  readonly #calendar: SiteCalendar
  #dayStart: EpochMs
  #durations = new Map<DeskFactType, Durations>()

  constructor(calendar: SiteCalendar, asOf: EpochMs) {
    this.#calendar = calendar
    this.#dayStart = calendar.dayOf(asOf).start
  }

  get dayStart(): EpochMs {
    return this.#dayStart
  }

  count(fact: { type: DeskFactType; at: EpochMs; ms: number }, sign: Sign): void {
    if (fact.at < this.#dayStart) return
    const durations = this.of(fact.type)
    durations.sumMs += sign * fact.ms
    const index = indexOf(durations.sorted, fact.ms)
    if (sign === 1) durations.sorted.splice(index, 0, fact.ms)
    else durations.sorted.splice(index, 1)
  }

  of(type: DeskFactType): Durations {
    let durations = this.#durations.get(type)
    if (durations === undefined) this.#durations.set(type, (durations = { sorted: [], sumMs: 0 }))
    return durations
  }

  advanceTo(asOf: EpochMs): void {
    const { start } = this.#calendar.dayOf(asOf)
    if (start <= this.#dayStart) return
    this.#dayStart = start
    this.#durations = new Map()
  }
}

/** The first place whose value is not below `ms`. */
function indexOf(sorted: readonly number[], ms: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < ms) low = middle + 1
    else high = middle
  }
  return low
}
