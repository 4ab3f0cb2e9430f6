/** POST /api/v1/sites/<site>/events: for senders without a NATS client (contract part 1, HTTP ingest). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SiteId } from '../../core/units.ts'
import { createPlaces } from '../access/places.ts'
import { messageIdOf } from '../feed/write/messageId.ts'
import { floorSubject } from '../feed/broker/streams.ts'
import type { EventLog } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { DEFAULT_INGEST_LIMITS, type IngestLimits } from './limits.ts'
import { readBody } from './readBody.ts'
import { sendJson, sendProblem } from './respond.ts'
import { ACCEPTED_TYPES, parserFor, type BadEvent, type GoodEvent, type SentEvents } from './sentEvents.ts'

export const MAX_BODY_BYTES = 1024 * 1024

export interface IngestCounts {
  /** Events the log has acknowledged, duplicates included. */
  accepted: number
  duplicates: number
  /** Events the log did not acknowledge. */
  notStored: number
  /** Events by the reason why they are none. */
  rejected: Record<string, number>
  /** Requests turned away before their events were looked at, by status. */
  refused: Record<number, number>
  /** Requests whose body never came whole. */
  hungUp: number
}

export interface Ingest {
  readonly counts: IngestCounts
  /** Bodies being read. */
  readonly reading: number
  handle(request: IncomingMessage, response: ServerResponse, site: SiteId): Promise<void>
}

export interface IngestOptions {
  readonly log: EventLog
  /** Told of every event the log did not take. */
  readonly onNotStored: (reason: string) => void
  /** Left out ones are the defaults. */
  readonly limits?: Partial<IngestLimits>
}

interface Accepted {
  readonly index: number
  readonly source: string
  readonly id: string
  readonly seq: number
  readonly duplicate: boolean
}

export function createIngest({ log, onNotStored, ...options }: IngestOptions): Ingest {
  const limits = { ...DEFAULT_INGEST_LIMITS, ...options.limits }
  const reading = createPlaces(limits.reading)
  const counts: IngestCounts = { accepted: 0, duplicates: 0, notStored: 0, rejected: {}, refused: {}, hungUp: 0 }
  let storing = 0

  function refuse(response: ServerResponse, status: number, detail: string, headers = {}): void {
    counts.refused[status] = (counts.refused[status] ?? 0) + 1
    // The rest of the body is not wanted: hang up after the answer.
    sendProblem(response, { status, detail, headers: { connection: 'close', ...headers } })
  }

  function busy(response: ServerResponse): void {
    refuse(response, 429, 'too many at once; send again', { 'retry-after': '1' })
  }

  /** The sender went away, or dawdled until it was hung up on; there is nobody to answer. */
  function hungUp(): 'hungUp' {
    counts.hungUp += 1
    return 'hungUp'
  }

  async function take(request: IncomingMessage, response: ServerResponse, site: SiteId): Promise<void> {
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers
    const parse = parserFor(type)
    if (parse === undefined || encoding !== 'identity') {
      return refuse(response, 415, `send ${ACCEPTED_TYPES.join(', ')}, not compressed`, {
        accept: ACCEPTED_TYPES.join(', '),
      })
    }
    const address = request.socket.remoteAddress ?? ''
    if (reading.fullness(address) !== undefined) return busy(response)
    reading.enter(address)
    const body = await readBody(request, MAX_BODY_BYTES)
      .catch(hungUp)
      .finally(() => reading.leave(address))
    if (body === 'hungUp') return
    if (body === undefined) return refuse(response, 413, `send at most ${MAX_BODY_BYTES} bytes at once`)
    // Only a whole body takes a place: however slowly others send theirs, they hold up nobody.
    if (storing >= limits.maxStoring) return busy(response)
    const parsed = parse(body)
    if ('mistake' in parsed) return refuse(response, parsed.status, parsed.mistake)
    storing += 1
    await store(response, site, parsed).finally(() => (storing -= 1))
  }

  async function store(response: ServerResponse, site: SiteId, { good, bad }: SentEvents): Promise<void> {
    const outcomes = await Promise.all(good.map((one) => append(site, one)))
    const accepted = outcomes.flatMap((one) => ('seq' in one ? [one] : []))
    const notStored = outcomes.flatMap((one) => ('detail' in one ? [one] : []))
    count(accepted, notStored, bad)
    if (notStored.length > 0) return tellNotStored(response, { accepted, notStored, bad })
    if (bad.length === 0) return sendJson(response, 202, { accepted })
    const detail = `${bad.length} of ${good.length + bad.length} are no events; the others were accepted`
    sendProblem(response, { status: 400, detail, more: { accepted, rejected: bad } })
  }

  async function append(site: SiteId, { index, event, body }: GoodEvent): Promise<Accepted | BadEvent> {
    const { source, id, type } = event
    try {
      const messageId = messageIdOf(site, source, id)
      const stored = await log.append({ subject: floorSubject(site, type), body, messageId })
      return { index, source, id, seq: stored.seq, duplicate: stored.duplicate }
    } catch (error) {
      const detail = messageOf(error)
      onNotStored(detail)
      return { index, source, id, reason: 'notStored', detail }
    }
  }

  function count(accepted: readonly Accepted[], notStored: readonly BadEvent[], bad: readonly BadEvent[]): void {
    counts.accepted += accepted.length
    counts.duplicates += accepted.filter(({ duplicate }) => duplicate).length
    counts.notStored += notStored.length
    for (const { reason } of bad) counts.rejected[reason] = (counts.rejected[reason] ?? 0) + 1
  }

  return {
    counts,
    get reading() {
      return reading.open
    },
    handle: take,
  }
}

interface Outcome {
  readonly accepted: readonly Accepted[]
  readonly notStored: readonly BadEvent[]
  readonly bad: readonly BadEvent[]
}

/** The same request sent again counts nothing twice, so that is what we ask for. */
function tellNotStored(response: ServerResponse, { accepted, notStored, bad }: Outcome): void {
  const detail = `the log did not acknowledge ${notStored.length} events; send them again, with the same ids`
  const more = { accepted, notStored, ...(bad.length === 0 ? {} : { rejected: bad }) }
  sendProblem(response, { status: 503, detail, headers: { 'retry-after': '1' }, more })
}
