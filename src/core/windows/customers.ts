/**
 * Repeat contacts by look-back: did this customer begin another contact in the last 24 h, in the last 7 days?
 * What is settled keeps each customer's last contact alone; the last hour is kept whole, for corrections.
 */
import { days, hours, type EpochMs } from '../units.ts'
import type { ContactStarted, Sign } from '../floor/fact.ts'
import { factKey } from '../floor/fact.ts'
import type { SiteCalendar } from './siteDay.ts'

const DAY_BACK = hours(24)
const WEEK_BACK = days(7)

/** Contacts begun today; rates are over those whose customer is known. */
export interface RepeatCounts {
  contacts: number
  identified: number
  repeated24h: number
  repeated7d: number
}

/** Plain data of what is settled of the look-back. */
export interface CustomersDump {
  readonly last: readonly (readonly [string, EpochMs])[]
  readonly dayStart: EpochMs | null
  readonly counts: RepeatCounts
}

export class Customers {
  readonly #calendar: SiteCalendar
  readonly #max: number
  #forgotten = 0
  /** When each customer's last settled contact began. */
  readonly #last = new Map<string, EpochMs>()
  readonly #recent: ContactStarted[] = []
  #settled: { dayStart: EpochMs | undefined; counts: RepeatCounts } = { dayStart: undefined, counts: nothing() }

  /** Beyond `max` customers the oldest are forgotten. */
  constructor(calendar: SiteCalendar, max = Infinity) {
    this.#calendar = calendar
    this.#max = max
  }

  /** Customers remembered, and those forgotten because there were too many. */
  get remembered(): { readonly size: number; readonly forgotten: number } {
    return { size: this.#last.size, forgotten: this.#forgotten }
  }

  count(fact: ContactStarted, sign: Sign): void {
    if (sign === 1) {
      let index = this.#recent.length
      while (index > 0 && isAfter(this.#recent[index - 1] as ContactStarted, fact)) index--
      if (index === this.#recent.length) this.#recent.push(fact)
      else this.#recent.splice(index, 0, fact)
      return
    }
    const index = this.#recent.lastIndexOf(fact)
    if (index === -1) throw new Error(`no such contact to take back: ${factKey(fact)}`)
    this.#recent.splice(index, 1)
  }

  /** Takes back what is not settled, all of it. */
  hide(): void {
    this.#recent.length = 0
  }

  /** The local day of `asOf`. */
  today(asOf: EpochMs): RepeatCounts {
    const { start } = this.#calendar.dayOf(asOf)
    const counts = this.#settled.dayStart === start ? { ...this.#settled.counts } : nothing()
    const last = new Map<string, EpochMs>()
    for (const fact of this.#recent) {
      if (fact.at >= start) addStart(counts, fact, lastOf(fact, last, this.#last))
      if (fact.customer !== undefined) last.set(fact.customer, fact.at)
    }
    return counts
  }

  dump(): CustomersDump {
    const { dayStart, counts } = this.#settled
    return { last: [...this.#last], dayStart: dayStart ?? null, counts: { ...counts } }
  }

  load({ last, dayStart, counts }: CustomersDump): void {
    for (const [customer, at] of last) this.#last.set(customer, at)
    this.#settled = { dayStart: dayStart ?? undefined, counts: { ...counts } }
  }

  settle(horizon: EpochMs): void {
    const kept = this.#recent.findIndex(({ at }) => at >= horizon)
    for (const fact of this.#recent.splice(0, kept === -1 ? this.#recent.length : kept)) {
      const { start } = this.#calendar.dayOf(fact.at)
      if (this.#settled.dayStart !== start) this.#settled = { dayStart: start, counts: nothing() }
      addStart(this.#settled.counts, fact, lastOf(fact, this.#last))
      if (fact.customer === undefined) continue
      // Behind all others again, so that the oldest stand first.
      this.#last.delete(fact.customer)
      this.#last.set(fact.customer, fact.at)
    }
    for (const [customer, at] of this.#last) {
      const isExcess = this.#last.size > this.#max
      if (at >= horizon - WEEK_BACK && !isExcess) return
      if (isExcess) this.#forgotten++
      this.#last.delete(customer)
    }
  }
}

function nothing(): RepeatCounts {
  return { contacts: 0, identified: 0, repeated24h: 0, repeated7d: 0 }
}

function lastOf({ customer }: ContactStarted, ...maps: ReadonlyMap<string, EpochMs>[]): EpochMs | undefined {
  if (customer === undefined) return undefined
  for (const map of maps) if (map.has(customer)) return map.get(customer)
  return undefined
}

function addStart(counts: RepeatCounts, fact: ContactStarted, before: EpochMs | undefined): void {
  counts.contacts++
  if (fact.customer === undefined) return
  counts.identified++
  if (before === undefined) return
  if (fact.at - before < DAY_BACK) counts.repeated24h++
  if (fact.at - before < WEEK_BACK) counts.repeated7d++
}

function isAfter(a: ContactStarted, b: ContactStarted): boolean {
  return a.at === b.at ? a.contact > b.contact : a.at > b.at
}
