/**
 * From the log to the displays: folds each message into its site, and at every tick tells the boards'
 * displays what changed. Rules [SV1] and following of SPEC.md.
 */
import type { FeedStatus, SiteDump } from '../core/site.ts'
import { epochMs, seconds, toInstant, type BoardId, type EpochMs, type SiteId, type SourceId } from '../core/units.ts'
import type { BoardDefinition } from '../core/view/boardView.ts'
import type { FloorView } from '../core/view/floorView.ts'
import { CLOSE, type FeedPulse, type NotLiveReason } from '../protocol/messages.ts'
import { boardsOf, findBoard } from './pipeline/boards.ts'
import type { Channel, DeliveryCounts, Pulse } from './pipeline/channel.ts'
import { createChannels, type Channels } from './pipeline/channels.ts'
import { createClockWatch } from './pipeline/clockWatch.ts'
import { createProgress } from './pipeline/progress.ts'
import type { SiteFold } from './pipeline/siteFold.ts'
import { createSites, type FoldCounts, type SitesOptions } from './pipeline/sites.ts'
import type { Clock, FeedHandlers, FeedState, LiveBoards, LogSpan, ReadUpTo } from './ports.ts'

/** How often the shell calls `tick`: a board's displays hear of changes at most this often (4 a second). */
export const TICK_MS = 250

/**
 * While the log is read for the first time, a display waits so long for figures that are not live: mostly it is live by
 * then, and to fold for somebody who looks takes a start longer than all else.
 */
export const FIRST_VIEW_PATIENCE_MS = seconds(2)

export interface PipelineOptions extends SitesOptions {
  clock: Clock
  /** A new opaque epoch at every call. */
  epoch(): string
  feedState(): FeedState
  /**
   * The server's clock was set back: asOf may only go back by folding again. The shell stops the feed,
   * calls `restarted(reason)` and starts it at the beginning of the log; until then nothing is live.
   */
  refold(reason: string): void
  /** The log is read to its end, its last message about to be folded: the shell ticks soon, for displays wait. */
  caughtUp?: () => void
  /**
   * Looks for stored sites that can stand for the beginning of the log, and offers them to `use` until it does not
   * throw. Undefined: there are none, and the whole log is read. Never rejects.
   */
  takeUp?: (log: LogSpan, use: (sites: Readonly<Record<SiteId, SiteDump>>) => void) => Promise<ReadUpTo | undefined>
}

/** Every site as of one message of the log. */
export interface FoldedLog extends ReadUpTo {
  readonly log: string
  /** No clock and no event in it is later. */
  readonly asOf: EpochMs
  readonly sites: Readonly<Record<SiteId, SiteDump>>
}

export interface Pipeline extends FeedHandlers, LiveBoards {
  /** Called every TICK_MS by the shell. */
  tick(): void
  /** The exact floor view as of now, with its own revisions; undefined: no such site. Throws when the core fails. */
  floorView(site: SiteId): FloorView | undefined
  /** The site as of now, for those who act on it; undefined unless it exists and is live. */
  liveSite(site: SiteId): SiteFold | undefined
  /** Everything folded; undefined while nothing was read, it is about to be folded anew, or a site has failed. */
  dump(): FoldedLog | undefined
  /** The last message folded; undefined while nothing was read, or it is about to be folded anew. */
  foldedSeq(): number | undefined
  /** Every site, in code-unit order. */
  sites(): SiteId[]
  /** Every board that can be subscribed to. */
  boards(): BoardDefinition[]
  ready(): Readiness
  /** Source → how far its events lie before their storage at the least, ms, of the last five minutes. */
  sourceClocks(site: SiteId): ReadonlyMap<SourceId, number>
  status(): PipelineStatus
}

/** Whether the figures are now's, and why not: for /readyz and the health page alike. */
export interface Readiness {
  readonly ready: boolean
  /** `link`: no link to the log; `catchingUp`: it is not read to its end. */
  readonly lacks?: 'link' | 'catchingUp'
  /** In words, for an operator. */
  readonly reason?: string
}

