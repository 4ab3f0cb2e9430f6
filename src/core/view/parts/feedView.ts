/** The feed as a reader is told: what was damaged, late or doubted, and which sources spoke (F12, F15, F17). */
import { epochMs, toInstant } from '../../units.ts'
import { isForgottenBy } from '../../floor/retention.ts'
import type { BoardFeedView, BoardSourceView } from '../boardView.ts'
import { isSilent } from './agentView.ts'
import type { FeedStatus, FeedView, SourceView } from '../floorView.ts'
import { keyed } from '../keyed.ts'
import { present } from '../present.ts'
import type { Suspects } from './queueNow.ts'
import type { SiteMoment } from '../siteMoment.ts'

const REJECTED = 'rejected '

export function feedView(moment: SiteMoment, status: FeedStatus, suspects: Suspects): FeedView {
  return present<FeedView>({
    live: status.live,
    lagMs: status.lagMs,
    lastEventAt: moment.newest === undefined ? undefined : toInstant(moment.newest),
    ...counters(moment, suspects),
    sources: keyed(rememberedSources(moment), (id) => sourceView(moment, id)),
  })
}

/** The same without what would change while nothing happens (W3). */
export function boardFeedView(moment: SiteMoment, status: FeedStatus, suspects: Suspects): BoardFeedView {
  return {
    live: status.live,
    ...counters(moment, suspects),
    sources: keyed(rememberedSources(moment), (id) => boardSourceView(moment, id)),
  }
}

function counters({ arrivals, orphans }: SiteMoment, suspects: Suspects) {
  const rejected = [...arrivals.keys()].filter((name) => name.startsWith(REJECTED))
  return {
    rejected: keyed(
      rejected.map((name) => name.slice(REJECTED.length)),
      (reason) => arrivals.get(REJECTED + reason),
    ),
    late: arrivals.get('late') ?? 0,
    duplicates: arrivals.get('duplicates') ?? 0,
    skewed: arrivals.get('skewed') ?? 0,
    orphans,
    suspects: { count: suspects.count, contacts: [...suspects.contacts] },
  }
}

/** F16: memory lets go of them a little later. */
function rememberedSources({ sources, newest = epochMs(0) }: SiteMoment): string[] {
  return [...sources].flatMap(([id, { heard }]) =>
    heard === undefined || isForgottenBy(heard.lastAt, newest) ? [] : [id],
  )
}

function sourceView({ sources }: SiteMoment, id: string): SourceView | undefined {
  const source = sources.get(id)
  if (source?.heard === undefined) return undefined
  return present<SourceView>({
    lastEventAt: toInstant(source.heard.lastAt),
    intervalMs: source.heartbeat?.data.intervalMs,
  })
}

function boardSourceView({ sources, asOf }: SiteMoment, id: string): BoardSourceView | undefined {
  const source = sources.get(id)
  if (source?.heard === undefined) return undefined
  const silent = isSilent(source, asOf)
  return present<BoardSourceView>({
    intervalMs: source.heartbeat?.data.intervalMs,
    silent: silent ? true : undefined,
    lastEventAt: silent ? toInstant(source.heard.lastAt) : undefined,
  })
}
