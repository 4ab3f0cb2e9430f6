/** Logs that are hard to look back into, and what `snapshot` would say of them. */
import { decodeText, type Decoded } from '../../../src/core/events/decode.ts'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { createSite, type SiteConfig } from '../../../src/core/site.ts'
import { foldUpTo } from '../../../src/core/site/lookBack.ts'
import { epochMs, later, seconds, type EpochMs } from '../../../src/core/units.ts'
import { cloudEvent } from '../../../src/formats/cloudEvent.ts'
import type { Clock, LoggedMessage } from '../../../src/server/ports.ts'
import { createRebuilds } from '../../../src/server/rewind/rebuilds.ts'
import type { WorkerSettings } from '../../../src/server/rewind/jobs.ts'
import { checksum, packSites } from '../../../src/server/snapshots/content.ts'
import { OURS, settingsFingerprint, type SnapshotHead } from '../../../src/server/snapshots/head.ts'
import { disorder } from '../../../src/simulation/disorder.ts'
import { simulateCentre } from '../../../src/simulation/simulateCentre.ts'
import { memoryLog, type MemoryLog } from '../../support/memoryLog.ts'
import { memorySnapshots, type MemorySnapshots } from '../../support/memorySnapshots.ts'
import { silentLog } from '../../support/silentLog.ts'

export const CONFIG: SiteConfig = { site: 'main', zone: 'America/New_York' }
/** An hour before a midnight in New York. */
export const START = epochMs(Date.parse('2026-03-02T04:00:00.000Z'))

export interface PastLogOptions {
  readonly seed: number
  readonly events?: number
  readonly maxDelayMs?: number
  readonly duplicateRatio?: number
  /** Every so manieth message is no event; 0: none. */
  readonly noEventEvery?: number
  /** Every so manieth identity comes again with another time; 0: none. */
  readonly otherTimeEvery?: number
}

/** A disordered night, stored when it arrived. */
export function pastLog(options: PastLogOptions): MemoryLog {
  const { seed, events = 2_000, maxDelayMs = 0, duplicateRatio = 0, noEventEvery = 0, otherTimeEvery = 0 } = options
  const log = memoryLog()
  let n = 0
  let storedAt = START
  for (const event of disorder(first(events, seed), { seed, maxDelayMs, duplicateRatio })) {
    n += 1
    storedAt = epochMs(Math.max(storedAt, event.time))
    log.append(JSON.stringify(cloudEvent(event)), storedAt)
    if (noEventEvery > 0 && n % noEventEvery === 0) log.append('{', storedAt)
    if (otherTimeEvery > 0 && n % otherTimeEvery === 0) {
      const time = later(event.time, seconds(n % 2 === 0 ? 5_000 : -300))
      log.append(JSON.stringify(cloudEvent({ ...event, time })), storedAt)
    }
  }
  return log
}

function first(count: number, seed: number): FloorEvent[] {
  const events: FloorEvent[] = []
  for (const event of simulateCentre({ seed, startAt: START, agents: 12, queues: 4, rate: 300 })) {
    events.push(event)
    if (events.length === count) break
  }
  return events
}

const settings = (clockMode: 'wall' | 'events'): WorkerSettings => ({ natsUrl: '', sites: { main: CONFIG }, clockMode })

/** A worker's work, in this thread. */
export function rebuildsOf(
  log: MemoryLog,
  clockMode: 'wall' | 'events',
  { store = memorySnapshots(), clock = { now: () => epochMs(0) } }: { store?: MemorySnapshots; clock?: Clock } = {},
) {
  return createRebuilds({ settings: settings(clockMode), clock, log: silentLog, reader: log, store })
}

const decoder = new TextDecoder()
const decodedOf = new Map<LoggedMessage, Decoded>()

function decodedMessage(message: LoggedMessage): Decoded {
  const decoded = decodedOf.get(message) ?? decodeText(decoder.decode(message.body))
  decodedOf.set(message, decoded)
  return decoded
}

/** What `snapshot` folds of the same messages. */
export function folded(log: MemoryLog, at: EpochMs, clockMode: 'wall' | 'events') {
  const site = createSite(CONFIG)
  for (const message of log.messages)
    if (foldUpTo(site, at, decodedMessage(message), clockMode === 'wall' ? message.storedAt : undefined)) break
  site.advanceTo(at)
  return site
}

/** The floor view without what N13 excepts. */
export function lastingText(text: string): string {
  const { appliedSeq: _, ...view } = JSON.parse(text) as { appliedSeq?: number }
  return JSON.stringify(view)
}

export function expectedText(log: MemoryLog, at: EpochMs, clockMode: 'wall' | 'events'): string {
  return lastingText(JSON.stringify(folded(log, at, clockMode).floorView({ live: false, appliedSeq: 0 })))
}

/** Stores the site as the live fold would hold it after message `seq`. */
export async function storeAt(store: MemorySnapshots, log: MemoryLog, seq: number, clockMode: 'wall' | 'events') {
  const site = createSite(CONFIG)
  let last: EpochMs = START
  for (const message of log.messages.filter((one) => one.seq <= seq)) {
    const { storedAt } = message
    const decoded = decodedMessage(message)
    if ('rejected' in decoded) site.reject(decoded.rejected)
    else site.apply(decoded.event, clockMode === 'wall' ? storedAt : undefined)
    last = storedAt
  }
  const content = await packSites({ main: site.dump() })
  const head: SnapshotHead = {
    ...OURS,
    log: log.created,
    seq,
    storedAt: last,
    asOf: site.asOf,
    settings: settingsFingerprint({ main: CONFIG }, clockMode),
    sha256: checksum(content),
  }
  await store.write({ name: String(seq), head: JSON.stringify(head), content })
}
