/** /metrics: what the parts of the server count, as Prometheus text. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { CountedActs } from '../acts/acts.ts'
import type { NatsFeed } from '../feed/read/natsFeed.ts'
import type { NatsRejections } from '../feed/write/natsRejections.ts'
import type { FailureBook } from '../failures.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Live } from '../sockets/attachLive.ts'
import type { LaneCounts } from '../rewind/lane.ts'
import type { Rewind } from '../rewind/rewind.ts'
import type { LogSnapshots } from '../snapshots/logSnapshots.ts'
import type { Door } from './door.ts'
import type { IngestCounts } from './ingest.ts'

export interface MetricSources {
  readonly pipeline: Pick<Pipeline, 'status' | 'sites' | 'sourceClocks'>
  readonly feed: Pick<NatsFeed, 'counts'>
  readonly rejections: Pick<NatsRejections, 'counts'>
  readonly snapshots: Pick<LogSnapshots, 'status'>
  readonly rewind: Pick<Rewind, 'counts'>
  readonly live: () => ReturnType<Live['status']>
  readonly ingest: IngestCounts
  readonly door: Pick<Door, 'refused'>
  /** Connections closed before a request, by node's name of the error. */
  readonly malformed: Readonly<Record<string, number>>
  readonly acts: Pick<CountedActs, 'counts'>
  readonly failures: Pick<FailureBook, 'counts'>
  readonly lostLogLines: () => number
}

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
}

/** What the parts say of themselves at one scrape. Each is asked once: the pipeline sums over all sites and boards. */
type Scrape = ReturnType<typeof askAll>

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry()
  let asked: Scrape | undefined
  const scrape = () => (asked ??= askAll(sources))
  collectDefaultMetrics({ register: registry })
  addFeed(registry, scrape, sources)
  addSnapshots(registry, scrape)
  addDisplays(registry, scrape, sources)
  addIngest(registry, sources)
  addRewind(registry, scrape)
  return {
    contentType: registry.contentType,
    text() {
      asked = undefined
      return registry.metrics()
    },
  }
}

function askAll({ pipeline, feed, rejections, snapshots, rewind, live }: MetricSources) {
  return {
    pipeline: pipeline.status(),
    feed: feed.counts(),
    rejections: rejections.counts(),
    snapshots: snapshots.status(),
    rewind: rewind.counts(),
    sockets: live(),
  }
}

function addFeed(registry: Registry, scrape: () => Scrape, sources: MetricSources): void {
  const { pipeline, failures, lostLogLines } = sources
  const status = () => scrape().pipeline
  gauge(registry, 'callboard_feed_linked', 'The link to the log is up.', () => Number(status().linked))
  gauge(registry, 'callboard_caught_up', 'The log has been read to its end.', () => Number(status().caughtUp))
  gauge(registry, 'callboard_applied_seq', 'Highest stream sequence read.', () => status().appliedSeq)
  gauge(registry, 'callboard_last_seq', 'Highest stream sequence there is.', () => status().lastSeq)
  gauge(registry, 'callboard_feed_lag_seconds', 'How far behind the log.', () => (status().lagMs ?? 0) / 1000)
  gauge(registry, 'callboard_sites', 'Sites seen in the log.', () => status().sites)
  gauge(
    registry,
    'callboard_failed_sites',
    'Sites that stopped because of a bug.',
    () => Object.keys(status().failedSites).length,
  )
  addSourceClocks(registry, pipeline)
  counter(registry, 'callboard_unmeasured_total', 'Events of a source too many for measuring its clock.', () =>
    one(status().unmeasured),
  )
  gauges(registry, 'callboard_held', 'What the sites hold in memory.', () => by('kind', status().held))
  counter(registry, 'callboard_forgotten_total', 'Forgotten before its time because there was too much.', () =>
    by('kind', { ...status().forgotten, boards: status().boardsForgotten }),
  )
  counter(registry, 'callboard_messages_total', 'Messages read from the log.', () => one(status().messages))
  counter(registry, 'callboard_rereads_total', 'Messages read before.', () => one(status().rereads))
  counter(registry, 'callboard_events_total', 'Events folded.', () => one(status().events))
  counter(registry, 'callboard_rejected_total', 'Messages that were no events, or found no room.', () =>
    by('reason', status().rejected),
  )
  counter(registry, 'callboard_epochs_total', 'Times the log was folded from its beginning.', () =>
    one(status().epochs),
  )
  counter(registry, 'callboard_feed_losses_total', 'Times the reading of the log ended by itself.', () =>
    by('reason', scrape().feed.losses),
  )
  counter(registry, 'callboard_feed_waits_total', 'Times the log had to wait for room for what is read of it.', () =>
    one(scrape().feed.waits),
  )
  counter(registry, 'callboard_rejection_copies_total', 'Copies to FLOOR_REJECTED.', () => [
    [{ outcome: 'copied' }, scrape().rejections.copied],
    [{ outcome: 'dropped' }, scrape().rejections.dropped],
  ])
  counter(registry, 'callboard_failures_total', 'Failures by kind.', () => by('kind', failures.counts))
  counter(registry, 'callboard_log_lines_lost_total', "Lines of the server's own log that found no room.", () =>
    one(lostLogLines()),
  )
}

