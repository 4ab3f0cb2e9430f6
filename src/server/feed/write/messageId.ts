/** The broker's name for an event, under which it stores it once however often it is sent. */
import { createHash } from 'node:crypto'

/** Events of two sites are two events, even where their senders call them the same. */
export function messageIdOf(site: string, source: string, id: string): string {
  return createHash('sha256')
    .update(JSON.stringify([site, source, id]))
    .digest('base64url')
}
