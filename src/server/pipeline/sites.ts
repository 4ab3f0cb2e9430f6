/** The sites of one epoch, and which of them a message of the log goes to. */
import { compareText, type FloorEvent } from '../../core/events/event.ts'
import type { SiteConfig, SiteDump } from '../../core/site.ts'
import type { EpochMs, SiteId } from '../../core/units.ts'
import type { DecodedMessage, EventMessage, Log, RejectionLog } from '../ports.ts'
import { MAIN_SITE } from './boards.ts'
import { createSourceClocks, type SourceClocks } from './sourceClocks.ts'
import { createSiteFold, type FoldingSite, type SiteFold } from './siteFold.ts'

/** More would be a hostile or confused publisher; each site costs memory for good. */
export const DEFAULT_MAX_SITES = 64
/** Where a rejected message is filed whose subject names no site. */
const NO_SITE = '_'

export interface SitesOptions {
  createSite(config: SiteConfig): FoldingSite
  /** @throws Error when the dump is of another version */
  loadSite(config: SiteConfig, dumped: SiteDump): FoldingSite
  /** Called once a site and epoch. */
  siteConfig(site: SiteId): SiteConfig
  log: Log
  /** `events`: asOf is the newest folded event time and nothing is clamped. */
  clockMode: 'wall' | 'events'
  rejections: RejectionLog
  /** Sites that exist before any event names them: `main` and those of the config file. */
  knownSites?: readonly SiteId[]
  /** Told of every event right after it was folded, or found no room, before the next is read. */
  folded?: (event: FloorEvent, fold: SiteFold) => void
  /** Default 64. */
  maxSites?: number
}

export interface FoldCounts {
  events: number
  /** Messages not folded because their site has failed, the failing ones included. */
  failed: number
  /** By reason: those of F17, those of the site's ceilings, and `badSubject`, `tooManySites`. */
  rejected: Record<string, number>
}

export interface Sites {
  readonly counts: FoldCounts
  readonly clocks: Pick<SourceClocks, 'of' | 'unmeasured'>
  get(site: SiteId): SiteFold | undefined
  /** In code-unit order of their names. */
  all(): SiteFold[]
  /** Folds one message, or counts and copies it as rejected. */
  take(message: DecodedMessage): void
  /** Forgets everything folded. */
  restart(): void
  /** Takes the place of everything folded. @throws Error when one cannot be loaded; then all is forgotten */
  restore(dumps: Readonly<Record<SiteId, SiteDump>>): void
  /** What was stored before this, no site will ever read. */
  missBefore(storedAt: EpochMs): void
}

export function createSites(options: SitesOptions): Sites {
  const { maxSites = DEFAULT_MAX_SITES, knownSites = [MAIN_SITE] } = options
  const folds = new Map<SiteId, SiteFold>()
  const clocks = createSourceClocks()
  const counts: FoldCounts = { events: 0, failed: 0, rejected: {} }
  /** Sites that do not know yet that the log begins too late for them. */
  let unaware: { readonly told: Set<SiteId>; readonly storedAt: EpochMs } | undefined

  function open(site: SiteId, create = () => options.createSite(options.siteConfig(site))): SiteFold {
    const fold = createSiteFold(site, create, options.log)
    folds.set(site, fold)
    return fold
  }

  function restart(): void {
    folds.clear()
    clocks.clear()
    unaware = undefined
    for (const site of knownSites) open(site)
  }

  function restore(dumps: Readonly<Record<SiteId, SiteDump>>): void {
    restart()
    try {
      for (const [site, dumped] of Object.entries(dumps)) {
        const loaded = options.loadSite(options.siteConfig(site), dumped)
        open(site, () => loaded)
      }
    } catch (error) {
      restart()
      throw error
    }
  }

  /** With the clock of the events, when a message was stored says nothing. */
  function tellOfMissing(fold: SiteFold, event: FloorEvent): void {
    if (unaware === undefined || unaware.told.has(fold.site)) return
    unaware.told.add(fold.site)
    fold.missesBefore(options.clockMode === 'wall' ? unaware.storedAt : event.time)
  }

  /** A replay's events happened long before they were stored: with their clock there is nothing to measure. */
  function measureClock({ site, storedAt, event: { source, time } }: EventMessage): void {
    if (options.clockMode === 'wall') clocks.note({ site, source, time, storedAt })
  }

  function refuse(message: DecodedMessage, reason: string): void {
    counts.rejected[reason] = (counts.rejected[reason] ?? 0) + 1
    const { seq, storedAt, site = NO_SITE } = message
    const copy = { site, seq, storedAt, reason }
    options.rejections.copy('body' in message ? { ...copy, body: message.body } : copy)
  }

  function foldInto(fold: SiteFold, message: EventMessage): void {
    const { event, storedAt } = message
    tellOfMissing(fold, event)
    const overflow = fold.apply(event, options.clockMode === 'wall' ? storedAt : undefined)
    measureClock(message)
    if (overflow === undefined) counts.events += 1
    else refuse(message, overflow)
    options.folded?.(event, fold)
  }

  function take(message: DecodedMessage): void {
    const { site } = message
    if (site === undefined) return refuse(message, message.rejected)
    const fold = folds.get(site) ?? (folds.size < maxSites ? open(site) : undefined)
    if (fold === undefined) return refuse(message, 'tooManySites')
    if ('event' in message) {
      foldInto(fold, message)
    } else {
      fold.reject(message.rejected)
      refuse(message, message.rejected)
    }
    if (fold.failure !== undefined) counts.failed += 1
  }

  restart()
  return {
    counts,
    clocks,
    get: (site) => folds.get(site),
    all: () => [...folds.values()].sort((a, b) => compareText(a.site, b.site)),
    take,
    restart,
    restore,
    missBefore: (storedAt) => (unaware = { told: new Set(), storedAt }),
  }
}
