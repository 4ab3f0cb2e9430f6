/** The stored snapshot nearest before an instant, cut to one site. */
import { createSite, type SiteConfig, type SiteDump } from '../../core/site.ts'
import type { SnapshotStore } from '../ports.ts'
import type { Wanted } from '../snapshots/head.ts'
import { takeUpSnapshot } from '../snapshots/takeUp.ts'
import type { FoldedPart } from './rewoundSite.ts'

export interface NearestOptions {
  readonly store: SnapshotStore
  readonly wanted: Wanted
  readonly config: SiteConfig
  readonly skipped: (name: string, reason: string) => void
}

/** Undefined when none serves. @throws Error when the store cannot be listed */
export async function nearestSnapshot({ config, ...options }: NearestOptions): Promise<FoldedPart | undefined> {
  let dump: SiteDump | undefined
  const taken = await takeUpSnapshot({
    ...options,
    use: (dumps) => (dump = Object.hasOwn(dumps, config.site) ? dumps[config.site] : undefined),
  })
  if (taken === undefined) return undefined
  // A site that is not in it had sent nothing by then.
  return { dump: dump ?? createSite(config).dump(), seq: taken.head.seq, foldedEarly: [], putOff: [] }
}
