/** A file of NDJSON events read as a log: one line a message, in file order, from sequence 1. */
import { createReadStream } from 'node:fs'
import { epochMs } from '../../core/units.ts'
import type { EventFeed, FeedHandlers, FeedState, LoggedMessage } from '../ports.ts'
import { decodeMessage } from './decodeMessage.ts'
import { linesOf } from './lines.ts'

export interface FileFeedOptions {
  readonly file: string
  /** Whose events they are; `main` when left out. */
  readonly site?: string
}

/** Reads the file once from `start` on; linked from the first line, and for good. */
export function fileFeed({ file, site = 'main' }: FileFeedOptions): EventFeed {
  let state: FeedState = { linked: false, lastSeq: 0, reason: 'not started' }
  let stopped = false
  let reading: Promise<void> | undefined

  async function read(handlers: FeedHandlers): Promise<void> {
    for await (const { number, text } of linesOf(createReadStream(file))) {
      if (stopped) return
      state = { linked: true, lastSeq: number }
      handlers.message(decodeMessage(messageOf(number, text, site)))
    }
    state = { linked: true, lastSeq: state.lastSeq }
  }

  return {
    start: (handlers) => {
      stopped = false
      reading = read(handlers).catch((error: Error) => {
        state = { linked: false, lastSeq: state.lastSeq, reason: error.message }
      })
      return Promise.resolve()
    },
    stop: async () => {
      stopped = true
      await reading
    },
    state: () => state,
  }
}

const encoder = new TextEncoder()
const NO_HEADERS: ReadonlyMap<string, string> = new Map()
/** A file does not say when its lines were stored; nothing reads it where nothing is clamped. */
const UNKNOWN = epochMs(0)

function messageOf(seq: number, text: string, site: string): LoggedMessage {
  return { seq, storedAt: UNKNOWN, subject: `floor.${site}.line`, headers: NO_HEADERS, body: encoder.encode(text) }
}
