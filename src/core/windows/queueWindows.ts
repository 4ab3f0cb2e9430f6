/** What happened lately in one queue: sliding windows, the site day, its quarter hours and the last hour's minutes. */
import { epochMs, minutes, type EpochMs } from '../units.ts'
import { learntAt, type SegmentOffered, type Sign } from '../floor/fact.ts'
import { FactLog, type SlidingWindow } from './factLog.ts'
import { GreatestFact } from './greatestFact.ts'
import { MinuteCounts } from './minuteCounts.ts'
import type { SiteCalendar } from './siteDay.ts'
import { addFact, answeredWait, noCounts, Totals, type CountedFact, type Counts, type TotalsDump } from './totals.ts'

export const SLIDING_WIDTHS = [minutes(15), minutes(30), minutes(60)] as const

interface SettledFacts {
  longest?: number
  breachAt?: number
  offered?: SegmentOffered
}

/** Plain data of what is settled in one queue's windows. */
export interface QueueWindowsDump {
  readonly overTarget: number
  readonly dayStart: EpochMs
  readonly day: TotalsDump
  readonly intervals: readonly (readonly [EpochMs, Counts])[]
  readonly settled: SettledFacts
}

export class QueueWindows {
  readonly #calendar: SiteCalendar
  readonly #log = new FactLog(SLIDING_WIDTHS)
  readonly minutes = new MinuteCounts()
  readonly #intervals = new Map<EpochMs, Counts>()
  /** The interval last counted in, mostly that of the next fact. */
  #current = { start: epochMs(-1), counts: noCounts() }
  #day = new Totals()
  #dayStart: EpochMs
  readonly #longestToday = new GreatestFact(answeredWait)
  readonly #breachToday = new GreatestFact((fact) => (fact.type === 'targetBreached' ? fact.at : undefined))
  /** Of facts that have left the log for good. */
  #settled: SettledFacts = {}

  constructor(calendar: SiteCalendar, asOf: EpochMs) {
    this.#calendar = calendar
    this.#dayStart = calendar.dayOf(asOf).start
    this.advanceTo(asOf)
  }

  get day(): Totals {
    return this.#day
  }

  get sliding(): readonly SlidingWindow[] {
    return this.#log.windows
  }

  /** Today's quarter hours in which anything happened, by their start. */
  get intervals(): ReadonlyMap<EpochMs, Counts> {
    return this.#intervals
  }

