/** The composition: from configuration to a running server, and down again. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { whyNotListen } from './access/openAddress.ts'
import { servedHosts, type ServesHost } from './access/servedHosts.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { ConfigError } from './configError.ts'
import { createFailureBook, type FailureBook } from './failures.ts'
import { startEmbeddedNats } from './feed/broker/embeddedNats.ts'
import { eventLogOf } from './feed/write/natsLog.ts'
import { createFolding, type Folding } from './folding.ts'
import { createApi } from './http/api.ts'
import { createDoor } from './http/door.ts'
import { floorDirectory } from './http/floorDirectory.ts'
import { closeServer, createHttpServer, listen } from './http/httpServer.ts'
import { createHealth } from './http/health.ts'
import { createIngest } from './http/ingest.ts'
import { createMetrics } from './http/metrics.ts'
import { loadPages, type PageHandler } from './http/pages.ts'
import { createPast } from './http/past.ts'
import type { Pipeline } from './pipeline.ts'
import type { Clock, Log } from './ports.ts'
import { createRewind, type Rewind } from './rewind/rewind.ts'
import { attachLive, type Live } from './sockets/attachLive.ts'

/** How long requests under way may take once the server is stopping. */
const DRAIN_MS = 2000

export interface StartOptions {
  readonly config: Config
  readonly log: Log
  /** How many lines of it found no room. */
  readonly lostLogLines?: () => number
  /** False: the API and the displays' sockets alone, as tests want it. */
  readonly withPages?: boolean
}

export interface RunningServer {
  /** Where a browser finds it. */
  readonly address: string
  readonly natsUrl: string
  readonly pipeline: Pipeline
  stop(): Promise<void>
}

/** Listens at once; whether it has caught up with the log is for /readyz to say. @throws what keeps it from starting */
export async function startServer({ withPages = true, ...options }: StartOptions): Promise<RunningServer> {
  const { config, log, lostLogLines = () => 0 } = options
  const refusal = whyNotListen(config)
  if (refusal !== undefined) throw new ConfigError(refusal)
  const failures = createFailureBook(log)
  const stops: (() => Promise<void>)[] = []

  async function stop(): Promise<void> {
    for (const one of stops.splice(0).reverse()) await one()
  }

  try {
    const broker = await brokerFor(config, failures)
    stops.push(broker.stop)
    const { natsUrl } = broker
    const folding = createFolding({ config, natsUrl, clock: systemClock, log, failures })
    stops.push(() => folding.stop())
    // Its thread begins while this one loads the pages.
    await folding.start()
    const rewind = createRewind({ config, natsUrl, failures })
    stops.push(() => rewind.stop())
    const directory = floorDirectory(folding.pipeline, config.sites)
    const pages = withPages ? await loadPages(directory) : undefined
    const { server, live } = serve({
      config,
      folding,
      rewind,
      natsUrl,
      failures,
      clock: systemClock,
      log,
      lostLogLines,
      pages,
      servesHost: servedHosts(config),
    })
    stops.push(
      () => closeServer(server, DRAIN_MS),
      () => live.stop(),
    )
    await listen(server, config.host, config.port)
    return { address: addressOf(server, config.host), natsUrl, pipeline: folding.pipeline, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface BrokerInUse {
  readonly natsUrl: string
  readonly stop: () => Promise<void>
}

async function brokerFor({ natsUrl, dataFolder }: Config, failures: FailureBook): Promise<BrokerInUse> {
  if (natsUrl !== undefined) return { natsUrl, stop: () => Promise.resolve() }
  const onDied = (reason: string) => failures.report('brokerDied', { reason })
  const onUnclaimed = (reason: string) => failures.report('brokerUnclaimed', { reason })
  const { url, stop } = await startEmbeddedNats({ dataFolder, onDied, onUnclaimed })
  return { natsUrl: url, stop }
}

interface Serving {
  readonly config: Config
  readonly folding: Folding
  readonly rewind: Rewind
  readonly natsUrl: string
  readonly failures: FailureBook
  readonly clock: Clock
  readonly log: Log
  readonly lostLogLines: () => number
  readonly pages: PageHandler | undefined
  readonly servesHost: ServesHost
}

function serve(serving: Serving): { server: Server; live: Live } {
  const { config, folding, rewind, natsUrl, failures, clock, log, lostLogLines, pages, servesHost } = serving
  const { pipeline, publisher, acts } = folding
  const ingest = createIngest({
    log: eventLogOf(publisher),
    onNotStored: (reason) => failures.report('notStored', { reason }),
  })
  const door = createDoor({ servesHost })
  const malformed: Record<string, number> = {}
  const shared = { ...folding, live: () => live.status(), failures }
  const metrics = createMetrics({ ...shared, rewind, ingest: ingest.counts, door, malformed, lostLogLines })
  const health = createHealth({ ...shared, clock, startedAt: clock.now(), natsUrl })
  const server = createHttpServer({
    door,
    api: createApi({
      floorView: (site) => pipeline.floorView(site),
      past: createPast({
        rewind,
        hasSite: (site) => pipeline.sites().includes(site),
        now: (site) => (config.clockMode === 'events' ? pipeline.liveSite(site)?.asOf : undefined) ?? clock.now(),
      }),
      health,
      ingest,
      metrics,
    }),
    pages,
    onMalformed: (reason) => (malformed[reason] = (malformed[reason] ?? 0) + 1),
    onFailure: (err, { method, path }) => failures.report('requestFailed', { err, method, path }),
  })
  const live: Live = attachLive(server, { pipeline, acts, log, clock, servesHost })
  return { server, live }
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
