/**
 * How the server and its sources are: what /api/v1/health answers and the health page shows. Counters are since the
 * start of the process, but for those of a site: they are of its day. Instants, never ages.
 */
import type { Instant } from '../units.ts'

export interface HealthView {
  /** The figures are now's: what /readyz answers. */
  ready: boolean
  /** While not ready: what is lacking, why, and what to do about it. */
  lacks?: 'link' | 'catchingUp'
  reason?: string
  advice?: string
  version: string
  startedAt: Instant
  /** The server's clock as it answered: what all ages are counted on. */
  serverNow: Instant
  feed: FeedHealth
  /** In code-unit order of their names. */
  sites: SiteHealth[]
  displays: DisplaysHealth
  /** Messages that were no events, by reason, of all sites and of none. */
  rejected: Record<string, number>
  /** What failed, by kind. */
  failures: Record<string, number>
  /** What the server keeps at the broker besides the log. */
  storage: {
    rejectionCopies: { copied: number; dropped: number; waiting: number }
    snapshots: SnapshotsHealth
  }
}

/** The folded sites as stored, for the next start to go on from. */
export interface SnapshotsHealth {
  stored: number
  failed: number
  /** The last one could not be stored. */
  failing: boolean
  /** The newest: when, up to which message, bytes. */
  last?: { at: Instant; seq: number; bytes: number }
  /** The message up to which this start needed to read nothing. */
  startedFrom?: number
}

export interface FeedHealth {
  /** Address of the NATS server, without credentials. */
  server: string
  linked: boolean
  /** Since when it is linked, or lost. */
  since?: Instant
  lagMs?: number
  appliedSeq: number
  lastSeq: number
  epoch: string
  /** How often the log was folded from its beginning. */
  epochs: number
  /** How often reading began. */
  links: number
  /** How often it ended by itself, by kind. */
  losses: Record<string, number>
  messages: number
  /** Messages read before and not folded again. */
  rereads: number
}

/** `ahead`, `behind`: by more than any way of an event could explain. */
export type ClockState = 'right' | 'ahead' | 'behind'

export interface SourceHealth {
  source: string
  lastEventAt: Instant
  /** How long it may say nothing; only one that sends heartbeats has a limit (W4). */
  limitMs?: number
  /** Past its limit, as of the site's asOf. */
  silent?: true
  /** Smallest storage time less event time of the last five minutes; under 0 its clock is ahead. */
  leastDelayMs?: number
  clock?: ClockState
}

export interface SiteHealth {
  site: string
  /** IANA. */
  zone: string
  /** Why it shows nothing new; what follows is absent then. */
  failure?: string
  figures?: SiteFigures
}

export interface SiteFigures {
  asOf: Instant
  lastEventAt?: Instant
  countsSince?: Instant
  /** In code-unit order. */
  sources: SourceHealth[]
  rejected: Record<string, number>
  late: number
  duplicates: number
  skewed: number
  orphans: number
  suspects: number
}

export interface DisplaysHealth {
  connected: number
  sockets: number
  /** Board → how many displays follow it; boards that nobody follows are left out. */
  boards: Record<string, number>
  /** Closed because they were too slow. */
  slowClosed: number
  /** Refused or ended from here, by name. */
  refused: Record<string, number>
}
