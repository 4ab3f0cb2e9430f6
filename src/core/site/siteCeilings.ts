/** The ceilings of one site, with what they count by the day. */
import type { FloorEvent } from '../events/event.ts'
import { CeilingWatch, type Ceilings, type Held, type Overflow } from '../floor/door/ceilings.ts'
import { DayCounters } from '../windows/dayCounters.ts'
import type { SiteCalendar } from '../windows/siteDay.ts'

const ALL = 'all'

export class SiteCeilings {
  readonly #reasons: DayCounters
  readonly #ticketEvents: DayCounters
  readonly #watch: CeilingWatch

  constructor(ceilings: Ceilings, calendar: SiteCalendar, held: Omit<Held, 'reasonsOn' | 'ticketEventsOn'>) {
    this.#reasons = new DayCounters(calendar)
    this.#ticketEvents = new DayCounters(calendar)
    this.#watch = new CeilingWatch(ceilings, {
      ...held,
      reasonsOn: (at) => this.#reasons.asOf(at),
      ticketEventsOn: (at) => this.#ticketEvents.asOf(at).get(ALL) ?? 0,
    })
  }

  /** For dumps. */
  get counters(): DayCounters[] {
    return [this.#reasons, this.#ticketEvents]
  }

  /** The ceiling this event would pass, counting towards the day's where there is room. */
  take(event: FloorEvent, isLate: boolean): Overflow | undefined {
    const overflow = this.#watch.overflow(event, isLate)
    if (overflow === undefined && !isLate) this.#note(event)
    return overflow
  }

  hasRoomForSource(source: string): boolean {
    return this.#watch.hasRoomForSource(source)
  }

  #note(event: FloorEvent): void {
    if (event.type === 'agent.state') {
      const { state, reason } = event.data
      if (state === 'notReady' && reason !== undefined) this.#reasons.count(reason, event.time)
    } else if (event.type.startsWith('ticket.')) this.#ticketEvents.count(ALL, event.time)
  }
}
