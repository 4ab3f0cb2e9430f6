import type { FloorEvent } from '../../core/events/event.ts'
import { cloudEvent } from '../../formats/cloudEvent.ts'
import type { Outgoing } from './publisher.ts'

/** An event as the publisher takes it. */
export function outgoing(event: FloorEvent): Outgoing {
  const { id, source, type } = event
  return { id, source, type, text: JSON.stringify(cloudEvent(event)) }
}
