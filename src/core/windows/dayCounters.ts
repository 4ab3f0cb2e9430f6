/** Counters by site day: what came late, twice, ahead of time or damaged, and what else a day is asked for. */
import type { EpochMs } from '../units.ts'
import type { SiteCalendar } from './siteDay.ts'

/** Today, and the day before or after it: around midnight, and looking back, events of both are underway. */
const DAYS_KEPT = 2

/** Plain data of the counters. */
export interface CountersDump {
  readonly days: readonly (readonly [EpochMs, readonly (readonly [string, number])[]])[]
  readonly waiting: readonly (readonly [string, number])[]
}

export class DayCounters {
  readonly #calendar: SiteCalendar
  readonly #days = new Map<EpochMs, Map<string, number>>()
  /** Counted before any day was known. */
  #waiting = new Map<string, number>()

  constructor(calendar: SiteCalendar) {
    this.#calendar = calendar
  }

  /** Counts in the day of `at`; without one it waits for the first day. */
  count(name: string, at: EpochMs | undefined, by = 1): void {
    const counts = at === undefined ? this.#waiting : this.open(at)
    counts.set(name, (counts.get(name) ?? 0) + by)
  }

  /** The counts of the day of `at`; the first day begins with what waited for it. */
  open(at: EpochMs): Map<string, number> {
    const { start } = this.#calendar.dayOf(at)
    let counts = this.#days.get(start)
    if (counts === undefined) {
      counts = this.#waiting
      this.#waiting = new Map()
      this.#days.set(start, counts)
      if (this.#days.size > DAYS_KEPT) this.#days.delete(Math.min(...this.#days.keys()) as EpochMs)
    }
    return counts
  }

  /** The day of `asOf`. */
  asOf(asOf: EpochMs): ReadonlyMap<string, number> {
    const today = this.#days.get(this.#calendar.dayOf(asOf).start)
    return today ?? (this.#days.size === 0 ? this.#waiting : new Map())
  }

  /** Without those of these instants, which will be counted again. */
  dumpWithout(name: string, instants: readonly EpochMs[]): CountersDump {
    const days = new Map([...this.#days].map(([start, counts]) => [start, new Map(counts)]))
    for (const at of instants) {
      const counts = days.get(this.#calendar.dayOf(at).start)
      counts?.set(name, (counts.get(name) ?? 0) - 1)
    }
    return { days: [...days].map(([start, counts]) => [start, [...counts]]), waiting: [...this.#waiting] }
  }

  dump(): CountersDump {
    return { days: [...this.#days].map(([start, counts]) => [start, [...counts]]), waiting: [...this.#waiting] }
  }

  load({ days, waiting }: CountersDump): void {
    for (const [start, counts] of days) this.#days.set(start, new Map(counts))
    this.#waiting = new Map(waiting)
  }
}
