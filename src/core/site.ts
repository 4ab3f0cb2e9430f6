/**
 * One site as one pure object: events and instants in, views out. No clock, no I/O: `apply` uses the event's
 * own time, `advanceTo` moves the windows, so replay, restart, rewind and tests are one code path (N13, N14).
 */
import { earlier, epochMs, type ContactId, type EpochMs } from './units.ts'
import type { FloorEvent } from './events/event.ts'
import { Admission } from './floor/door/admission.ts'
import { CEILINGS, type Overflow } from './floor/door/ceilings.ts'
import { suspectFrom } from './floor/contact/waitLimits.ts'
import { Escalations, type OpenEscalation } from './floor/desk/escalations.ts'
import { Floor } from './floor/floor.ts'
import { Notices } from './floor/desk/notices.ts'
import { Feeders } from './floor/door/feeders.ts'
import { SETTLE_EVERY, SETTLED_AFTER } from './floor/retention.ts'
import { Tickets } from './floor/desk/tickets.ts'
import type { Fact, Sign } from './floor/fact.ts'
import type { Site, SiteConfig, SiteSizes, TargetBreach } from './site/siteApi.ts'
import { SiteCeilings } from './site/siteCeilings.ts'
import { DUMP_VERSION, type SiteDump } from './site/siteDump.ts'
import type { BoardDefinition, BoardView } from './view/boardView.ts'
import type { FeedStatus, FloorView } from './view/floorView.ts'
import { readBoard } from './view/readBoard.ts'
import { readFloor } from './view/readFloor.ts'
import type { SiteMoment } from './view/siteMoment.ts'
import { surveyCounts } from './view/parts/surveysView.ts'
import { Customers } from './windows/customers.ts'
import { DayCounters } from './windows/dayCounters.ts'
import { DeskDay } from './windows/deskDay.ts'
import type { OpeningSpan } from './windows/openingHours.ts'
import { SiteCalendar } from './windows/siteDay.ts'
import { Windows } from './windows/windows.ts'

export type { OpenEscalation } from './floor/desk/escalations.ts'
export type { QueueConfig, Site, SiteConfig, SiteSizes } from './site/siteApi.ts'
export type { SiteDump } from './site/siteDump.ts'
export type { FeedStatus } from './view/floorView.ts'

const ORPHANS = 'orphans'

/** @throws RangeError when the zone is no IANA zone */
export function createSite(config: SiteConfig): Site {
  return new FoldedSite(config)
}

/** The site as it was when it was dumped. @throws Error when the dump is of another version */
export function loadSite(config: SiteConfig, dumped: SiteDump): Site {
  if (dumped.version !== DUMP_VERSION) throw new Error(`dump version ${dumped.version} is not ${DUMP_VERSION}`)
  const site = new FoldedSite(config)
  site.load(dumped)
  return site
}

class FoldedSite implements Site {
  readonly #config: SiteConfig
  readonly #admission: Admission
  readonly #ceilings: SiteCeilings
  readonly #calendar: SiteCalendar
  readonly #windows: Windows
  readonly #floor: Floor
  readonly #escalations = new Escalations()
  readonly #notices = new Notices()
  readonly #feeders = new Feeders()
  readonly #tickets: Tickets
  readonly #desk: DeskDay
  readonly #customers: Customers
  readonly #raised: DayCounters
  readonly #arrivals: DayCounters
  readonly #orphans: DayCounters
  readonly #surveys: DayCounters
  #asOf = epochMs(0)
  #lastEventAt: EpochMs | undefined
  #settledAt = 0
  /** Since the last settling. */
  #wasRead = false
  #missesBefore: EpochMs | undefined
  #minuteForecasts: SiteMoment['minuteForecasts'] = { minute: epochMs(-1), byQueue: new Map() }

