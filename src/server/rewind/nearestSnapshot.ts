/** The stored snapshot nearest before an instant, cut to one site. */
import { createSite, loadSite, type SiteConfig } from '../../core/site.ts'
import type { SnapshotStore } from '../ports.ts'
import { listSnapshots, type Wanted } from '../snapshots/head.ts'
import { takeUpSnapshot } from '../snapshots/takeUp.ts'
import type { FoldedPart } from './rewoundSite.ts'

export interface NearestOptions {
  readonly store: SnapshotStore
  readonly wanted: Wanted
  readonly config: SiteConfig
  /** One that ends at or before this message saves nothing. */
  readonly after: number
  readonly skipped: (name: string, reason: string) => void
}

/** Undefined when none serves. @throws Error when the store cannot be listed */
export async function nearestSnapshot(options: NearestOptions): Promise<FoldedPart | undefined> {
  const { store, wanted, config, after, skipped } = options
  const useless = new Set(
    (await listSnapshots(store)).filter(({ head }) => (head?.seq ?? 0) <= after).map(({ name }) => name),
  )
  const list = async () => (await store.list()).filter(({ name }) => !useless.has(name))
  let site = createSite(config)
  const taken = await takeUpSnapshot({
    store: { ...store, list },
    wanted,
    use: (dumps) => {
      const dump = Object.hasOwn(dumps, config.site) ? dumps[config.site] : undefined
      // A site that is not in it had sent nothing by then.
      if (dump !== undefined) site = loadSite(config, dump)
    },
    skipped,
  })
  if (taken === undefined) return undefined
  return { dump: site.dump(), seq: taken.head.seq, foldedEarly: [], putOff: [] }
}