/** What /metrics and the health page show. Counters are since the start of the process. */
export interface PipelineStatus extends FoldCounts, DeliveryCounts {
  epoch: string
  /** How many epochs this process has had. */
  epochs: number
  linked: boolean
  caughtUp: boolean
  appliedSeq: number
  lastSeq: number
  lagMs?: number
  messages: number
  /** Sequences seen before and not folded again. */
  rereads: number
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
}

/** The pipeline of one server process. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { clockMode } = options
  const sites = createSites(options)
  const progress = createProgress(() => options.feedState(), caughtUp)
  const readClock = createClockWatch(options.clock, clockSetBack)
  const counts = { messages: 0, rereads: 0, epochs: 1 }
  const delivered: DeliveryCounts = { snapshots: 0, deltas: 0, pulses: 0, slowClosed: 0 }
  let epoch = options.epoch()
  const channels = createChannels(epoch, delivered)
  let isRefolding = false
  let log: LogSpan | undefined
  /** No message was read yet of a log that nothing stored stands for. */
  let isFirst = false

  function clockSetBack(by: number): void {
    if (clockMode === 'events' || isRefolding) return
    isRefolding = true
    options.log.warn({ byMs: by }, 'the clock was set back: folding the log again')
    options.refold(`the clock was set back by ${by} ms`)
  }

  function restarted(reason: string): void {
    options.log.warn({ reason }, 'the log starts again: new epoch')
    epoch = options.epoch()
    counts.epochs += 1
    isRefolding = false
    progress.restart()
    sites.restart()
    channels.restart(epoch)
  }

  function notLive(): NotLiveReason | undefined {
    return isRefolding ? 'catchingUp' : progress.notLive()
  }

  function statusOf(fold: SiteFold, now: EpochMs): FeedStatus {
    const live = notLive() === undefined && fold.failure === undefined
    const lagMs = progress.lagMs(now)
    const status = { live, appliedSeq: progress.appliedSeq, epoch }
    return lagMs === undefined ? status : { ...status, lagMs }
  }

  /** N14: live, asOf follows the clock; otherwise it is where the newest folded event left it. */
  function advance(fold: SiteFold, now: EpochMs): void {
    fold.advance(clockMode === 'wall' && notLive() === undefined ? now : undefined)
  }

  function pulseOf(fold: SiteFold | undefined, now: EpochMs): Pulse {
    const reason = notLive() ?? (fold === undefined || fold.failure !== undefined ? 'failed' : undefined)
    const lagMs = progress.lagMs(now)
    const lastEventAt = fold?.lastEventAt
    const feed: FeedPulse = { live: reason === undefined }
    if (reason !== undefined) feed.reason = reason
    const { lastSignAt } = options.feedState()
    if (reason === 'link' && lastSignAt !== undefined) feed.since = toInstant(lastSignAt)
    if (lagMs !== undefined) feed.lagMs = lagMs
    if (lastEventAt !== undefined) feed.lastEventAt = toInstant(lastEventAt)
    return { feed, now }
  }

  /** Computes a board's view as of now. */
  function refresh(channel: Channel, fold: SiteFold, now: EpochMs): void {
    advance(fold, now)
    const status = statusOf(fold, now)
    const view = fold.boardView(channel.board, status)
    if (view === undefined) channel.freeze()
    else channel.publish(view, { asOf: asOfOf(fold, now), appliedSeq: status.appliedSeq, live: status.live })
  }

  /** Nothing folded and not live yet: the view is as old as this look at it, not as 1970. */
  function asOfOf({ asOf }: SiteFold, now: EpochMs): EpochMs {
    return clockMode === 'wall' && (asOf === undefined || asOf === 0) ? now : (asOf ?? now)
  }

  function isFirstViewDue({ waitsSince }: Channel, now: EpochMs): boolean {
    return waitsSince !== undefined && Math.abs(now - waitsSince) >= FIRST_VIEW_PATIENCE_MS
  }

  function tickChannel(channel: Channel, now: EpochMs): void {
    const fold = sites.get(channel.board.site)
    const isLive = notLive() === undefined
    if (fold === undefined && isLive) return channel.closeAll(CLOSE.noSuchBoard, 'no such board')
    if (fold !== undefined && (isLive || isFirstViewDue(channel, now))) refresh(channel, fold, now)
    channel.deliver(pulseOf(fold, now))
  }

  function caughtUp(): void {
    options.log.info({ readUpTo: progress.appliedSeq }, 'the log is read to its end: live')
    options.caughtUp?.()
  }

  async function begin(span: LogSpan): Promise<ReadUpTo | undefined> {
    const from = await options.takeUp?.(span, (dumps) => sites.restore(dumps))
    if (from === undefined) sites.restart()
    progress.restart(from)
    log = span
    isFirst = from === undefined
    return from
  }

  function dump(): FoldedLog | undefined {
    const { appliedSeq: seq, storedAt } = progress
    if (log === undefined || storedAt === undefined || isRefolding) return undefined
    const dumped: Record<SiteId, SiteDump> = {}
    for (const fold of sites.all()) {
      const dump = fold.dump()
      if (dump === undefined) return undefined
      dumped[fold.site] = dump
    }
    const asOf = epochMs(Math.max(...Object.values(dumped).map((site) => site.asOf)))
    return { log: log.created, seq, storedAt, asOf, sites: dumped }
  }

  return {
    begin,
    linked: () => progress.linked(),
    dump,
    foldedSeq: () => (progress.storedAt === undefined || isRefolding ? undefined : progress.appliedSeq),
    message(message) {
      if (!progress.read(message)) {
        counts.rereads += 1
        return
      }
      // What lay before the first message there is was dropped before anybody read it.
      if (isFirst && message.seq > 1) sites.missBefore(message.storedAt)
      isFirst = false
      counts.messages += 1
      sites.take(message)
    },
    restarted,
    tick() {
      const now = readClock()
      for (const channel of channels.all()) if (channel.displays > 0) tickChannel(channel, now)
    },
    floorView(site) {
      const now = readClock()
      const fold = sites.get(site)
      if (fold === undefined) return undefined
      advance(fold, now)
      const view = fold.floorView(statusOf(fold, now))
      if (view === undefined) throw new Error(`site ${site} has failed: ${fold.failure}`)
      return view
    },
    liveSite(site) {
      const now = readClock()
      const fold = sites.get(site)
      if (fold === undefined) return undefined
      advance(fold, now)
      return statusOf(fold, now).live ? fold : undefined
    },
    subscribe(display, id, resume) {
      channels.leave(display)
      const board = findBoard(id, (site) => sites.get(site) !== undefined)
      const fold = board && sites.get(board.site)
      if (board === undefined || fold === undefined) return false
      const now = readClock()
      const channel = channels.open(board)
      const isStale = channel.computedLive !== statusOf(fold, now).live
      const mayWait = channel.computedLive === undefined && notLive() === 'catchingUp'
      if ((channel.displays === 0 || isStale) && !mayWait) refresh(channel, fold, now)
      channels.follow(channel, display, resume, pulseOf(fold, now))
      return true
    },
    unsubscribe: (display) => channels.leave(display),
    sites: () => sites.all().map((fold) => fold.site),
    boards: () => sites.all().flatMap((fold) => boardsOf(fold.site)),
    sourceClocks: (site) => sites.clocks.of(site, readClock()),
    ready() {
      const reason = notLive()
      if (reason === undefined) return { ready: true }
      const feed = options.feedState()
      if (reason === 'link') return { ready: false, lacks: 'link', reason: feed.reason ?? 'no link to the log' }
      return {
        ready: false,
        lacks: 'catchingUp',
        reason: `catching up: read ${progress.appliedSeq} of ${feed.lastSeq}`,
      }
    },
    status() {
      const { linked, lastSeq } = options.feedState()
      const lagMs = progress.lagMs(readClock())
      return {
        epoch,
        linked,
        caughtUp: notLive() === undefined,
        appliedSeq: progress.appliedSeq,
        lastSeq,
        ...(lagMs === undefined ? {} : { lagMs }),
        ...counts,
        ...sites.counts,
        ...delivered,
        rejected: { ...sites.counts.rejected },
        ...siteStatus(sites.all()),
        ...channelStatus(channels),
      }
    },
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
