/** Every site as of one message of the log: what a snapshot holds. */
import type { SiteDump } from '../../core/site.ts'
import { epochMs, type EpochMs, type SiteId } from '../../core/units.ts'
import type { LogSpan, ReadUpTo } from '../ports.ts'
import type { SiteFold } from './siteFold.ts'

export interface FoldedLog extends ReadUpTo {
  readonly log: string
  /** No clock and no event in it is later. */
  readonly asOf: EpochMs
  readonly sites: Readonly<Record<SiteId, SiteDump>>
}

/** Undefined when a site has failed. */
export function foldedLog(
  log: LogSpan,
  { seq, storedAt }: ReadUpTo,
  folds: readonly SiteFold[],
): FoldedLog | undefined {
  const sites: Record<SiteId, SiteDump> = {}
  for (const fold of folds) {
    const dump = fold.dump()
    if (dump === undefined) return undefined
    sites[fold.site] = dump
  }
  const asOf = epochMs(Math.max(...Object.values(sites).map((site) => site.asOf)))
  return { log: log.created, seq, storedAt, asOf, sites }
}
