/** A log that lies in memory: messages of sites, in order, read back part by part. */
import type { EpochMs } from '../../src/core/units.ts'
import { epochMs } from '../../src/core/units.ts'
import type { LoggedMessage, LogReader } from '../../src/server/ports.ts'

export interface MemoryLog extends LogReader {
  readonly messages: LoggedMessage[]
  /** Appends a body; its sequence. */
  append(body: string, storedAt?: EpochMs, site?: string): number
  /** Drops the oldest, as a log does when they have aged out. */
  dropBefore(seq: number): void
  created: string
}

/** Messages of a part come so many at a time. */
const BATCH = 7

export function memoryLog(): MemoryLog {
  const messages: LoggedMessage[] = []
  let last = 0
  const log: MemoryLog = {
    messages,
    created: '2026-03-01T00:00:00.000Z',
    append(body, storedAt = epochMs(0), site = 'main') {
      last += 1
      const bytes = new TextEncoder().encode(body)
      messages.push({ seq: last, storedAt, subject: `floor.${site}.x`, headers: new Map(), body: bytes })
      return last
    },
    dropBefore(seq) {
      messages.splice(0, messages.filter((message) => message.seq < seq).length)
    },
    span: () =>
      Promise.resolve({
        created: log.created,
        firstSeq: messages[0]?.seq ?? last + 1,
        firstStoredAt: messages[0]?.storedAt,
        lastSeq: last,
        storedAt: (seq: number) => Promise.resolve(messages.find((message) => message.seq === seq)?.storedAt),
      }),
    read({ site, seq }) {
      let next = seq
      return {
        next() {
          const wanted = ({ seq: of, subject }: LoggedMessage) => of >= next && subject.startsWith(`floor.${site}.`)
          const batch = messages.filter(wanted).slice(0, BATCH)
          next = (batch.at(-1)?.seq ?? next - 1) + 1
          return Promise.resolve(batch)
        },
      }
    },
    close: () => Promise.resolve(),
  }
  return log
}