function addSnapshots(registry: Registry, scrape: () => Scrape): void {
  const status = () => scrape().snapshots
  counter(registry, 'callboard_snapshots_total', 'Snapshots of the folded sites, by what became of them.', () => {
    const { stored, failed, removed, skipped } = status()
    return by('outcome', { stored, failed, removed, skipped })
  })
  gauge(registry, 'callboard_snapshot_seq', 'Last message in the newest snapshot.', () => status().last?.seq ?? 0)
  gauge(registry, 'callboard_snapshot_bytes', 'Its size.', () => status().last?.bytes ?? 0)
  gauge(
    registry,
    'callboard_snapshot_pause_seconds',
    'How long the fold stood still for it.',
    () => (status().last?.pauseMs ?? 0) / 1000,
  )
}

function addSourceClocks(registry: Registry, pipeline: MetricSources['pipeline']): void {
  const delay: Gauge = new Gauge({
    name: 'callboard_source_least_delay_seconds',
    help: 'Smallest storage time less event time of the last 5 minutes; under 0 the clock of the source is ahead.',
    labelNames: ['site', 'source'],
    registers: [registry],
    collect: () => {
      delay.reset()
      for (const site of pipeline.sites())
        for (const [source, ms] of pipeline.sourceClocks(site)) delay.set({ site, source }, ms / 1000)
    },
  })
}

function addDisplays(registry: Registry, scrape: () => Scrape, { acts }: MetricSources): void {
  gauge(registry, 'callboard_displays', 'Displays that follow a board.', () => scrape().pipeline.displays)
  gauge(registry, 'callboard_sockets', 'Open sockets.', () => scrape().sockets.connections)
  counter(registry, 'callboard_sockets_opened_total', 'Sockets opened.', () => one(scrape().sockets.opened))
  counter(registry, 'callboard_sockets_refused_total', 'Sockets refused or ended from here.', () =>
    by('reason', scrape().sockets.refused),
  )
  counter(registry, 'callboard_frames_total', 'Frames sent to displays.', () => {
    const { snapshots, deltas, pulses } = scrape().pipeline
    return by('type', { snapshot: snapshots, delta: deltas, pulse: pulses })
  })
  counter(registry, 'callboard_slow_displays_total', 'Displays closed because they were too slow.', () =>
    one(scrape().pipeline.slowClosed),
  )
  counter(registry, 'callboard_acts_total', 'Acts of displays, by their answer.', () => by('outcome', acts.counts))
}

function addIngest(registry: Registry, { ingest, door, malformed }: MetricSources): void {
  counter(registry, 'callboard_ingest_events_total', 'Events sent over HTTP, by what became of them.', () =>
    by('outcome', {
      accepted: ingest.accepted - ingest.duplicates,
      duplicate: ingest.duplicates,
      notStored: ingest.notStored,
    }),
  )
  counter(registry, 'callboard_ingest_rejected_total', 'What was sent over HTTP and is no event.', () =>
    by('reason', ingest.rejected),
  )
  counter(registry, 'callboard_ingest_hung_up_total', 'Requests whose body never came whole.', () => one(ingest.hungUp))
  counter(registry, 'callboard_http_malformed_total', 'Connections that spoke no HTTP, or too slowly.', () =>
    by('reason', malformed),
  )
  counter(registry, 'callboard_http_refused_total', 'Connections and requests turned away at the door.', () =>
    by('reason', door.refused),
  )
  counter(registry, 'callboard_ingest_refused_total', 'Requests turned away.', () => by('status', ingest.refused))
}

function addRewind(registry: Registry, scrape: () => Scrape): void {
  function sum(name: keyof LaneCounts): number {
    const { moments, histories } = scrape().rewind
    return moments[name] + histories[name]
  }
  gauge(registry, 'callboard_rebuilds_running', 'Past moments and histories being rebuilt.', () => sum('running'))
  gauge(registry, 'callboard_rebuilds_waiting', 'Rebuilds that wait for another.', () => sum('waiting'))
  counter(registry, 'callboard_rebuilds_total', 'Rebuilds of the past, by what became of them.', () =>
    by('outcome', { done: sum('done'), failed: sum('failed'), refused: sum('refused') }),
  )
  counter(registry, 'callboard_rebuild_workers_lost_total', 'Rebuilding workers that ended by themselves.', () =>
    one(sum('lost')),
  )
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const metric: Gauge = new Gauge({ name, help, registers: [registry], collect: () => metric.set(read()) })
}

/** A gauge with a value for each label. */
function gauges(registry: Registry, name: string, help: string, read: () => readonly Sample[]): void {
  const labelNames: string[] = LABELS
  const metric: Gauge = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect: () => {
      for (const [labels, value] of read()) metric.set({ ...labels }, value)
    },
  })
}

/** Our parts count by themselves; Prometheus is told the sums. */
function counter(registry: Registry, name: string, help: string, read: () => readonly Sample[]): void {
  const labelNames: string[] = LABELS
  const metric: Counter = new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect: () => {
      metric.reset()
      for (const [labels, value] of read()) metric.inc({ ...labels }, value)
    },
  })
}

const LABELS = ['reason', 'outcome', 'kind', 'type', 'status']

function one(value: number): Sample[] {
  return [[{}, value]]
}

function by(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => [{ [label]: name }, value])
}
