/** Counters of the site day that nobody corrects: what came late, twice, ahead of time or damaged. */
import type { EpochMs } from '../units.ts'
import type { SiteCalendar } from './siteDay.ts'

/** Plain data of a day's counters. */
export interface CountersDump {
  readonly dayStart: EpochMs | null
  readonly counts: readonly (readonly [string, number])[]
}

export class DayCounters {
  readonly #calendar: SiteCalendar
  #dayStart: EpochMs | undefined
  #counts = new Map<string, number>()

  constructor(calendar: SiteCalendar) {
    this.#calendar = calendar
  }

  /** Counts in the day of `at`; an earlier day than the one being counted is over. Before any day it waits for one. */
  count(name: string, at: EpochMs | undefined, by = 1): void {
    if (at !== undefined && !this.open(at)) return
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
  }

  /** Begins the day of `at`, with what was counted before any day; false when that day is over. */
  open(at: EpochMs): boolean {
    const { start } = this.#calendar.dayOf(at)
    if (this.#dayStart !== undefined && start < this.#dayStart) return false
    if (this.#dayStart !== undefined && start > this.#dayStart) this.#counts = new Map()
    this.#dayStart = start
    return true
  }

  /** As of `asOf`: nothing when that is another day. */
  asOf(asOf: EpochMs): ReadonlyMap<string, number> {
    const isToday = this.#dayStart === undefined || this.#calendar.dayOf(asOf).start === this.#dayStart
    return isToday ? this.#counts : new Map()
  }

  dump(): CountersDump {
    return { dayStart: this.#dayStart ?? null, counts: [...this.#counts] }
  }

  load({ dayStart, counts }: CountersDump): void {
    this.#dayStart = dayStart ?? undefined
    this.#counts = new Map(counts)
  }
}
