/**
 * Reads the log ahead of what is shown: up to an hour beyond an instant something may arrive that happened before it
 * (N15). What arrives in order is passed over; the odd messages are kept, each with what it was judged by.
 */
import type { FloorEvent } from '../../core/events/event.ts'
import { Admission, type AdmissionDump, type Admitted } from '../../core/floor/door/admission.ts'
import { believedTime } from '../../core/floor/door/admission.ts'
import { readUntil } from '../../core/site/lookBack.ts'
import type { EpochMs } from '../../core/units.ts'
import type { LogPart } from '../ports.ts'
import type { Deadline } from './deadline.ts'
import { RebuildFailed } from './jobs.ts'
import type { ReadSiteMessage, SiteMessage } from './siteMessages.ts'

/** A message that what was read before it had overtaken, or that was no event. */
export interface OddMessage extends SiteMessage {
  readonly outcome: Admitted['outcome'] | 'rejected'
  /** When it happened, as far as that is believed; undefined of what is no event. */
  readonly time: EpochMs | undefined
  /** The newest event time read before it. */
  readonly newestBefore: EpochMs
  /** What it was judged by, as far as it was read here: the newest of the site and of its source, and what it repeats. */
  readonly judgedBy: readonly FloorEvent[]
  /** When what it repeats happened. */
  readonly repeats: EpochMs | undefined
}

/** More would be a log without any order, and a hundred megabytes of it. */
export const MAX_ODD_MESSAGES = 100_000

export interface LookAhead {
  /** Reads until whatever happened up to `at` would be late, or the log ends. @throws RebuildFailed */
  readFor(at: EpochMs, deadline: Deadline): Promise<void>
  /** The last message read. */
  readonly readTo: number
  oddMessage(seq: number): OddMessage | undefined
  /** What arrived after message `seq` and belongs to the site as of `at`, in stream order; what came before is let go. */
  oddMessages(seq: number, at: EpochMs): OddMessage[]
}

export interface LookAheadOptions {
  readonly part: LogPart
  readonly readMessage: ReadSiteMessage
  /** What was admitted before. */
  readonly admitted?: AdmissionDump | undefined
}

export function createLookAhead({ part, readMessage, admitted }: LookAheadOptions): LookAhead {
  const admission = new Admission()
  const newestOf = new Map<string, FloorEvent>()
  let newest: FloorEvent | undefined
  const odd = new Map<number, OddMessage>()
  let readTo = 0
  if (admitted !== undefined) admission.load(admitted)

  function keep(message: OddMessage): void {
    if (odd.size >= MAX_ODD_MESSAGES)
      throw new RebuildFailed(503, `over ${MAX_ODD_MESSAGES} messages of the log are out of order here`)
    odd.set(message.seq, message)
  }

  function look(message: SiteMessage): void {
    const { decoded, storedAt } = message
    const newestBefore = admission.newest
    if ('rejected' in decoded) {
      if (newestBefore === undefined) return
      const judgedBy = newest === undefined ? [] : [newest]
      return keep({ ...message, outcome: 'rejected', time: undefined, repeats: undefined, newestBefore, judgedBy })
    }
    const { event } = decoded
    const time = believedTime(event, storedAt)
    const repeats = identityTime(admission, event)
    const { outcome } = admission.admit(event, storedAt)
    if (newestBefore !== undefined && (outcome !== 'folded' || time < newestBefore)) {
      const first = repeats === undefined ? undefined : { ...event, time: repeats }
      const judgedBy = [newest, newestOf.get(event.source), first].filter((one) => one !== undefined)
      keep({ ...message, outcome, time, newestBefore, judgedBy, repeats })
    }
    if (outcome === 'folded') see(time === event.time ? event : { ...event, time })
  }

  function see(event: FloorEvent): void {
    if (newest === undefined || event.time > newest.time) newest = event
    const own = newestOf.get(event.source)
    if (own === undefined || event.time > own.time) newestOf.set(event.source, event)
  }

  return {
    async readFor(at, deadline) {
      while (admission.newest === undefined || admission.newest <= readUntil(at)) {
        deadline.check()
        const messages = await part.next()
        if (messages.length === 0) return
        for (const message of messages) {
          look(readMessage(message))
          readTo = message.seq
        }
      }
    },
    get readTo() {
      return readTo
    },
    oddMessage: (seq) => odd.get(seq),
    oddMessages(seq, at) {
      for (const passed of odd.keys()) if (passed <= seq) odd.delete(passed)
      return [...odd.values()].filter(
        ({ time, newestBefore }) => newestBefore <= readUntil(at) && (time === undefined || time <= at),
      )
    },
  }
}

function identityTime({ sources }: Admission, { source, id }: FloorEvent): EpochMs | undefined {
  return sources.get(source)?.identities.timeOf(id)
}
