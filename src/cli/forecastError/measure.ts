/** Folds a log, asks the board at every enqueue what it says, and compares once everything is known. */
import { createSite, type Site, type SiteConfig } from '../../core/site.ts'
import { isContactEvent } from '../../core/events/contactNames.ts'
import type { Decoded } from '../../core/events/decode.ts'
import type { FloorEvent } from '../../core/events/event.ts'
import { Admission } from '../../core/floor/door/admission.ts'
import { epochMs, toInstant, type QueueId, type SiteId } from '../../core/units.ts'
import { decodedLines, siteConfig } from '../text/offlineInput.ts'
import { NOTHING_SAID, prediction, type Prediction } from './prediction.ts'
import { queueReport, queueReports, type QueueReport } from './report.ts'
import { Stays } from './stays.ts'

export interface ForecastErrorOptions {
  /** A file, or - for standard input. */
  readonly events: string
  readonly site: SiteId
  /** Instead of the config's. */
  readonly zone?: string
  readonly config?: string
}

export interface ForecastReport {
  readonly site: SiteId
  readonly zone: string
  /** First and last enqueue. */
  readonly from: string
  readonly until: string
  readonly queues: Record<QueueId, QueueReport>
  readonly total: QueueReport
}

/** @throws Error when the file or the config cannot be read, or nobody is enqueued in it */
export async function measureForecast(options: ForecastErrorOptions): Promise<ForecastReport> {
  const known = siteConfig(options.site, options.config)
  const config = options.zone === undefined ? known : { ...known, zone: options.zone }
  const rehearsal = new Rehearsal(config)
  for await (const decoded of decodedLines(options.events)) rehearsal.read(decoded)
  const told = [...rehearsal.told()]
  if (told.length === 0)
    throw new Error(`nobody is enqueued in ${options.events}; give --events a file of NDJSON events`)
  const enqueuedAt = told.map(({ stay }) => stay.enqueuedAt)
  return {
    site: options.site,
    zone: config.zone ?? 'UTC',
    from: toInstant(enqueuedAt.reduce((a, b) => (a < b ? a : b))),
    until: toInstant(enqueuedAt.reduce((a, b) => (a > b ? a : b))),
    queues: queueReports(told),
    total: queueReport(told),
  }
}

/** The site as it was live, line by line. */
class Rehearsal {
  readonly #site: Site
  /** At the same door as the site's own: what it lets in, the site folds. */
  readonly #admission = new Admission()
  readonly #stays = new Stays()
  readonly #predictions = new Map<string, Prediction>()
  #newest = epochMs(0)

  constructor(config: SiteConfig) {
    this.#site = createSite(config)
  }

  read(decoded: Decoded): void {
    if ('rejected' in decoded) return
    const { event, streamTime } = decoded
    const { event: admitted, outcome } = this.#admission.admit(event, streamTime)
    if (outcome === 'folded') this.#ask(admitted)
    this.#site.apply(event, streamTime)
    if (outcome === 'duplicate') return
    const isLate = outcome === 'late'
    if (!isLate && admitted.time > this.#newest) this.#newest = admitted.time
    if (isContactEvent(admitted)) this.#stays.add(admitted, isLate ? this.#newest : admitted.time, isLate)
  }

  *told() {
    for (const stay of this.#stays.all()) yield { stay, prediction: this.#predictions.get(key(stay.by)) }
  }

  /** Just before the event is folded: what it changes is not yet in what is said. */
  #ask(event: FloorEvent): void {
    const queueId = opens(event)
    if (queueId === undefined) return
    this.#site.advanceTo(event.time)
    const { queues } = this.#site.floorView({ live: false, appliedSeq: 0 })
    const queue = Object.hasOwn(queues, queueId) ? queues[queueId] : undefined
    this.#predictions.set(key(event), queue === undefined ? NOTHING_SAID : prediction(queue, this.#site.asOf))
  }
}

/** The queue in which the event may open a stay. */
function opens(event: FloorEvent): QueueId | undefined {
  if (event.type === 'contact.enqueued') return event.data.queue
  return event.type === 'contact.transferred' || event.type === 'contact.flowedOut' ? event.data.to : undefined
}

function key({ source, id }: { source: string; id: string }): string {
  return JSON.stringify([source, id])
}
