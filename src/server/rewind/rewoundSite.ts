/**
 * One site at past instants, moving forward: what the log says up to each, folded as N15 wants it. What happened up to
 * an instant lies in the log before the first event after it, but for what was overtaken: odd messages, which are told
 * by the look ahead. Most of them may be folded early, since order does not matter to the floor (F14); where it does,
 * a copy is folded for that one instant.
 */
import { loadSite, type Site, type SiteConfig, type SiteDump } from '../../core/site.ts'
import { believedTime } from '../../core/floor/door/admission.ts'
import { foldUpTo } from '../../core/site/lookBack.ts'
import type { EpochMs, SiteId } from '../../core/units.ts'
import { SiteCalendar } from '../../core/windows/siteDay.ts'
import type { LogReader, PartStart } from '../ports.ts'
import type { Deadline } from './deadline.ts'
import { createLookAhead, type LookAhead, type OddMessage } from './lookAhead.ts'
import { createMessageQueue, type MessageQueue, type ReadSiteMessage, type SiteMessage } from './siteMessages.ts'

/** A site folded up to a message of the log, and what was folded of those after it. */
export interface FoldedPart {
  readonly dump: SiteDump
  /** The last message folded in order. */
  readonly seq: number
  readonly foldedEarly: readonly number[]
  readonly putOff: readonly OddMessage[]
  /** Nothing is folded yet: whatever the log begins with comes next. */
  readonly isBeginning?: boolean
}

export interface RewoundSiteOptions {
  readonly config: SiteConfig
  readonly reader: LogReader
  readonly readMessage: ReadSiteMessage
}

export class RewoundSite {
  readonly #config: SiteConfig
  readonly #calendar: SiteCalendar
  readonly #site: Site
  readonly #queue: MessageQueue
  readonly #ahead: LookAhead
  #seq: number
  #isBeginning: boolean
  readonly #foldedEarly: Set<number>
  /** Repeats of an earlier identity that claim to have happened later than what is shown. */
  #putOff: OddMessage[]

  constructor(from: FoldedPart, { config, reader, readMessage }: RewoundSiteOptions) {
    this.#config = config
    this.#calendar = new SiteCalendar(config.zone ?? 'UTC')
    this.#site = loadSite(config, from.dump)
    this.#seq = from.seq
    this.#isBeginning = from.isBeginning === true
    this.#foldedEarly = new Set(from.foldedEarly)
    this.#putOff = [...from.putOff]
    const start = nextMessage(config.site, from)
    this.#queue = createMessageQueue(reader.read(start), readMessage)
    this.#ahead = createLookAhead({ part: reader.read(start), readMessage, admitted: from.dump.admission })
  }

  /** It can show this instant and later ones. */
  get asOf(): EpochMs {
    return this.#site.asOf
  }

  /** The last message folded in order. */
  get seq(): number {
    return this.#seq
  }

  get isBeginning(): boolean {
    return this.#isBeginning
  }

  /** The last message read. */
  get readTo(): number {
    return this.#ahead.readTo
  }

  get contacts(): number {
    return this.#site.sizes().contacts
  }

  part(): FoldedPart {
    return {
      dump: this.#site.dump(),
      seq: this.#seq,
      isBeginning: this.#isBeginning,
      foldedEarly: [...this.#foldedEarly],
      putOff: [...this.#putOff],
    }
  }

  /** The site as of `at`, to be read before the next move. @throws RebuildFailed */
  async moveTo(at: EpochMs, deadline: Deadline): Promise<Site> {
    await this.#ahead.readFor(at, deadline)
    await this.#foldInOrder(at, deadline)
    const odd = this.#oddMessages(at)
    if (!odd.every((message) => this.#mayComeEarly(message, at))) return this.#copyAt(at, odd)
    for (const { seq, decoded, storedAt } of odd) {
      foldUpTo(this.#site, at, decoded, storedAt)
      if (seq > this.#seq) this.#foldedEarly.add(seq)
    }
    this.#putOff = this.#putOff.filter((message) => !odd.includes(message))
    this.#site.advanceTo(at)
    return this.#site
  }

  /** Up to the first event after `at`. */
  async #foldInOrder(at: EpochMs, deadline: Deadline): Promise<void> {
    for (let message = await this.#queue.peek(); message !== undefined; message = await this.#queue.peek()) {
      if (message.seq > this.#ahead.readTo || this.#endsPrefix(message, at)) return
      this.#queue.take()
      this.#seq = message.seq
      this.#isBeginning = false
      if (message.seq % CHECK_EVERY === 0) deadline.check()
    }
  }

  /** Folds the message unless it is the first event after `at`. */
  #endsPrefix(message: SiteMessage, at: EpochMs): boolean {
    const { seq, decoded, storedAt } = message
    if (this.#foldedEarly.delete(seq)) return false
    if ('event' in decoded && believedTime(decoded.event, storedAt) > at) {
      const odd = this.#ahead.oddMessage(seq)
      if (odd?.outcome !== 'duplicate') return true
      this.#putOff.push(odd)
      return false
    }
    foldUpTo(this.#site, at, decoded, storedAt)
    return false
  }

  #oddMessages(at: EpochMs): OddMessage[] {
    const due = this.#putOff.filter(({ time }) => time !== undefined && time <= at)
    return [...due, ...this.#ahead.oddMessages(this.#seq, at).filter(({ seq }) => !this.#foldedEarly.has(seq))]
  }

  /** Folded now or when its turn comes, the site will be the same. */
  #mayComeEarly({ outcome, decoded, newestBefore, repeats }: OddMessage, at: EpochMs): boolean {
    const newest = this.#site.lastEventAt
    if (newest === undefined || this.#dayOf(newest) !== this.#dayOf(newestBefore)) return false
    if (outcome === 'rejected') return true
    if (outcome === 'duplicate') return repeats !== undefined && repeats <= at
    return outcome === 'folded' && 'event' in decoded && !decoded.event.type.startsWith('escalation.')
  }

  #dayOf(at: EpochMs): EpochMs {
    return this.#calendar.dayOf(at).start
  }

  /** The site as of `at` alone, each odd message judged by what was read before it. */
  #copyAt(at: EpochMs, odd: readonly OddMessage[]): Site {
    const copy = loadSite(this.#config, this.#site.dump())
    for (const { decoded, storedAt, judgedBy } of odd) {
      for (const event of judgedBy) if (event.time > at) copy.observe(event)
      foldUpTo(copy, at, decoded, storedAt)
    }
    copy.advanceTo(at)
    return copy
  }
}

/** Where to read on behind what is folded. */
export function nextMessage(site: SiteId, { seq, isBeginning = false }: FoldedPart): PartStart {
  return { site, seq: seq + 1, isBeginning }
}

/** Messages folded between two looks at the deadline. */
const CHECK_EVERY = 256
