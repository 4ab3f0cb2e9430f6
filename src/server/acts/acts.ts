/**
 * What people do at a display (W5): published as an event, and answered once the log has given it back. The order of
 * the log alone decides, so that any number of servers agree on who was first. Rules of SPEC.md.
 */
import { seconds, type DurationMs, type SiteId } from '../../core/units.ts'
import type { CloudEvent } from '../../formats/cloudEvent.ts'
import type { ActMessage, AnswerMessage } from '../../protocol/messages.ts'
import { messageIdOf } from '../feed/write/messageId.ts'
import { floorSubject } from '../feed/broker/streams.ts'
import type { Pipeline } from '../pipeline.ts'
import { findBoard } from '../pipeline/boards.ts'
import type { ActRequest, Acts, Clock, DisplaySocket, EventLog } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { createRateLimit } from '../sockets/rateLimit.ts'
import { actEvent, actTime, type PublishedAct } from './actEvent.ts'
import type { ReadBack } from './readBack.ts'
import { whyNot, whyVoid, type Refusal } from './rules.ts'

export interface ActLimits {
  /** Acts of one display within `rateWindowMs`. */
  readonly maxActs: number
  readonly rateWindowMs: DurationMs
  /** Acts of all displays whose events are not read back yet. */
  readonly maxWaiting: number
  /** An event that was not read back by then is given up; it may turn up later all the same. */
  readonly readBackWithinMs: DurationMs
}

export const DEFAULT_ACT_LIMITS: ActLimits = {
  maxActs: 10,
  rateWindowMs: seconds(10),
  maxWaiting: 1_000,
  readBackWithinMs: seconds(5),
}

export interface ActsOptions {
  readonly log: EventLog
  readonly pipeline: Pick<Pipeline, 'liveSite'>
  readonly readBack: ReadBack
  /** Our events' source, as `readBack` knows it. */
  readonly source: string
  /** Unique among all events of the source, whichever process wrote them. */
  readonly newId: () => string
  readonly clock: Clock
  /** Told of every event the log did not acknowledge. */
  readonly onNotStored: (reason: string) => void
  /** Left out ones are the defaults. */
  readonly limits?: Partial<ActLimits>
}

export interface CountedActs extends Acts {
  /** Acts by their answer: `done`, or why they were refused. */
  readonly counts: Readonly<Record<string, number>>
}

const BOARDS_THAT_CORRECT: ReadonlySet<string> = new Set(['floor', 'lead'])

export function createActs(options: ActsOptions): CountedActs {
  const { log, pipeline, readBack, source, newId, clock, onNotStored } = options
  const limits: ActLimits = { ...DEFAULT_ACT_LIMITS, ...options.limits }
  const isWithinOf = new WeakMap<DisplaySocket, () => boolean>()
  const counts: Record<string, number> = {}

  async function attempt({ display, board: id, by, message }: ActRequest): Promise<Refusal | undefined> {
    if (by === undefined) return { reason: 'who' }
    if (!isWithinRate(display) || readBack.waiting >= limits.maxWaiting) return { reason: 'limit' }
    const board = findBoard(id, () => true)
    if (board === undefined || message.type === 'acknowledge') return { reason: 'unavailable' }
    if (message.type === 'correct' && !BOARDS_THAT_CORRECT.has(board.kind)) return { reason: 'notYours' }
    return carryOut(board.site, message, by)
  }

  async function carryOut(site: SiteId, act: PublishedAct, by: string): Promise<Refusal | undefined> {
    const fold = pipeline.liveSite(site)
    if (fold === undefined) return { reason: 'unavailable' }
    const refusal = whyNot(act, by, fold)
    if (refusal !== undefined) return refusal
    const event = actEvent(act, { id: newId(), source, by, time: actTime(act, fold) })
    const verdict = readBack.expect(event.id, limits.readBackWithinMs, (after) =>
      after.failure === undefined ? { refusal: whyVoid(act, by, after) } : undefined,
    )
    publish(site, event)
    return ((await verdict) ?? { refusal: { reason: 'unavailable' } }).refusal
  }

  /** An event that was not acknowledged may have been stored: only reading it back tells. */
  function publish(site: SiteId, event: CloudEvent): void {
    const entry = {
      subject: floorSubject(site, event.type),
      body: new TextEncoder().encode(JSON.stringify(event)),
      messageId: messageIdOf(site, source, event.id),
    }
    log.append(entry).catch((error: unknown) => onNotStored(messageOf(error)))
  }

  function isWithinRate(display: DisplaySocket): boolean {
    let isWithin = isWithinOf.get(display)
    if (isWithin === undefined) {
      isWithin = createRateLimit(clock, limits.maxActs, limits.rateWindowMs)
      isWithinOf.set(display, isWithin)
    }
    return isWithin()
  }

  return {
    counts,
    async act(request) {
      const refusal = await attempt(request)
      const outcome = refusal?.reason ?? 'done'
      counts[outcome] = (counts[outcome] ?? 0) + 1
      return answerOf(request.message, refusal)
    },
  }
}

function answerOf(message: ActMessage, refusal: Refusal | undefined): AnswerMessage {
  const re = 'escalation' in message ? message.escalation : 'alert' in message ? message.alert : message.contact
  return refusal === undefined ? { type: 'done', re } : { type: 'refused', re, ...refusal }
}
