/** Walks through some hours of a site once, from the past forward, and notes how each minute looked then. */
import { loadSite, type Site, type SiteConfig } from '../../core/site.ts'
import type { TargetBreach } from '../../core/site/siteApi.ts'
import { believedTime } from '../../core/floor/door/admission.ts'
import type { EventOf } from '../../core/events/event.ts'
import { serviceLevel } from '../../core/measures/serviceLevel.ts'
import { earlier, epochMs, hours, later, minutes, parseInstant, toInstant, type EpochMs } from '../../core/units.ts'
import type { FloorBoardView } from '../../core/view/boardView.ts'
import type { QueueView } from '../../core/view/floorView.ts'
import { keyed } from '../../core/view/keyed.ts'
import { present } from '../../core/view/present.ts'
import type { HistoryView, QueueHistoryView, RaisedView } from '../../core/view/historyView.ts'
import type { LogReader } from '../ports.ts'
import type { Deadline } from './deadline.ts'
import { nextMessage, type FoldedPart } from './rewoundSite.ts'
import { createMessageQueue, type MessageQueue, type ReadSiteMessage, type SiteMessage } from './siteMessages.ts'

export const STEP = minutes(1)
/** Longer histories are not told. */
export const MAX_HISTORY = hours(12)
const MAX_MINUTES = (2 * MAX_HISTORY) / STEP
/** Breaches are read off this often: well within the hour for which the windows know them. */
const BREACHES_EVERY = minutes(30)
const KNOWN_FOR = minutes(60)

interface QueueMinute {
  readonly serviceLevel: number | undefined
  readonly n: number
  readonly longestWaitMs: number | undefined
}

interface Minute {
  readonly at: EpochMs
  readonly serviceLevel: number | null
  readonly queues: ReadonlyMap<string, QueueMinute>
}

export interface SiteScanOptions {
  readonly config: SiteConfig
  readonly reader: LogReader
  readonly readMessage: ReadSiteMessage
  /** The first instant wanted. */
  readonly from: EpochMs
}

export class SiteScan {
  readonly #config: SiteConfig
  readonly #site: Site
  readonly #queue: MessageQueue
  #seq: number
  #isBeginning: boolean
  readonly #minutes: Minute[] = []
  readonly #raised = new Map<string, RaisedView>()
  /** As of the last minute noted. */
  #queues: FloorBoardView['queues'] = {}
  #agents: FloorBoardView['agents'] = {}
  #breaches: TargetBreach[] = []
  #breachesReadAt = epochMs(0)
  #from: EpochMs
  #next: EpochMs

  constructor(part: FoldedPart, { config, reader, readMessage, from }: SiteScanOptions) {
    this.#config = config
    this.#site = loadSite(config, part.dump)
    this.#queue = createMessageQueue(reader.read(nextMessage(config.site, part)), readMessage)
    this.#seq = part.seq
    this.#isBeginning = part.isBeginning === true
    this.#from = from
    this.#next = epochMs(Math.ceil(from / STEP) * STEP)
  }

  /** What happened since then is known. */
  get from(): EpochMs {
    return this.#from
  }

  /** The last message folded. */
  get seq(): number {
    return this.#seq
  }

  get isBeginning(): boolean {
    return this.#isBeginning
  }

  get zone(): string {
    return this.#config.zone ?? 'UTC'
  }

  /** Oldest first. */
  breachesAfter(at: EpochMs): TargetBreach[] {
    this.#readBreaches()
    return this.#breaches.filter((breach) => breach.at > at)
  }

