/** The log in a file, folded up to an instant: the same core as the server's, no NATS, no clock (N15). */
import { createSite, type Site, type SiteConfig } from '../core/site.ts'
import { decodeText, MAX_EVENT_BYTES, type Decoded } from '../core/events/decode.ts'
import { type EpochMs, type SiteId } from '../core/units.ts'
import { SITE_GRACE } from '../core/floor/retention.ts'
import type { FloorView } from '../core/view/floorView.ts'
import { readSites } from '../server/config.ts'
import { inputText, linesOf } from './convertInput.ts'

export interface SnapshotOptions {
  /** A file, or - for standard input. */
  readonly events: string
  readonly at: EpochMs
  readonly site: SiteId
  readonly config?: string
}

/** F15: how far ahead of its storing an event's time is believed. */
const MAX_AHEAD_MS = 2000

/** @throws Error when the file or the config cannot be read */
export async function runSnapshot({ events, at, site, config }: SnapshotOptions): Promise<FloorView> {
  const fold = createSite(siteConfig(site, config))
  let appliedSeq = 0
  for await (const line of linesOf(textOf(events))) {
    if (line.trim() === '') continue
    appliedSeq += 1
    const readUpTo = foldLine(fold, line, at)
    // From here on, whatever happened up to `at` would be late.
    if (readUpTo !== undefined && readUpTo - at > SITE_GRACE) break
  }
  fold.advanceTo(at)
  return fold.floorView({ live: false, appliedSeq })
}

async function* textOf(file: string): AsyncGenerator<string> {
  try {
    yield* inputText(file)
  } catch (error) {
    throw new Error(`cannot read ${file} (${(error as Error).message}); give --events a file of NDJSON events, or -`, {
      cause: error,
    })
  }
}

/** The instant of an event after `at` that counts for lateness; undefined for any other line. */
function foldLine(fold: Site, line: string, at: EpochMs): EpochMs | undefined {
  const decoded = decode(line)
  if ('rejected' in decoded) {
    fold.reject(decoded.rejected)
    return undefined
  }
  const { event, streamTime } = decoded
  const eventAt = streamTime !== undefined && event.time - streamTime > MAX_AHEAD_MS ? streamTime : event.time
  if (eventAt > at) return fold.observe(event, streamTime) ? eventAt : undefined
  fold.apply(event, streamTime)
  return undefined
}

function decode(line: string): Decoded {
  const bytes = Buffer.byteLength(line)
  if (bytes > MAX_EVENT_BYTES) return { rejected: 'tooLarge', detail: `${bytes} bytes, more than ${MAX_EVENT_BYTES}` }
  return decodeText(line)
}

function siteConfig(site: SiteId, file: string | undefined): SiteConfig {
  return (file === undefined ? undefined : readSites(file)[site]) ?? { site }
}
