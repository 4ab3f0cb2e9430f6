/** What the pipeline says of itself to /metrics and the health page. */
import type { BoardId, SiteId } from '../../core/units.ts'
import type { FeedState } from '../ports.ts'
import type { DeliveryCounts } from './channel.ts'
import type { Channels } from './channels.ts'
import type { SiteFold } from './siteFold.ts'
import type { FoldCounts, Sites } from './sites.ts'

/** Counters are since the start of the process. */
export interface PipelineStatus extends FoldCounts, DeliveryCounts, ReadCounts {
  epoch: string
  linked: boolean
  caughtUp: boolean
  appliedSeq: number
  lastSeq: number
  lagMs?: number
  sites: number
  /** Site → why it failed. */
  failedSites: Record<SiteId, string>
  displays: number
  /** Board → displays and newest revision, of boards that were ever subscribed to. */
  boards: Record<BoardId, { displays: number; revision: number }>
  /** Boards nobody follows whose history was let go before its time. */
  boardsForgotten: number
  /** What the sites hold, by kind, all of them together; their ceilings are a site's. */
  held: Record<string, number>
  /** What they forgot before its time because there was too much, by kind. */
  forgotten: Record<string, number>
  /** Events of sources that were too many for measuring their clocks. */
  unmeasured: number
}

export interface ReadCounts {
  /** How many epochs this process has had. */
  epochs: number
  messages: number
  /** Sequences seen before and not folded again. */
  rereads: number
}

/** The parts of the pipeline that have something to say, at one moment. */
export interface StatusParts extends Pick<PipelineStatus, 'epoch' | 'caughtUp' | 'appliedSeq'> {
  feed: FeedState
  lagMs: number | undefined
  read: ReadCounts
  delivered: DeliveryCounts
  sites: Sites
  channels: Channels
}

export function pipelineStatus(parts: StatusParts): PipelineStatus {
  const { epoch, caughtUp, appliedSeq, feed, lagMs, read, delivered, sites, channels } = parts
  return {
    epoch,
    linked: feed.linked,
    caughtUp,
    appliedSeq,
    lastSeq: feed.lastSeq,
    ...(lagMs === undefined ? {} : { lagMs }),
    ...read,
    ...sites.counts,
    ...delivered,
    rejected: { ...sites.counts.rejected },
    ...siteStatus(sites.all()),
    unmeasured: sites.clocks.unmeasured,
    ...channelStatus(channels),
  }
}

function siteStatus(folds: readonly SiteFold[]): Pick<PipelineStatus, 'sites' | 'failedSites' | 'held' | 'forgotten'> {
  const failed = folds.flatMap(({ site, failure }) => (failure === undefined ? [] : [[site, failure] as const]))
  const sizes = folds.flatMap((fold) => fold.sizes() ?? [])
  return {
    sites: folds.length,
    failedSites: Object.fromEntries(failed),
    held: summed(sizes.map(({ forgotten: _forgotten, ...held }) => held)),
    forgotten: summed(sizes.map(({ forgotten }) => forgotten)),
  }
}

function summed(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const one of all) for (const [kind, n] of Object.entries(one)) sums[kind] = (sums[kind] ?? 0) + n
  return sums
}

function channelStatus(channels: Channels): Pick<PipelineStatus, 'displays' | 'boards' | 'boardsForgotten'> {
  const all = channels.all()
  return {
    displays: all.reduce((sum, channel) => sum + channel.displays, 0),
    boards: Object.fromEntries(all.map(({ board, displays, revision }) => [board.id, { displays, revision }])),
    boardsForgotten: channels.forgotten,
  }
}
