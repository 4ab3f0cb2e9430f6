/** The log in a file, folded up to an instant: the same core as the server's, no NATS, no clock (N15). */
import { createSite } from '../../core/site.ts'
import { foldUpTo } from '../../core/site/lookBack.ts'
import type { EpochMs, SiteId } from '../../core/units.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import { decodedLines, siteConfig } from '../text/offlineInput.ts'

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
  for await (const decoded of decodedLines(events)) {
    appliedSeq += 1
    if (foldUpTo(fold, at, decoded, 'event' in decoded ? decoded.streamTime : undefined)) break
  }
  fold.advanceTo(at)
  return fold.floorView({ live: false, appliedSeq })
}
