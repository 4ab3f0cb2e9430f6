/** What the start page lists: every site and its boards. */
import type { SiteConfig } from '../../core/site.ts'
import type { SiteId } from '../../core/units.ts'
import type { Pipeline } from '../pipeline.ts'
import type { FloorDirectory, SiteSummary } from './handOver.ts'

export function floorDirectory(pipeline: Pipeline, configured: Readonly<Record<SiteId, SiteConfig>>): FloorDirectory {
  return () => {
    const { failedSites } = pipeline.status()
    const boards = pipeline.boards()
    return pipeline.sites().map((site): SiteSummary => {
      // A site that has failed shows nothing, but is listed: its boards say so.
      const feed = Object.hasOwn(failedSites, site) ? undefined : pipeline.floorView(site)?.feed
      return {
        site,
        zone: configured[site]?.zone ?? 'UTC',
        live: feed?.live ?? false,
        ...(feed?.lastEventAt === undefined ? {} : { lastEventAt: feed.lastEventAt }),
        boards: boards
          .filter((board) => board.site === site)
          .map(({ id, kind, name }) => ({ id, kind, name, href: `/board/${id}` })),
      }
    })
  }
}
