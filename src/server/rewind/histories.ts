/** Histories of sites, and the next breach after an instant: one walk through the log serves both, and is gone on with. */
import { later, minutes, toInstant, type EpochMs, type SiteId } from '../../core/units.ts'
import type { HistoryView, NextBreachView } from '../../core/view/historyView.ts'
import type { Clock, LogReader } from '../ports.ts'
import { deadlineFrom, type Deadline } from './deadline.ts'
import { firstEventTime } from './firstEvent.ts'
import { RebuildFailed, type WorkerSettings } from './jobs.ts'
import { isHeldBy, type RewoundSites } from './rewoundSites.ts'
import { siteMessageReader } from './siteMessages.ts'
import { MAX_HISTORY, SiteScan } from './siteScan.ts'

/** Walks kept for going on with, over all sites. */
export const MAX_SCANS = 3
/** A breach this old is not taken back any more by what comes out of order within its source's grace. */
const CERTAIN_AFTER = minutes(15)
const LOOK_ON_BY = minutes(30)

export interface HistoriesOptions {
  readonly sites: RewoundSites
  readonly reader: LogReader
  readonly clock: Clock
  readonly settings: WorkerSettings
}

export interface Histories {
  /** @throws RebuildFailed */
  history(site: SiteId, from: EpochMs, to: EpochMs): Promise<HistoryView>
  /** @throws RebuildFailed */
  breachAfter(site: SiteId, after: EpochMs, now: EpochMs): Promise<NextBreachView>
}

export function createHistories({ sites, reader, clock, settings }: HistoriesOptions): Histories {
  const readMessage = siteMessageReader(settings.clockMode)
  let scans: { readonly site: SiteId; readonly created: string; readonly scan: SiteScan }[] = []

  async function scanFrom(site: SiteId, from: EpochMs): Promise<SiteScan> {
    const span = await sites.log()
    const { created } = span
    scans = scans.filter((one) => one.created === created && isHeldBy(span, one.scan))
    const known = scans.find((one) => one.site === site && one.scan.from <= from)
    const config = settings.sites[site] ?? { site }
    const scan = known?.scan ?? new SiteScan(await sites.before(site, from), { config, reader, readMessage, from })
    scans = [...scans.filter((one) => one.scan !== scan), { site, created, scan }].slice(-MAX_SCANS)
    return scan
  }

  /** A walk whose time was up is gone on with when asked again; after any other failure it begins anew. */
  async function walk(scan: SiteScan, to: EpochMs, deadline: Deadline): Promise<void> {
    try {
      await scan.scanTo(to, deadline)
    } catch (error) {
      if (!(error instanceof RebuildFailed)) scans = scans.filter((one) => one.scan !== scan)
      throw error
    }
  }

  return {
    async history(site, from, to) {
      const scan = await scanFrom(site, from)
      await walk(scan, to, deadlineFrom(clock))
      return scan.history(from, to)
    },
    async breachAfter(site, after, now) {
      const deadline = deadlineFrom(clock)
      const first = (await firstEventTime(reader, readMessage, site, await sites.log())) ?? now
      const from = after > first ? after : earliest(first, now)
      const scan = await scanFrom(site, from)
      const end = earliest(later(from, MAX_HISTORY), now)
      let until = from
      while (until < end) {
        until = earliest(later(until, LOOK_ON_BY), end)
        await walk(scan, until, deadline)
        const next = scan.breachesAfter(after).find(({ at }) => at <= until)
        if (next !== undefined && (until === end || until - next.at >= CERTAIN_AFTER))
          return { site, after: toInstant(after), until: toInstant(until), at: toInstant(next.at), queue: next.queue }
      }
      return { site, after: toInstant(after), until: toInstant(until) }
    },
  }
}

function earliest(a: EpochMs, b: EpochMs): EpochMs {
  return a < b ? a : b
}
