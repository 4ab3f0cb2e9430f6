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

export function cloudEvent({ id, source, type, time, data }: FloorEvent): CloudEvent {
  return { specversion: '1.0', id, source, type, time: toInstant(time), data }
}

/** Why the server would reject the event; undefined when it would not. */
export function whyUnacceptable(event: FloorEvent): string | undefined {
  const decoded = decodeEvent(cloudEvent(event))
  return 'rejected' in decoded ? `${event.type}: ${decoded.detail}` : undefined
}
