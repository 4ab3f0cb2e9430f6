/**
 * One site as one pure object: events and instants in, views out. No clock, no I/O: `apply` uses the event's
 * own time, `advanceTo` moves the windows, so replay, restart, rewind and tests are one code path (N13, N14).
 */
import { earlier, epochMs, type ContactId, type EpochMs } from './units.ts'
import type { FloorEvent } from './events/event.ts'
import type { Overflow } from './floor/door/ceilings.ts'
import { suspectFrom } from './floor/contact/waitLimits.ts'
import type { OpenEscalation } from './floor/desk/escalations.ts'
import { SETTLE_EVERY, SETTLED_AFTER } from './floor/retention.ts'
import { dumpParts, loadParts } from './site/dumpParts.ts'
import { foldEvent, foldLate } from './site/foldEvent.ts'
import { ORPHANS, unsettledOrphans } from './site/orphans.ts'
import type { Site, SiteConfig, SiteSizes, TargetBreach } from './site/siteApi.ts'
import { DUMP_VERSION, type SiteDump } from './site/siteDump.ts'
import { createParts, type SiteParts } from './site/siteParts.ts'
import type { BoardDefinition, BoardView } from './view/boardView.ts'
import type { FeedStatus, FloorView } from './view/floorView.ts'
import { readBoard } from './view/readBoard.ts'
import { readFloor } from './view/readFloor.ts'
import type { SiteMoment } from './view/siteMoment.ts'

