/** Appending to the log, for whoever publishes: ingest, simulator, replay. */
import type { EventLog } from '../../ports.ts'
import { natsPublisher, type Publisher } from './natsPublisher.ts'
import { FLOOR_STREAM } from '../broker/streams.ts'

/**
 * Connects and makes the stream if it is missing. A lost connection is sought again at the next `append`,
 * which fails as long as there is none.
 * @throws BrokerError when no broker answers
 */
export async function connectEventLog(url: string): Promise<EventLog & { close(): Promise<void> }> {
  const publisher = natsPublisher(url)
  await publisher.connect()
  return { ...eventLogOf(publisher), close: () => publisher.close() }
}

/** The log behind a publisher that connects when first needed. */
export function eventLogOf(publisher: Publisher): EventLog {
  return { append: (entry) => publisher.publish({ ...entry, stream: FLOOR_STREAM }) }
}
