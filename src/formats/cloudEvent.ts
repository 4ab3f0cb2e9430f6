/** A floor event as one structured-mode CloudEvent 1.0, ready for JSON (contract part 1). */
import type { EventType, FloorEvent } from '../core/events/event.ts'
import { decodeEvent } from '../core/events/decode.ts'
import { toInstant, type Instant, type SourceId } from '../core/units.ts'

export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: SourceId
  readonly type: EventType
  readonly time: Instant
  readonly data: object
}

/** The end of the year 9999: RFC 3339 can write no later instant. */
const LATEST_MS = 253_402_300_799_999

/** @throws RangeError when the event's time is in no year from 0 to 9999 */
export function cloudEvent({ id, source, type, time, data }: FloorEvent): CloudEvent {
  return { specversion: '1.0', id, source, type, time: toInstant(time), data }
}

/** Why the server would reject the event; undefined when it would not. */
export function whyUnacceptable(event: FloorEvent): string | undefined {
  if (!(event.time >= 0 && event.time <= LATEST_MS))
    return `${event.type}: its time is in none of the years 1970 to 9999`
  const decoded = decodeEvent(cloudEvent(event))
  return 'rejected' in decoded ? `${event.type}: ${decoded.detail}` : undefined
}