  /** Reads on until all that happened up to `to` is folded, and its whole minutes are noted. @throws RebuildFailed */
  async scanTo(to: EpochMs, deadline: Deadline): Promise<void> {
    for (;;) {
      const message = await this.#queue.peek()
      const time = message === undefined ? later(to, 1) : timeOf(message)
      while (time !== undefined && this.#next < time && this.#next <= to) {
        deadline.check()
        this.#note()
      }
      if (message === undefined || (time !== undefined && time > to)) break
      this.#fold(message)
      this.#queue.take()
    }
    // The clock alone makes a breach in a minute that is not over.
    if (this.#site.lastEventAt !== undefined) this.#site.advanceTo(to)
  }

  history(from: EpochMs, to: EpochMs): HistoryView {
    const noted = this.#minutes.filter(({ at }) => at >= from && at <= to)
    const [first, last] = [noted[0]?.at ?? to, noted.at(-1)?.at ?? to]
    const raised = [...this.#raised.values()].filter(({ raisedAt }) => isWithin(parseInstant(raisedAt), from, to))
    const breaches = this.breachesAfter(earlier(from, 1)).filter(({ at }) => at <= to)
    return {
      site: this.#config.site,
      zone: this.zone,
      from: toInstant(first),
      to: toInstant(last),
      stepMs: STEP,
      serviceLevel: noted.map((minute) => minute.serviceLevel),
      queues: keyed(Object.keys(this.#queues), (id) => this.#queueHistory(id, noted)),
      breaches: breaches.map(({ at, queue }) => ({ at: toInstant(at), queue })),
      escalations: raised.map((one) => this.#withName(one)),
    }
  }

  #withName(raised: RaisedView): RaisedView {
    const agent = raised.agent === undefined ? undefined : this.#agents[raised.agent]
    return agent === undefined ? raised : { ...raised, agentName: agent.name }
  }

  #fold({ seq, decoded, storedAt }: SiteMessage): void {
    this.#seq = seq
    this.#isBeginning = false
    if ('rejected' in decoded) return this.#site.reject(decoded.rejected)
    const { event } = decoded
    this.#site.apply(event, storedAt)
    if (event.type === 'escalation.raised') this.#noteRaised(event)
  }

  #noteRaised({ data, time }: EventOf<'escalation.raised'>): void {
    const { escalation, reason, severity = 'warning', queue, agent } = data
    if (time < this.#from || this.#raised.has(escalation)) return
    const raisedAt = toInstant(time)
    this.#raised.set(
      escalation,
      present<Omit<RaisedView, 'agentName'>>({ escalation, raisedAt, reason, severity, queue, agent }),
    )
  }

  /** Notes the minute whose turn it is. */
  #note(): void {
    const at = this.#next
    this.#next = later(at, STEP)
    if (this.#site.lastEventAt === undefined) return
    this.#site.advanceTo(at)
    const board = { id: 'floor', site: this.#config.site, kind: 'floor', name: '' } as const
    const view = this.#site.boardView(board, { live: false, appliedSeq: 0 }) as FloorBoardView
    this.#queues = view.queues
    this.#agents = view.agents
    const queues = new Map(Object.entries(view.queues).map(([id, queue]) => [id, queueMinute(queue, at)]))
    this.#minutes.push({ at, serviceLevel: view.total.trend.serviceLevel.at(-1) ?? null, queues })
    if (at >= later(this.#breachesReadAt, BREACHES_EVERY)) this.#readBreaches()
    if (this.#minutes.length > MAX_MINUTES) this.#letGo()
  }

  #letGo(): void {
    this.#from = this.#minutes.shift()?.at ?? this.#from
    this.#breaches = this.#breaches.filter(({ at }) => at >= this.#from)
    for (const [id, { raisedAt }] of this.#raised)
      if ((parseInstant(raisedAt) ?? 0) < this.#from) this.#raised.delete(id)
  }

  /** What was known of the last hour may have been taken back or told late: what is known now counts. */
  #readBreaches(): void {
    const { asOf } = this.#site
    const since = earlier(asOf, KNOWN_FOR)
    const before = this.#breaches.filter(({ at }) => at <= since)
    const now = this.#site.recentBreaches().filter(({ at }) => at > since && at >= this.#from)
    this.#breaches = [...before, ...now]
    this.#breachesReadAt = asOf
  }

  #queueHistory(id: string, noted: readonly Minute[]): QueueHistoryView | undefined {
    const queue = this.#queues[id]
    if (queue === undefined) return undefined
    const all = noted.map(({ queues }) => queues.get(id))
    return {
      name: queue.name,
      answerWithinMs: queue.settings.answerWithinMs,
      targetRatio: queue.settings.targetRatio,
      serviceLevel: all.map((minute) => minute?.serviceLevel ?? null),
      n: all.map((minute) => minute?.n ?? 0),
      longestWaitMs: all.map((minute) => minute?.longestWaitMs ?? null),
    }
  }
}

function isWithin(at: EpochMs | undefined, from: EpochMs, to: EpochMs): boolean {
  return at !== undefined && at >= from && at <= to
}

function timeOf({ decoded, storedAt }: SiteMessage): EpochMs | undefined {
  return 'event' in decoded ? believedTime(decoded.event, storedAt) : undefined
}

function queueMinute({ settings, windows, waitingOverTarget, longestWaitSince }: QueueView, at: EpochMs): QueueMinute {
  const totals = windows['30m']
  const since = longestWaitSince === undefined ? undefined : parseInstant(longestWaitSince)
  return {
    serviceLevel: totals.serviceLevel,
    n: serviceLevel(settings.serviceLevelFormula, { ...totals, waitingOverTarget }).denominator,
    longestWaitMs: since === undefined ? undefined : at - since,
  }
}