  constructor(config: SiteConfig) {
    const ceilings = { ...CEILINGS, ...config.ceilings }
    this.#config = config
    this.#admission = new Admission(ceilings.identities)
    this.#calendar = new SiteCalendar(config.zone ?? 'UTC')
    this.#windows = new Windows(this.#calendar, this.#asOf)
    this.#desk = new DeskDay(this.#calendar, (queue) => hoursOf(config, queue), this.#asOf)
    this.#customers = new Customers(this.#calendar, ceilings.customers)
    this.#raised = new DayCounters(this.#calendar)
    this.#arrivals = new DayCounters(this.#calendar)
    this.#orphans = new DayCounters(this.#calendar)
    this.#surveys = new DayCounters(this.#calendar)
    this.#tickets = new Tickets((fact, sign) => this.#desk.count(fact, sign))
    this.#floor = new Floor({
      ...(config.queues === undefined ? {} : { queues: config.queues }),
      ...(config.suspectAfterMs === undefined ? {} : { suspectAfterMs: config.suspectAfterMs }),
      maxClosed: ceilings.closedContacts,
      fact: (fact, sign) => this.#count(fact, sign),
      forgot: (agent) => this.#windows.forgetAgent(agent),
      settled: (agent, since, pieces) => this.#windows.settleAgent(agent, since, pieces),
    })
    this.#ceilings = new SiteCeilings(ceilings, this.#calendar, {
      floor: this.#floor,
      sources: this.#admission.sources,
      tickets: this.#tickets,
      escalations: this.#escalations,
      notices: this.#notices,
    })
  }

  get asOf(): EpochMs {
    return this.#asOf
  }

  get lastEventAt(): EpochMs | undefined {
    return this.#lastEventAt
  }

  apply(event: FloorEvent, storedAt?: EpochMs): Overflow | undefined {
    const { event: admitted, outcome, skewed } = this.#admission.judge(event, storedAt)
    if (outcome === 'duplicate') {
      this.#arrived('duplicates')
      return undefined
    }
    const overflow = this.#ceilings.take(admitted, outcome === 'late')
    if (overflow !== undefined) {
      this.reject(overflow)
      return overflow
    }
    if (outcome === 'late') {
      this.#foldLate(admitted)
      this.#arrived('late')
    } else {
      this.#admission.remember(admitted)
      if (this.#lastEventAt === undefined || admitted.time > this.#lastEventAt) this.#lastEventAt = admitted.time
      this.#arrivals.open(this.#lastEventAt)
      this.advanceTo(admitted.time)
      this.#floor.forgetBefore(this.#lastEventAt)
      this.#feeders.note(admitted)
      this.#fold(admitted)
      this.#settle()
    }
    if (skewed) this.#arrived('skewed')
    return undefined
  }

  observe(event: FloorEvent, storedAt?: EpochMs): boolean {
    const { event: admitted, outcome } = this.#admission.judge(event, storedAt)
    if (outcome !== 'folded' || !this.#ceilings.hasRoomForSource(admitted.source)) return false
    this.#admission.remember(admitted, false)
    return true
  }

  missesBefore(at: EpochMs): void {
    this.#missesBefore = at
  }

  reject(reason: string): void {
    this.#arrived(`rejected ${reason}`)
  }

  advanceTo(now: EpochMs): void {
    if (now <= this.#asOf) return
    this.#asOf = now
    this.#windows.advanceTo(now)
    this.#desk.advanceTo(now)
    this.#floor.advanceTo(now)
  }

  sizes(): SiteSizes {
    const { contactCount, agents, queues, closed } = this.#floor
    const { identities, sources } = this.#admission
    const { remembered } = this.#customers
    return {
      contacts: contactCount,
      agents: agents.size,
      queues: queues.size,
      sources: sources.size,
      tickets: this.#tickets.size,
      escalations: this.#escalations.size,
      notices: this.#notices.size,
      identities: identities.size,
      customers: remembered.size,
      closedContacts: closed.size,
      forgotten: {
        identities: identities.forgotten,
        customers: remembered.forgotten,
        closedContacts: closed.forgotten,
      },
    }
  }

  floorView(status: FeedStatus): FloorView {
    return readFloor(this.#moment(), status)
  }

  boardView(board: BoardDefinition, status: FeedStatus): BoardView {
    return readBoard(this.#moment(), board, status)
  }

  escalation(id: string): OpenEscalation | undefined {
    return this.#escalations.find(id)
  }

  isSuspect(contact: ContactId): boolean {
    this.#look()
    const track = [...this.#floor.open].find(({ id }) => id === contact)
    return track !== undefined && this.#asOf >= suspectFrom(track.head, this.#floor)
  }

  recentBreaches(): TargetBreach[] {
    this.#look()
    return this.#windows.recentBreaches()
  }

  dump(): SiteDump {
    return {
      version: DUMP_VERSION,
      asOf: this.#asOf,
      lastEventAt: this.#lastEventAt ?? null,
      settledAt: this.#settledAt,
      missesBefore: this.#missesBefore ?? null,
      admission: this.#admission.dump(),
      floor: this.#floor.dump(),
      windows: this.#windows.dump(),
      escalations: this.#escalations.dump(),
      notices: this.#notices.dump(),
      feeders: this.#feeders.dump(),
      tickets: this.#tickets.dump(),
      desk: this.#desk.dump(),
      customers: this.#customers.dump(),
      orphans: this.#orphans.dumpWithout(ORPHANS, this.#unsettledOrphans()),
      counters: this.#counters().map((counters) => counters.dump()),
    }
  }

  load(dumped: SiteDump): void {
    this.#asOf = dumped.asOf
    this.#lastEventAt = dumped.lastEventAt ?? undefined
    this.#settledAt = dumped.settledAt
    this.#missesBefore = dumped.missesBefore ?? undefined
    this.#admission.load(dumped.admission)
    this.#windows.load(dumped.windows, dumped.asOf)
    this.#floor.load(dumped.floor, dumped.asOf, dumped.lastEventAt ?? epochMs(0))
    this.#escalations.load(dumped.escalations)
    this.#notices.load(dumped.notices)
    this.#feeders.load(dumped.feeders)
    this.#tickets.load(dumped.tickets)
    this.#desk.load(dumped.desk)
    this.#customers.load(dumped.customers)
    this.#orphans.load(dumped.orphans)
    const counters = this.#counters()
    dumped.counters.forEach((dump, i) => counters[i]?.load(dump))
  }

  #counters(): DayCounters[] {
    return [this.#raised, this.#arrivals, this.#surveys, ...this.#ceilings.counters]
  }

  #unsettledOrphans(): EpochMs[] {
    const found: EpochMs[] = []
    for (const { type, at } of this.#floor.unsettledFacts()) if (type === 'orphaned') found.push(at)
    return found
  }

  /** Nobody having looked for a while, what is not settled is not folded. */
  #look(): void {
    this.#wasRead = true
    this.#floor.show()
  }

  #hide(): void {
    for (const at of this.#unsettledOrphans()) this.#orphans.count(ORPHANS, at, -1)
    this.#floor.hide()
    this.#windows.hide()
    this.#customers.hide()
  }

  #moment(): SiteMoment {
    this.#look()
    return {
      site: this.#config.site,
      zone: this.#calendar.zone,
      asOf: this.#asOf,
      newest: this.#lastEventAt,
      countsSince: this.#countsSince(),
      floor: this.#floor,
      windows: this.#windows,
      sources: this.#admission.sources,
      feeders: this.#feeders,
      arrivals: this.#arrivals.asOf(this.#asOf),
      orphans: this.#orphans.asOf(this.#asOf).get(ORPHANS) ?? 0,
      surveys: this.#surveys.asOf(this.#asOf),
      repeats: () => this.#customers.today(this.#asOf),
      escalated: this.#raised.asOf(this.#asOf).get('raised') ?? 0,
      tickets: this.#tickets,
      desk: this.#desk,
      escalations: this.#escalations,
      notices: this.#notices,
      minuteForecasts: this.#minuteForecasts,
    }
  }

  /** F16: only while something of today is missing. */
  #countsSince(): EpochMs | undefined {
    const at = this.#missesBefore
    return at !== undefined && at > this.#calendar.dayOf(this.#asOf).start ? at : undefined
  }

  /** What arrived counts in the day of the newest event read: the log's own clock. */
  #arrived(name: string): void {
    this.#arrivals.count(name, this.#admission.newest)
  }

  #count(fact: Fact, sign: Sign): void {
    if (fact.type === 'orphaned') this.#orphans.count(ORPHANS, fact.at, sign)
    else if (fact.type === 'contactStarted') this.#customers.count(fact, sign)
    else this.#windows.count(fact, sign)
  }

  #fold(event: FloorEvent): void {
    switch (event.type) {
      case 'agent.state':
        return this.#floor.applyAgentState(event)
      case 'queue.configured':
        return this.#floor.configure(event)
      case 'ticket.opened':
        this.#floor.nameQueue(event.data.queue, event.time)
        return this.#tickets.apply(event, event.time, false)
      case 'ticket.replied':
      case 'ticket.resolved':
      case 'ticket.reopened':
      case 'ticket.closed':
        return this.#tickets.apply(event, event.time, false)
      case 'survey.answered':
        if (event.data.queue !== undefined) this.#floor.nameQueue(event.data.queue, event.time)
        for (const name of surveyCounts(event.data)) this.#surveys.count(name, event.time)
        return
      case 'escalation.raised':
        if (event.data.queue !== undefined) this.#floor.nameQueue(event.data.queue, event.time)
        this.#raised.count('raised', event.time)
        return this.#escalations.apply(event)
      case 'escalation.claimed':
      case 'escalation.released':
      case 'escalation.resolved':
        return this.#escalations.apply(event)
      case 'notice.posted':
        return this.#notices.post(event)
      case 'notice.cleared':
        return this.#notices.clear(event)
      case 'source.heartbeat':
        return
      default:
        return this.#floor.applyContact(event)
    }
  }

  /** F15: it may end what was open by its own time, as of the newest folded event; all else is void. */
  #foldLate(event: FloorEvent): void {
    const at = this.#lastEventAt
    // Read on beyond the instant asked for, its end takes effect there and not here (N15).
    if (at === undefined || at !== this.#admission.newest) return
    switch (event.type) {
      case 'ticket.replied':
      case 'ticket.resolved':
      case 'ticket.closed':
        return this.#tickets.apply(event, at, true)
      case 'escalation.released':
      case 'escalation.resolved':
        return this.#escalations.applyLate(event, at)
      case 'notice.cleared':
        return this.#notices.clearLate(event)
      case 'agent.state':
      case 'queue.configured':
      case 'ticket.opened':
      case 'ticket.reopened':
      case 'survey.answered':
      case 'escalation.raised':
      case 'escalation.claimed':
      case 'notice.posted':
      case 'source.heartbeat':
        return
      default:
        return this.#floor.applyLateContact(event, at)
    }
  }

  /** Every few minutes of event time: lets go of what can no longer change. */
  #settle(): void {
    const newest = this.#lastEventAt
    if (newest === undefined || newest < this.#settledAt + SETTLE_EVERY) return
    this.#settledAt = newest
    if (!this.#wasRead && this.#floor.isShown) this.#hide()
    this.#wasRead = false
    const horizon = earlier(newest, SETTLED_AFTER)
    this.#floor.settle(horizon, newest)
    this.#windows.settle(horizon, (queue) => this.#floor.queueSince(queue, horizon))
    this.#customers.settle(horizon)
    this.#tickets.settle(horizon)
    this.#escalations.settle(horizon)
    this.#notices.settle(horizon)
    this.#feeders.settle(newest)
    this.#admission.forget()
  }
}

function hoursOf({ queues }: SiteConfig, queue: string): readonly OpeningSpan[] | undefined {
  return queues !== undefined && Object.hasOwn(queues, queue) ? queues[queue]?.hours : undefined
}