  /** Windows may lag behind the facts until they are read, but not the day. */
  count(fact: CountedFact, sign: Sign): void {
    this.#log.count(fact, sign)
    this.minutes.count(fact, sign)
    if (fact.at < this.#dayStart) return
    this.#day.add(fact, sign)
    this.#longestToday.count(fact, sign)
    this.#breachToday.count(fact, sign)
    addFact(this.#interval(this.#calendar.quarterOf(fact.at)), fact, sign)
  }

  advanceTo(asOf: EpochMs): void {
    this.#log.advanceTo(asOf)
    this.minutes.advanceTo(asOf)
    this.reachDay(asOf)
  }

  /** Begins the day of `asOf`, unless it has begun. */
  reachDay(asOf: EpochMs): void {
    const { start } = this.#calendar.dayOf(asOf)
    if (start > this.#dayStart) this.#startDay(start)
  }

  /** As of `asOf` nothing before `horizon` changes any more; the queue exists since `since` (F16). */
  settle(horizon: EpochMs, asOf: EpochMs, since = epochMs(0)): void {
    this.reachDay(asOf)
    this.minutes.advanceTo(asOf)
    this.#log.settle(horizon, asOf, (fact) => this.#keepOf(fact, since))
  }

  /** Takes back what is not settled, all of it: one by one would take a search each. */
  hide(): void {
    for (const fact of this.#log.facts) {
      this.minutes.count(fact, -1)
      if (fact.at < this.#dayStart) continue
      this.#day.add(fact, -1)
      addFact(this.#interval(this.#calendar.quarterOf(fact.at)), fact, -1)
    }
    this.#log.clear()
    this.#longestToday.forget()
    this.#breachToday.forget()
  }

  /** Nothing in it counts any more, and nobody waits. */
  get isEmpty(): boolean {
    return this.#log.facts.length === 0 && this.#intervals.size === 0 && this.minutes.overTarget === 0
  }

  longestAnsweredWaitTodayMs(): number | undefined {
    return greater(
      this.#settled.longest,
      this.#longestToday.among(() => this.#today()),
    )
  }

  /** The latest of today's target breaches (N10). */
  lastBreachAt(): EpochMs | undefined {
    const at = greater(
      this.#settled.breachAt,
      this.#breachToday.among(() => this.#today()),
    )
    return at === undefined ? undefined : epochMs(at)
  }

  /** The latest enqueued segment told of since then: an unconfigured queue takes its channel from it (F13, F16). */
  latestOffered(since = epochMs(0)): SegmentOffered | undefined {
    let latest: SegmentOffered | undefined
    for (let i = this.#log.facts.length - 1; i >= 0; i--) {
      const fact = this.#log.facts[i] as CountedFact
      if (latest !== undefined && fact.at < latest.at) return latest
      if (fact.type !== 'segmentOffered' || learntAt(fact) < since) continue
      if (latest === undefined || isAfter(fact, latest)) latest = fact
    }
    const { offered } = this.#settled
    return latest ?? (offered === undefined || learntAt(offered) < since ? undefined : offered)
  }

  /** Without what may still change: that is counted again when the dump is taken up. */
  dump(asOf: EpochMs): QueueWindowsDump {
    this.reachDay(asOf)
    const day = new Totals()
    day.addAll(this.#day)
    const intervals = new Map([...this.#intervals].map(([start, counts]) => [start, { ...counts }]))
    let { overTarget } = this.minutes
    for (const fact of this.#log.facts) {
      if (fact.type === 'overTargetChanged') overTarget -= fact.by
      const counts = fact.at < this.#dayStart ? undefined : intervals.get(this.#calendar.quarterOf(fact.at))
      if (counts === undefined) continue
      day.add(fact, -1)
      addFact(counts, fact, -1)
    }
    const settled = { ...this.#settled }
    return { overTarget, dayStart: this.#dayStart, day: day.dump(), intervals: [...intervals], settled }
  }

  /** Takes up a dump; the windows stand at the instant it was taken. */
  load(dumped: QueueWindowsDump): void {
    this.minutes.overTarget = dumped.overTarget
    this.#startDay(dumped.dayStart)
    this.#day.load(dumped.day)
    for (const [start, counts] of dumped.intervals) this.#intervals.set(start, { ...counts })
    this.#settled = { ...dumped.settled }
  }

  /** The latest target breaches, oldest first: those of the last hour at least. */
  recentBreaches(): EpochMs[] {
    return this.#log.facts.filter(({ type }) => type === 'targetBreached').map(({ at }) => at)
  }

  #interval(start: EpochMs): Counts {
    if (start === this.#current.start) return this.#current.counts
    let counts = this.#intervals.get(start)
    if (counts === undefined) this.#intervals.set(start, (counts = noCounts()))
    this.#current = { start, counts }
    return counts
  }

  #startDay(start: EpochMs): void {
    this.#dayStart = start
    this.#day = new Totals()
    this.#intervals.clear()
    this.#current = { start: epochMs(-1), counts: noCounts() }
    this.#longestToday.forget()
    this.#breachToday.forget()
    const { offered } = this.#settled
    this.#settled = offered === undefined ? {} : { offered }
  }

  #today(): CountedFact[] {
    return this.#log.facts.filter((fact) => fact.at >= this.#dayStart)
  }

  #keepOf(fact: CountedFact, since: EpochMs): void {
    if (fact.type === 'segmentOffered' && learntAt(fact) >= since) {
      const before = this.#settled.offered
      if (before === undefined || learntAt(before) < since || isAfter(fact, before)) this.#settled.offered = fact
    }
    if (fact.at < this.#dayStart) return
    const wait = answeredWait(fact)
    if (wait !== undefined) this.#settled.longest = Math.max(wait, this.#settled.longest ?? 0)
    if (fact.type === 'targetBreached') this.#settled.breachAt = Math.max(fact.at, this.#settled.breachAt ?? 0)
  }
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

/** F14 among segments enqueued at one instant. */
function isAfter(a: SegmentOffered, b: SegmentOffered): boolean {
  if (a.at !== b.at) return a.at > b.at
  if (a.by.rank !== b.by.rank) return a.by.rank > b.by.rank
  if (a.by.source !== b.by.source) return a.by.source > b.by.source
  return a.by.id > b.by.id
}
