/** Messages of one site, decoded as the live fold does. */
import type { Decoded } from '../../core/events/decode.ts'
import type { EpochMs } from '../../core/units.ts'
import { decodeMessage } from '../feed/read/decodeMessage.ts'
import type { LoggedMessage, LogPart } from '../ports.ts'

export interface SiteMessage {
  readonly seq: number
  readonly decoded: Decoded
  /** Undefined with the clock of the events: then nothing is clamped. */
  readonly storedAt: EpochMs | undefined
}

export type ReadSiteMessage = (message: LoggedMessage) => SiteMessage

export function siteMessageReader(clockMode: 'wall' | 'events'): ReadSiteMessage {
  return (message) => {
    const decoded = decodeMessage(message)
    if (decoded.site === undefined) throw new Error(`${decoded.detail} is not of the site that was asked for`)
    const storedAt = clockMode === 'wall' ? message.storedAt : undefined
    return { seq: message.seq, decoded, storedAt }
  }
}

/** One message after another, as far as the log reaches. */
export interface MessageQueue {
  /** The next message, without taking it; undefined at the log's end. */
  peek(): Promise<SiteMessage | undefined>
  /** Takes the one that was peeked at. */
  take(): void
}

export function createMessageQueue(part: LogPart, readMessage: ReadSiteMessage): MessageQueue {
  let messages: readonly LoggedMessage[] = []
  let taken = 0
  let next: SiteMessage | undefined
  return {
    async peek() {
      if (next !== undefined) return next
      if (taken === messages.length) {
        messages = await part.next()
        taken = 0
      }
      const message = messages[taken]
      return (next = message && readMessage(message))
    },
    take() {
      taken += 1
      next = undefined
    },
  }
}
