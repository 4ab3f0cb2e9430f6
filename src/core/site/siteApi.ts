/** What a site offers, and what it is made from. */
import type { ContactId, EpochMs, QueueId } from '../units.ts'
import type { FloorEvent } from '../events/event.ts'
import type { Ceilings, Overflow } from '../floor/door/ceilings.ts'
import type { OpenEscalation } from '../floor/desk/escalations.ts'
import type { QueueConfiguration } from '../floor/queue/settingsTimeline.ts'
import type { BoardDefinition, BoardView } from '../view/boardView.ts'
import type { FeedStatus, FloorView } from '../view/floorView.ts'
import type { OpeningSpan } from '../windows/openingHours.ts'
import type { SiteDump } from './siteDump.ts'

/** What the config file says of a queue. */
export interface QueueConfig extends QueueConfiguration {
  /** Local opening hours, for business-hours figures of tickets. */
  readonly hours?: readonly OpeningSpan[]
}

export interface SiteConfig {
  readonly site: string
  /** IANA zone; UTC when left out. */
  readonly zone?: string
  /** Settings that hold from the beginning of the log, under `queue.configured` field by field. */
  readonly queues?: Readonly<Record<string, QueueConfig>>
  /** F12 limits by channel, ms. */
  readonly suspectAfterMs?: Readonly<Record<string, number>>
  /** Left out ones are `CEILINGS`. */
  readonly ceilings?: Partial<Ceilings>
}

export interface SiteSizes {
  /** In memory, open or not yet settled. */
  readonly contacts: number
  readonly agents: number
  readonly queues: number
  readonly sources: number
  readonly tickets: number
  readonly escalations: number
  readonly notices: number
  readonly identities: number
  readonly customers: number
  readonly closedContacts: number
  /** Forgotten before their time because there were too many, since the process began. */
  readonly forgotten: { readonly identities: number; readonly customers: number; readonly closedContacts: number }
}

/** A wait that passed its queue's target. */
export interface TargetBreach {
  readonly at: EpochMs
  readonly queue: QueueId
}

export interface Site {
  /**
   * Folds one event; `storedAt` is the message's stream timestamp, for clamping (F15). An event for which there is no
   * room is not folded but counted as rejected, and the reason is returned.
   */
  apply(event: FloorEvent, storedAt?: EpochMs): Overflow | undefined
  /**
   * Reads an event that is not to be folded: it counts for lateness and identity alone (N15). False for a repeat or
   * a late one, which counts for neither.
   */
  observe(event: FloorEvent, storedAt?: EpochMs): boolean
  /** The log no longer holds what was stored, or happened, before `at`: the views say so while it was today (F16). */
  missesBefore(at: EpochMs): void
  /** Counts a message that was no event (F17). */
  reject(reason: string): void
  /** Moves asOf forward to `now`; earlier instants change nothing. */
  advanceTo(now: EpochMs): void
  /** Waits that passed their targets in the last hour at least, oldest first. */
  recentBreaches(): TargetBreach[]
  /** How much is held, for health figures and tests of memory. */
  sizes(): SiteSizes
  readonly asOf: EpochMs
  /** The newest folded event time; undefined before the first event. */
  readonly lastEventAt: EpochMs | undefined
  /** Plain JSON data from which `loadSite` goes on. */
  dump(): SiteDump
  floorView(status: FeedStatus): FloorView
  boardView(board: BoardDefinition, status: FeedStatus): BoardView
  /** An escalation that is open, and who has it; undefined when no such one is. */
  escalation(id: string): OpenEscalation | undefined
  /** F12: whether the contact is open, and silent for longer than its channel's limit. */
  isSuspect(contact: ContactId): boolean
}
