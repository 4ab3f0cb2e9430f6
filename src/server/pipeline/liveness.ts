/** Whether the figures are now's, and why not (N14): as sites, displays and operators are told it. */
import type { FeedStatus } from '../../core/site.ts'
import { earlier, toInstant, type EpochMs } from '../../core/units.ts'
import type { FeedPulse, NotLiveReason } from '../../protocol/messages.ts'
import type { FeedState } from '../ports.ts'
import type { Pulse } from './channel.ts'
import type { Progress } from './progress.ts'
import type { SiteFold } from './siteFold.ts'

/** For /readyz and the health page alike. */
export interface Readiness {
  readonly ready: boolean
  /** `link`: no link to the log; `catchingUp`: it is not read to its end. */
  readonly lacks?: 'link' | 'catchingUp'
  /** In words, for an operator. */
  readonly reason?: string
}

export interface LivenessOptions {
  progress: Progress
  feedState(): FeedState
  clockMode: 'wall' | 'events'
  epoch(): string
  /** Everything is about to be folded anew: until then nothing is live. */
  isRefolding(): boolean
}

export interface Liveness {
  /** Why nothing is live; undefined when it is, but for sites that have failed. */
  notLive(): NotLiveReason | undefined
  statusOf(fold: SiteFold, now: EpochMs): FeedStatus
  /** N14: live, asOf follows the clock; otherwise it is where the newest folded event left it. */
  advance(fold: SiteFold, now: EpochMs): void
  /** Nothing folded and not live yet: the view is as old as this look at it, not as 1970. */
  asOfOf(fold: SiteFold, now: EpochMs): EpochMs
  /** For the displays of a site's board; without a fold, there is no such site. */
  pulseOf(fold: SiteFold | undefined, now: EpochMs): Pulse
  ready(): Readiness
}

export function createLiveness(options: LivenessOptions): Liveness {
  const { progress, clockMode } = options

  function notLive(): NotLiveReason | undefined {
    return options.isRefolding() ? 'catchingUp' : progress.notLive()
  }

  /** Figures are older than the moment at which that was noticed. */
  function oldSince(reason: NotLiveReason | undefined, now: EpochMs): EpochMs | undefined {
    if (reason === 'link') return options.feedState().lastSignAt
    const late = reason === 'catchingUp' ? progress.behindFor() : undefined
    return late && earlier(now, late)
  }

  return {
    notLive,
    statusOf(fold, now) {
      const live = notLive() === undefined && fold.failure === undefined
      const lagMs = progress.lagMs(now)
      const status = { live, appliedSeq: progress.appliedSeq, epoch: options.epoch() }
      return lagMs === undefined ? status : { ...status, lagMs }
    },
    advance(fold, now) {
      fold.advance(clockMode === 'wall' && notLive() === undefined ? now : undefined)
    },
    asOfOf({ asOf }, now) {
      return clockMode === 'wall' && (asOf === undefined || asOf === 0) ? now : (asOf ?? now)
    },
    pulseOf(fold, now) {
      const reason = notLive() ?? (fold === undefined || fold.failure !== undefined ? 'failed' : undefined)
      const lagMs = progress.lagMs(now)
      const lastEventAt = fold?.lastEventAt
      const feed: FeedPulse = { live: reason === undefined }
      if (reason !== undefined) feed.reason = reason
      const since = oldSince(reason, now)
      if (since !== undefined) feed.since = toInstant(since)
      if (lagMs !== undefined) feed.lagMs = lagMs
      if (lastEventAt !== undefined) feed.lastEventAt = toInstant(lastEventAt)
      return { feed, now }
    },
    ready() {
      const lacks = notLive()
      if (lacks === undefined) return { ready: true }
      const feed = options.feedState()
      if (lacks === 'link') return { ready: false, lacks, reason: feed.reason ?? 'no link to the log' }
      return {
        ready: false,
        lacks: 'catchingUp',
        reason: options.isRefolding() ? 'folding the log again' : catchingUpWords(progress, feed),
      }
    },
  }
}

function catchingUpWords(progress: Progress, { linked, reason, lastSeq }: FeedState): string {
  if (!linked && reason !== undefined) return reason
  const late = progress.behindFor()
  const read = `catching up: read ${progress.appliedSeq} of ${lastSeq}`
  return late === undefined ? read : `${read}, and messages arrive ${Math.round(late / 1000)} s late`
}
