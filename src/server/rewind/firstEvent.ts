/** Where a site's log begins. */
import { believedTime } from '../../core/floor/door/admission.ts'
import type { EpochMs, SiteId } from '../../core/units.ts'
import type { LogReader, LogSpan } from '../ports.ts'
import { createMessageQueue, type ReadSiteMessage } from './siteMessages.ts'

/** When the first event of the site happened that the log still holds; undefined when it holds none. */
export async function firstEventTime(
  reader: LogReader,
  readMessage: ReadSiteMessage,
  site: SiteId,
  { firstSeq }: LogSpan,
): Promise<EpochMs | undefined> {
  const queue = createMessageQueue(reader.read({ site, seq: firstSeq, isBeginning: true }), readMessage)
  for (let message = await queue.peek(); message !== undefined; message = await queue.peek()) {
    if ('event' in message.decoded) return believedTime(message.decoded.event, message.storedAt)
    queue.take()
  }
  return undefined
}
