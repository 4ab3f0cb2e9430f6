/**
 * From the log to the displays: folds each message into its site, and at every tick tells the boards'
 * displays what changed. Rules [SV1] and following of SPEC.md.
 */
import type { SiteDump } from '../core/site.ts'
import type { SiteId, SourceId } from '../core/units.ts'
import type { BoardDefinition } from '../core/view/boardView.ts'
import type { FloorView } from '../core/view/floorView.ts'
import { boardsOf } from './pipeline/boards.ts'
import type { DeliveryCounts } from './pipeline/channel.ts'
import { createChannels } from './pipeline/channels.ts'
import { createClockWatch } from './pipeline/clockWatch.ts'
import { foldedLog, type FoldedLog } from './pipeline/foldedLog.ts'
import { createLiveBoards } from './pipeline/liveBoards.ts'
import { createLiveness, type Readiness } from './pipeline/liveness.ts'
import { createProgress } from './pipeline/progress.ts'
import type { SiteFold } from './pipeline/siteFold.ts'
import { createSites, type SitesOptions } from './pipeline/sites.ts'
import { pipelineStatus, type PipelineStatus } from './pipeline/status.ts'
import type { Clock, FeedHandlers, FeedState, Known, LiveBoards, LogSpan, ReadUpTo } from './ports.ts'

/** How often the shell calls `tick`: a board's displays hear of changes at most this often (4 a second). */
export const TICK_MS = 250

export interface PipelineOptions extends SitesOptions {
  clock: Clock
  /** A new opaque epoch at every call. */
  epoch(): string
  feedState(): FeedState
  /**
   * The server's clock was set back, and asOf may only go back by folding again; or what was to stand for the beginning
   * of the log cannot. The shell stops the feed, calls `restarted(reason)` and starts it anew; until then nothing is live.
   */
  refold(reason: string): void
  /** The log is read to its end, its last message about to be folded: the shell ticks soon, for displays wait. */
  caughtUp?: () => void
  /** Sites stored as of some message of the log; undefined when there are none, and the whole log is read. Never rejects. */
  findStored?: (log: LogSpan) => Promise<StoredSites | undefined>
}

/** Sites stored as of one message of the log. */
export interface StoredSites {
  readonly upTo: ReadUpTo
  /** Offers them to `use`. False when they cannot be used: then they are not found again. Never rejects. */
  load(use: (sites: Readonly<Record<SiteId, SiteDump>>) => void): Promise<boolean>
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

/** The pipeline of one server process. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const sites = createSites(options)
  const progress = createProgress({
    feedState: () => options.feedState(),
    clock: options.clock,
    caughtUp,
    fellBehind,
  })
  const readClock = createClockWatch(options.clock, clockSetBack)
  const counts = { messages: 0, rereads: 0, epochs: 1 }
  const delivered: DeliveryCounts = { snapshots: 0, deltas: 0, pulses: 0, slowClosed: 0 }
  let epoch = options.epoch()
  const channels = createChannels(epoch, delivered)
  let isRefolding = false
  const liveness = createLiveness({
    progress,
    feedState: () => options.feedState(),
    clockMode: options.clockMode,
    epoch: () => epoch,
    isRefolding: () => isRefolding,
  })
  const liveBoards = createLiveBoards({ sites, channels, liveness, readClock })
  let log: LogSpan | undefined
  /** No message was read yet of a log that nothing stored stands for. */
  let isFirst = false

  function clockSetBack(by: number): void {
    if (options.clockMode === 'wall') foldAgain(`the clock was set back by ${by} ms`)
  }

  /** Once at a time: whatever else asks for it meanwhile is served by the same. */
  function foldAgain(reason: string): void {
    if (isRefolding) return
    isRefolding = true
    options.log.warn({ reason }, 'folding the log again')
    options.refold(reason)
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

  function caughtUp(): void {
    options.log.info({ readUpTo: progress.appliedSeq }, 'the log is read to its end: live')
    options.caughtUp?.()
  }

  function fellBehind(): void {
    const { appliedSeq: readUpTo } = progress
    options.log.warn({ readUpTo, behindForMs: progress.behindFor() }, 'what is stored arrives too late: not live')
  }

  async function begin(span: LogSpan): Promise<Known | undefined> {
    const stored = await options.findStored?.(span)
    if (stored !== undefined) return { ...stored.upTo, loaded: load(stored, span) }
    sites.restart()
    begun(span)
    return undefined
  }

  function begun(span: LogSpan, from?: ReadUpTo): void {
    progress.restart(from)
    log = span
    isFirst = from === undefined
  }

  /** The feed has been told that it need not read what they stand for: if they fail, it must begin again. */
  async function load(stored: StoredSites, span: LogSpan): Promise<void> {
    const isLoaded = await stored.load((dumps) => sites.restore(dumps))
    if (isLoaded) begun(span, stored.upTo)
    else foldAgain('a stored snapshot could not be loaded')
  }

  function readUpTo(): ReadUpTo | undefined {
    const { appliedSeq: seq, storedAt } = progress
    return storedAt === undefined || isRefolding ? undefined : { seq, storedAt }
  }

  return {
    begin,
    linked: () => progress.linked(),
    dump() {
      const folded = readUpTo()
      return log === undefined || folded === undefined ? undefined : foldedLog(log, folded, sites.all())
    },
    foldedSeq: () => readUpTo()?.seq,
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
    floorView(site) {
      const now = readClock()
      const fold = sites.get(site)
      if (fold === undefined) return undefined
      liveness.advance(fold, now)
      const view = fold.floorView(liveness.statusOf(fold, now))
      if (view === undefined) throw new Error(`site ${site} has failed: ${fold.failure}`)
      return view
    },
    liveSite(site) {
      const now = readClock()
      const fold = sites.get(site)
      if (fold === undefined) return undefined
      liveness.advance(fold, now)
      return liveness.statusOf(fold, now).live ? fold : undefined
    },
    ...liveBoards,
    tick() {
      // That messages arrive too late is noticed, and logged, also where nobody looks.
      progress.notLive()
      liveBoards.tick()
    },
    sites: () => sites.all().map((fold) => fold.site),
    boards: () => sites.all().flatMap((fold) => boardsOf(fold.site)),
    sourceClocks: (site) => sites.clocks.of(site, readClock()),
    ready: () => liveness.ready(),
    status() {
      const feed = options.feedState()
      const lagMs = progress.lagMs(readClock())
      return pipelineStatus({
        epoch,
        caughtUp: liveness.notLive() === undefined,
        appliedSeq: progress.appliedSeq,
        feed,
        lagMs,
        read: counts,
        delivered,
        sites,
        channels,
      })
    },
  }
}
