/** The log in a file, folded up to an instant: the same core as the server's, no NATS, no clock (N15). */
import { createSite, type SiteConfig } from '../../core/site.ts'
import { decodeText, MAX_EVENT_BYTES, type Decoded } from '../../core/events/decode.ts'
import { foldUpTo } from '../../core/site/lookBack.ts'
import { type EpochMs, type SiteId } from '../../core/units.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import { readSites } from '../../server/config.ts'
import { inputText, linesOf } from '../text/convertInput.ts'

export interface SnapshotOptions {
  /** A file, or - for standard input. */
  readonly events: string
  readonly at: EpochMs
  readonly site: SiteId
  readonly config?: string
}

/** @throws Error when the file or the config cannot be read */
export async function runSnapshot({ events, at, site, config }: SnapshotOptions): Promise<FloorView> {
  const fold = createSite(siteConfig(site, config))
  let appliedSeq = 0
  for await (const line of linesOf(textOf(events))) {
    if (line.trim() === '') continue
    appliedSeq += 1
    const decoded = decode(line)
    if (foldUpTo(fold, at, decoded, 'event' in decoded ? decoded.streamTime : undefined)) break
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

function decode(line: string): Decoded {
  const bytes = Buffer.byteLength(line)
  if (bytes > MAX_EVENT_BYTES) return { rejected: 'tooLarge', detail: `${bytes} bytes, more than ${MAX_EVENT_BYTES}` }
  return decodeText(line)
}

function siteConfig(site: SiteId, file: string | undefined): SiteConfig {
  return (file === undefined ? undefined : readSites(file)[site]) ?? { site }
}
