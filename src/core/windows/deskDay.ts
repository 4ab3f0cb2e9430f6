/** The site day of tickets: counts, and durations by the calendar and by the queue's opening hours (N12). */
import type { EpochMs, QueueId } from '../units.ts'
import type { Sign } from '../floor/fact.ts'
import { Durations } from './durations.ts'
import { openMs, type OpeningSpan } from './openingHours.ts'
import type { SiteCalendar } from './siteDay.ts'

type DeskFactType = 'ticketOpened' | 'ticketResolved' | 'ticketReopened' | 'firstReply' | 'reply' | 'firstResolution'

interface DeskFact {
  readonly type: DeskFactType
  readonly at: EpochMs
  readonly since: EpochMs
  readonly queue: QueueId
}

/** A queue's opening hours; undefined when it keeps none. */
export type HoursOf = (queue: QueueId) => readonly OpeningSpan[] | undefined

type SortedByType = readonly (readonly [DeskFactType, readonly number[]])[]

/** Plain data of the desk's day. */
export interface DeskDump {
  readonly dayStart: EpochMs
  readonly elapsed: SortedByType
  readonly business: SortedByType
}

export class DeskDay {
  readonly #calendar: SiteCalendar
  readonly #hoursOf: HoursOf
  #dayStart: EpochMs
  #elapsed = new Map<DeskFactType, Durations>()
  #business = new Map<DeskFactType, Durations>()

  constructor(calendar: SiteCalendar, hoursOf: HoursOf, asOf: EpochMs) {
    this.#calendar = calendar
    this.#hoursOf = hoursOf
    this.#dayStart = calendar.dayOf(asOf).start
  }

  get dayStart(): EpochMs {
    return this.#dayStart
  }

  count(fact: DeskFact, sign: Sign): void {
    if (fact.at < this.#dayStart) return
    this.of(fact.type).add(fact.at - fact.since, sign)
    const hours = this.#hoursOf(fact.queue)
    if (hours !== undefined) this.businessOf(fact.type).add(openMs(this.#calendar, hours, fact.since, fact.at), sign)
  }

  /** Elapsed time of today's facts of a type. */
  of(type: DeskFactType): Durations {
    return durations(this.#elapsed, type)
  }

  /** Open time of those whose queue keeps hours. */
  businessOf(type: DeskFactType): Durations {
    return durations(this.#business, type)
  }

  dump(): DeskDump {
    const plain = (byType: Map<DeskFactType, Durations>) =>
      [...byType].map(([type, { sorted }]) => [type, [...sorted]] as const)
    return { dayStart: this.#dayStart, elapsed: plain(this.#elapsed), business: plain(this.#business) }
  }

  load({ dayStart, elapsed, business }: DeskDump): void {
    this.#dayStart = dayStart
    for (const [type, sorted] of elapsed) for (const ms of sorted) this.of(type).add(ms, 1)
    for (const [type, sorted] of business) for (const ms of sorted) this.businessOf(type).add(ms, 1)
  }

  advanceTo(asOf: EpochMs): void {
    const { start } = this.#calendar.dayOf(asOf)
    if (start <= this.#dayStart) return
    this.#dayStart = start
    this.#elapsed = new Map()
    this.#business = new Map()
  }
}

function durations(byType: Map<DeskFactType, Durations>, type: DeskFactType): Durations {
  let found = byType.get(type)
  if (found === undefined) byType.set(type, (found = new Durations()))
  return found
}
