/** The log folded: the feed, the pipeline it feeds, and the publisher for what goes back. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createSite, loadSite } from '../core/site.ts'
import { createActs, type CountedActs } from './acts/acts.ts'
import { createReadBack } from './acts/readBack.ts'
import type { Config } from './config.ts'
import type { FailureBook } from './failures.ts'
import { eventLogOf } from './feed/write/natsLog.ts'
import type { NatsFeed } from './feed/read/natsFeed.ts'
import { natsPublisher, type Publisher } from './feed/write/natsPublisher.ts'
import { natsRejections, type NatsRejections } from './feed/write/natsRejections.ts'
import { natsSnapshots } from './feed/write/natsSnapshots.ts'
import { threadedFeed } from './feedThread/threadedFeed.ts'
import { createPipeline, TICK_MS, type Pipeline } from './pipeline.ts'
import { MAIN_SITE } from './pipeline/boards.ts'
import type { Clock, Log } from './ports.ts'
import { createLogSnapshots, type LogSnapshots } from './snapshots/logSnapshots.ts'

export interface FoldingOptions {
  readonly config: Config
  readonly natsUrl: string
  readonly clock: Clock
  readonly log: Log
  readonly failures: FailureBook
}

export interface Folding {
  readonly pipeline: Pipeline
  readonly feed: NatsFeed
  readonly rejections: NatsRejections
  readonly publisher: Publisher
  readonly acts: CountedActs
  readonly snapshots: LogSnapshots
  start(): Promise<void>
  stop(): Promise<void>
}

export function createFolding({ config, natsUrl, clock, log, failures }: FoldingOptions): Folding {
  const { sites, clockMode, retentionMs } = config
  const publisher = natsPublisher(natsUrl, retentionMs)
  const rejections = natsRejections({
    publisher,
    clock,
    onFailed: (reason) => failures.report('copiesNotStored', { reason }),
  })
  const feed = threadedFeed({ url: natsUrl, clock, log, retentionMs })
  const source = `/callboard/${hostname()}:${config.port}`
  const readBack = createReadBack(source)
  const store = natsSnapshots(natsUrl)
  const snapshots = createLogSnapshots({ store, clock, log, failures, sites, clockMode })
  const pipeline: Pipeline = createPipeline({
    createSite,
    loadSite,
    findStored: (span) => snapshots.find(span),
    siteConfig: (site) => sites[site] ?? { site },
    knownSites: [...new Set([MAIN_SITE, ...Object.keys(sites)])],
    clockMode,
    clock,
    log,
    rejections,
    epoch: randomUUID,
    feedState: () => feed.state(),
    caughtUp: () => setImmediate(tick),
    folded: (event, fold) => readBack.folded(event, fold),
    refold: (reason) => void refold(reason).catch((err: unknown) => failures.report('refoldFailed', { err })),
  })
  const acts = createActs({
    log: eventLogOf(publisher),
    pipeline,
    readBack,
    source,
    newId: randomUUID,
    clock,
    onNotStored: (reason) => failures.report('notStored', { reason }),
  })
  let isStopped = false
  let ticking: NodeJS.Timeout | undefined

  async function refold(reason: string): Promise<void> {
    await feed.stop()
    if (isStopped) return
    pipeline.restarted(reason)
    await feed.start(pipeline)
  }

  function tick(): void {
    try {
      pipeline.tick()
      snapshots.keep(pipeline)
    } catch (err) {
      failures.report('tickFailed', { err })
    }
  }

  return {
    pipeline,
    feed,
    rejections,
    publisher,
    acts,
    snapshots,
    async start() {
      await feed.start(pipeline)
      ticking = setInterval(tick, TICK_MS)
    },
    async stop() {
      isStopped = true
      clearInterval(ticking)
      rejections.stop()
      await Promise.all([feed.stop(), store.close(), publisher.close()])
    },
  }
}
