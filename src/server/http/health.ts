/** How the server and its sources are, in one answer; /readyz asks the same function. */
import { parseInstant, toInstant, type EpochMs, type SiteId } from '../../core/units.ts'
import { silenceLimitMs } from '../../core/view/parts/agentView.ts'
import type { FloorView, SourceView } from '../../core/view/floorView.ts'
import type {
  DisplaysHealth,
  FeedHealth,
  HealthView,
  SiteFigures,
  SiteHealth,
  SnapshotsHealth,
  SourceHealth,
} from '../../core/view/healthView.ts'
import type { FailureBook } from '../failures.ts'
import { withoutCredentials } from '../feed/broker/natsConnect.ts'
import type { NatsFeed } from '../feed/read/natsFeed.ts'
import type { NatsRejections } from '../feed/write/natsRejections.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Readiness } from '../pipeline/liveness.ts'
import type { PipelineStatus } from '../pipeline/status.ts'
import { clockState } from '../pipeline/sourceClocks.ts'
import type { Clock } from '../ports.ts'
import type { LogSnapshots, SnapshotStatus } from '../snapshots/logSnapshots.ts'
import type { Live } from '../sockets/attachLive.ts'
import { VERSION } from '../version.ts'

export interface HealthSources {
  readonly pipeline: Pick<Pipeline, 'ready' | 'status' | 'sites' | 'floorView' | 'sourceClocks'>
  readonly feed: Pick<NatsFeed, 'state' | 'counts'>
  readonly rejections: Pick<NatsRejections, 'counts'>
  readonly snapshots: Pick<LogSnapshots, 'status'>
  readonly live: () => ReturnType<Live['status']>
  readonly failures: Pick<FailureBook, 'counts'>
  readonly clock: Clock
  readonly startedAt: EpochMs
  readonly natsUrl: string
}

export interface HealthReport {
  /** Whether the figures are now's: all that /readyz says. */
  readiness(): Readiness
  view(): HealthView
}

export function createHealth(sources: HealthSources): HealthReport {
  const { pipeline, clock } = sources
  const readiness = () => pipeline.ready()

  return {
    readiness,
    view() {
      const status = pipeline.status()
      return {
        ...advised(readiness()),
        version: VERSION,
        startedAt: toInstant(sources.startedAt),
        serverNow: toInstant(clock.now()),
        feed: feedHealth(sources, status),
        sites: pipeline.sites().map((site) => siteHealth(pipeline, site, status)),
        displays: displaysHealth(sources.live(), status),
        rejected: status.rejected,
        failures: { ...sources.failures.counts },
        storage: {
          rejectionCopies: { ...sources.rejections.counts() },
          snapshots: snapshotsHealth(sources.snapshots.status()),
        },
      }
    },
  }
}

const ADVICE = {
  link: 'Walls hatch their figures and come back by themselves. See that the NATS server runs, with JetStream, and that this machine reaches it; events wait in the log and are not lost while it keeps them.',
  catchingUp:
    'The log is being read; walls come back by themselves when it is read to its end. Nothing to do, unless the number read stands still for a minute: then look at the log of this server. Messages that arrive late, again and again: the wire to the NATS server is too thin for what is published.',
} as const

function advised(readiness: Readiness): Pick<HealthView, 'ready' | 'lacks' | 'reason' | 'advice'> {
  return readiness.lacks === undefined ? { ...readiness } : { ...readiness, advice: ADVICE[readiness.lacks] }
}

function feedHealth({ feed, natsUrl }: HealthSources, status: PipelineStatus): FeedHealth {
  const { linked, linkedSince, lastSignAt } = feed.state()
  const { links, losses } = feed.counts()
  const since = linked ? linkedSince : lastSignAt
  const { appliedSeq, lastSeq, epoch, epochs, messages, rereads, lagMs } = status
  return {
    server: withoutCredentials(natsUrl),
    linked,
    ...(since === undefined ? {} : { since: toInstant(since) }),
    ...(lagMs === undefined ? {} : { lagMs }),
    appliedSeq,
    lastSeq,
    epoch,
    epochs,
    links,
    losses: { ...losses },
    messages,
    rereads,
  }
}

function snapshotsHealth({ stored, failed, isFailing, last, startedFrom }: SnapshotStatus): SnapshotsHealth {
  return {
    stored,
    failed,
    failing: isFailing,
    ...(last === undefined ? {} : { last: { at: toInstant(last.at), seq: last.seq, bytes: last.bytes } }),
    ...(startedFrom === undefined ? {} : { startedFrom }),
  }
}

type Asked = HealthSources['pipeline']

function siteHealth(pipeline: Asked, site: SiteId, { failedSites }: PipelineStatus): SiteHealth {
  const failure = Object.hasOwn(failedSites, site) ? failedSites[site] : undefined
  const view = failure === undefined ? pipeline.floorView(site) : undefined
  if (view === undefined) return { site, zone: 'UTC', ...(failure === undefined ? {} : { failure }) }
  return { site, zone: view.zone, figures: siteFigures(view, pipeline.sourceClocks(site)) }
}

function siteFigures({ asOf, countsSince, feed }: FloorView, delays: ReadonlyMap<string, number>): SiteFigures {
  const { lastEventAt, rejected, late, duplicates, skewed, orphans, suspects, sources } = feed
  const at = parseInstant(asOf)
  return {
    asOf,
    ...(lastEventAt === undefined ? {} : { lastEventAt }),
    ...(countsSince === undefined ? {} : { countsSince }),
    sources: Object.entries(sources).map(([source, said]) => ({
      source,
      ...heard(said, at),
      ...clockOf(delays.get(source)),
    })),
    rejected,
    late,
    duplicates,
    skewed,
    orphans,
    suspects: suspects.count,
  }
}

function heard({ lastEventAt, intervalMs }: SourceView, asOf: EpochMs | undefined): Omit<SourceHealth, 'source'> {
  const at = parseInstant(lastEventAt)
  if (intervalMs === undefined || at === undefined || asOf === undefined) return { lastEventAt }
  const limitMs = silenceLimitMs(intervalMs)
  return asOf - at > limitMs ? { lastEventAt, limitMs, silent: true } : { lastEventAt, limitMs }
}

function clockOf(leastDelayMs: number | undefined): Pick<SourceHealth, 'leastDelayMs' | 'clock'> {
  return leastDelayMs === undefined ? {} : { leastDelayMs, clock: clockState(leastDelayMs) }
}

function displaysHealth(
  live: ReturnType<Live['status']>,
  { displays, boards, slowClosed }: PipelineStatus,
): DisplaysHealth {
  const followed = Object.entries(boards).filter(([, board]) => board.displays > 0)
  return {
    connected: displays,
    sockets: live.connections,
    boards: Object.fromEntries(followed.map(([id, board]) => [id, board.displays])),
    slowClosed,
    refused: live.refused,
  }
}