export type { OpenEscalation } from './floor/desk/escalations.ts'
export type { QueueConfig, Site, SiteConfig, SiteSizes } from './site/siteApi.ts'
export type { SiteDump } from './site/siteDump.ts'
export type { FeedStatus } from './view/floorView.ts'

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
  readonly #parts: SiteParts
  #asOf = epochMs(0)
  #lastEventAt: EpochMs | undefined
  #settledAt = 0
  /** Since the last settling. */
  #wasRead = false
  #missesBefore: EpochMs | undefined
  #minuteForecasts: SiteMoment['minuteForecasts'] = { minute: epochMs(-1), byQueue: new Map() }

  constructor(config: SiteConfig) {
    this.#config = config
    this.#parts = createParts(config, this.#asOf)
  }

  get asOf(): EpochMs {
    return this.#asOf
  }

  get lastEventAt(): EpochMs | undefined {
    return this.#lastEventAt
  }

  apply(event: FloorEvent, storedAt?: EpochMs): Overflow | undefined {
    const { admission, floor } = this.#parts
    const { event: admitted, outcome, skewed } = admission.judge(event, storedAt)
    if (outcome === 'duplicate') {
      this.#arrived('duplicates')
      return undefined
    }
    const overflow = this.#parts.ceilings.take(admitted, outcome === 'late')
    if (overflow !== undefined) {
      this.reject(overflow)
      return overflow
    }
    if (outcome === 'late') {
      // Read on beyond the instant asked for, its end takes effect there and not here (N15).
      const at = this.#lastEventAt
      if (at !== undefined && at === admission.newest) foldLate(this.#parts, admitted, at)
      this.#arrived('late')
    } else {
      admission.remember(admitted)
      if (this.#lastEventAt === undefined || admitted.time > this.#lastEventAt) this.#lastEventAt = admitted.time
      this.#parts.arrivals.open(this.#lastEventAt)
      this.advanceTo(admitted.time)
      floor.forgetBefore(this.#lastEventAt)
      this.#parts.feeders.note(admitted)
      foldEvent(this.#parts, admitted)
      this.#settle()
    }
    if (skewed) this.#arrived('skewed')
    return undefined
  }

  observe(event: FloorEvent, storedAt?: EpochMs): boolean {
    const { admission, ceilings } = this.#parts
    const { event: admitted, outcome } = admission.judge(event, storedAt)
    if (outcome !== 'folded' || !ceilings.hasRoomForSource(admitted.source)) return false
    admission.remember(admitted, false)
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
    this.#parts.windows.advanceTo(now)
    this.#parts.desk.advanceTo(now)
    this.#parts.floor.advanceTo(now)
  }

  sizes(): SiteSizes {
    const { floor, admission, customers, tickets, escalations, notices } = this.#parts
    const { contactCount, agents, queues, closed } = floor
    const { identities, sources } = admission
    const { remembered } = customers
    return {
      contacts: contactCount,
      agents: agents.size,
      queues: queues.size,
      sources: sources.size,
      tickets: tickets.size,
      escalations: escalations.size,
      notices: notices.size,
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
    return this.#parts.escalations.find(id)
  }

  isSuspect(contact: ContactId): boolean {
    this.#look()
    const { floor } = this.#parts
    const track = [...floor.open].find(({ id }) => id === contact)
    return track !== undefined && this.#asOf >= suspectFrom(track.head, floor)
  }

  recentBreaches(): TargetBreach[] {
    this.#look()
    return this.#parts.windows.recentBreaches()
  }

  dump(): SiteDump {
    return {
      version: DUMP_VERSION,
      asOf: this.#asOf,
      lastEventAt: this.#lastEventAt ?? null,
      settledAt: this.#settledAt,
      missesBefore: this.#missesBefore ?? null,
      ...dumpParts(this.#parts),
    }
  }

  load(dumped: SiteDump): void {
    this.#asOf = dumped.asOf
    this.#lastEventAt = dumped.lastEventAt ?? undefined
    this.#settledAt = dumped.settledAt
    this.#missesBefore = dumped.missesBefore ?? undefined
    loadParts(this.#parts, dumped)
  }

  /** Nobody having looked for a while, what is not settled is not folded. */
  #look(): void {
    this.#wasRead = true
    this.#parts.floor.show()
  }

  #hide(): void {
    const { floor, windows, customers, orphans } = this.#parts
    for (const at of unsettledOrphans(floor)) orphans.count(ORPHANS, at, -1)
    floor.hide()
    windows.hide()
    customers.hide()
  }

  #moment(): SiteMoment {
    this.#look()
    const { calendar, floor, windows, admission, customers, feeders, escalations, notices, tickets, desk } = this.#parts
    const { raised, arrivals, orphans, surveys } = this.#parts
    return {
      site: this.#config.site,
      zone: calendar.zone,
      asOf: this.#asOf,
      newest: this.#lastEventAt,
      countsSince: this.#countsSince(),
      floor,
      windows,
      sources: admission.sources,
      feeders,
      arrivals: arrivals.asOf(this.#asOf),
      orphans: orphans.asOf(this.#asOf).get(ORPHANS) ?? 0,
      surveys: surveys.asOf(this.#asOf),
      repeats: () => customers.today(this.#asOf),
      escalated: raised.asOf(this.#asOf).get('raised') ?? 0,
      tickets,
      desk,
      escalations,
      notices,
      minuteForecasts: this.#minuteForecasts,
    }
  }

  /** F16: only while something of today is missing. */
  #countsSince(): EpochMs | undefined {
    const at = this.#missesBefore
    return at !== undefined && at > this.#parts.calendar.dayOf(this.#asOf).start ? at : undefined
  }

  /** What arrived counts in the day of the newest event read: the log's own clock. */
  #arrived(name: string): void {
    this.#parts.arrivals.count(name, this.#parts.admission.newest)
  }

  /** Every few minutes of event time: lets go of what can no longer change. */
  #settle(): void {
    const newest = this.#lastEventAt
    if (newest === undefined || newest < this.#settledAt + SETTLE_EVERY) return
    const { floor, windows, customers, tickets, escalations, notices, feeders, admission } = this.#parts
    this.#settledAt = newest
    if (!this.#wasRead && floor.isShown) this.#hide()
    this.#wasRead = false
    const horizon = earlier(newest, SETTLED_AFTER)
    floor.settle(horizon, newest)
    windows.settle(horizon, (queue) => floor.queueSince(queue, horizon))
    customers.settle(horizon)
    tickets.settle(horizon)
    escalations.settle(horizon)
    notices.settle(horizon)
    feeders.settle(newest)
    admission.forget()
  }
}
