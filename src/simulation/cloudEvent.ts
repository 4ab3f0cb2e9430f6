/** A simulated event in the form it travels in: CloudEvents 1.0, structured mode. */
import type { FloorEvent } from '../core/events/event.ts'
import { toInstant, type Instant } from '../core/units.ts'

export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: Instant
  readonly data: object
}

export function toCloudEvent({ id, source, type, time, data }: FloorEvent): CloudEvent {
  return { specversion: '1.0', id, source, type, time: toInstant(time), data }
}

/** One line of NDJSON, without its end. */
export function eventLine(event: FloorEvent): string {
  return JSON.stringify(toCloudEvent(event))
}
