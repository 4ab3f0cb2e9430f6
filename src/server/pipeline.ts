/**
 * From the log to the displays: folds each message into its site, and at every tick tells the boards'
 * displays what changed. Rules [SV1] to [SV29] of SPEC.md.
 */
import type { Site, SiteConfig } from '../core/site.ts'
import type { SiteId } from '../core/units.ts'
import type { BoardDefinition } from '../core/view/boardView.ts'
import type { FloorView } from '../core/view/floorView.ts'
import type { Clock, FeedHandlers, FeedState, LiveBoards, Log, RejectionLog } from './ports.ts'

/** How often the shell calls `tick`: a board's displays hear of changes at most this often (4 a second). */
export const TICK_MS = 250

export interface PipelineOptions {
  createSite(config: SiteConfig): Site
  /** Called once a site and epoch. */
  siteConfig(site: SiteId): SiteConfig
  clock: Clock
  log: Log
  /** `events`: asOf is the newest folded event time and nothing is clamped. */
  clockMode: 'wall' | 'events'
  rejections: RejectionLog
  /** A new opaque epoch at every call. */
  epoch(): string
  feedState(): FeedState
  /**
   * The server's clock was stepped back: asOf may only go back by folding again. The shell stops the feed,
   * calls `restarted(reason)` and starts it at the beginning of the log; until then nothing is live.
   */
  refold(reason: string): void
  /** Sites that exist before any event names them: `main` and those of the config file. */
  knownSites?: readonly SiteId[]
  /** Default 64. */
  maxSites?: number
}

export interface Pipeline extends FeedHandlers, LiveBoards {
  /** Called every TICK_MS by the shell. */
  tick(): void
  /** The exact floor view as of now, with its own revisions; undefined: no such site. Throws when the core fails. */
  floorView(site: SiteId): FloorView | undefined
  /** Every site, in code-unit order. */
  sites(): SiteId[]
  /** Every board that can be subscribed to, by site, `main` under its short ids too. */
  boards(): BoardDefinition[]
  ready(): { ready: boolean; reason?: string }
  status(): PipelineStatus
}

/** What /metrics and the health page show. Counters are since the start of the process. */
export interface PipelineStatus {
  epoch: string
  linked: boolean
  caughtUp: boolean
  appliedSeq: number
  lastSeq: number
  lagMs?: number
  messages: number
  events: number
  /** Sequences seen before and not folded again. */
  rereads: number
  /** By reason: those of F17, and `badSubject`, `tooManySites`. */
  rejected: Record<string, number>
  /** Messages not folded because their site has failed, the failing ones included. */
  failed: number
  /** Site → why it failed. */
  failedSites: Record<SiteId, string>
  sites: number
  epochs: number
  displays: number
  snapshots: number
  deltas: number
  pulses: number
  /** Displays closed with 1013 for holding too many unsent bytes. */
  slowClosed: number
  /** Board → displays and newest revision, of boards that were ever subscribed to. */
  boards: Record<string, { displays: number; revision: number }>
}

/** The pipeline of one server process. */
export function createPipeline(_options: PipelineOptions): Pipeline {
  throw new Error('not built yet')
}
