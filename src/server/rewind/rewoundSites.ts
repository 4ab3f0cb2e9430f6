/** The sites a worker has at hand: those being shown, and states left on the way for going back a little. */
import { createSite, type Site, type SiteConfig } from '../../core/site.ts'
import { minutes, toInstant, type EpochMs, type SiteId } from '../../core/units.ts'
import type { Clock, Log, LogReader, PastSpan, SnapshotStore } from '../ports.ts'
import { settingsFingerprint } from '../snapshots/head.ts'
import { deadlineFrom, type Deadline } from './deadline.ts'
import { firstEventTime } from './firstEvent.ts'
import { RebuildFailed, type WorkerSettings } from './jobs.ts'
import { nearestSnapshot } from './nearestSnapshot.ts'
import { RewoundSite, type FoldedPart } from './rewoundSite.ts'
import { siteMessageReader } from './siteMessages.ts'

/** Sites at hand, each at an instant of its own. */
export const MAX_SITES_AT_HAND = 3
/** States left on the way, over all sites. */
export const MAX_STATES = 8
/** Contacts in memory over all of them: some 4 KB each. */
export const MAX_CONTACTS_AT_HAND = 150_000
/** A state is left after so much time of the floor. */
const STATE_EVERY = minutes(1)
/** What is at hand serves without a look at the stored snapshots when it is no older than this. */
const NEAR = minutes(10)

interface LeftState {
  readonly site: SiteId
  readonly asOf: EpochMs
  readonly contacts: number
  readonly part: FoldedPart
}

export interface RewoundSitesOptions {
  readonly reader: LogReader
  readonly store: SnapshotStore
  readonly clock: Clock
  readonly log: Log
  readonly settings: WorkerSettings
}

export interface RewoundSites {
  /** The site as of `at`, its view to be taken before the next call. @throws RebuildFailed */
  at(site: SiteId, at: EpochMs): Promise<RewoundMoment>
  /** What the log says of the site up to `at` or a little before, folded: for going on from. @throws RebuildFailed */
  before(site: SiteId, at: EpochMs): Promise<FoldedPart>
  /** The log that is read now. @throws RebuildFailed */
  log(): Promise<PastSpan>
}

/**
 * Whether what was folded may be gone on with: the log still holds its last message, so that nothing behind it was dropped
 * unread; or nothing is folded yet, and the log still begins there.
 */
export function isHeldBy({ firstSeq }: PastSpan, { seq, isBeginning = false }: Folded): boolean {
  return seq >= firstSeq || (isBeginning && seq + 1 === firstSeq)
}

type Folded = Pick<FoldedPart, 'seq' | 'isBeginning'>

export interface RewoundMoment {
  readonly site: Site
  /** The last message read for it. */
  readonly appliedSeq: number
}

export function createRewoundSites({ reader, store, clock, log, settings }: RewoundSitesOptions): RewoundSites {
  const fingerprint = settingsFingerprint(settings.sites, settings.clockMode)
  const readMessage = siteMessageReader(settings.clockMode)
  /** The last one shown comes last. */
  let atHand: { readonly site: SiteId; readonly rewound: RewoundSite }[] = []
  let states: LeftState[] = []
  let created: string | undefined

  function configOf(site: SiteId): SiteConfig {
    return settings.sites[site] ?? { site }
  }

  async function lookAtLog(): Promise<PastSpan> {
    const span = await reader.span()
    if (span === undefined) throw new RebuildFailed(404, 'there is no log yet')
    if (span.created !== created) {
      atHand = []
      states = []
    }
    atHand = atHand.filter(({ rewound }) => isHeldBy(span, rewound))
    states = states.filter(({ part }) => isHeldBy(span, part))
    created = span.created
    return span
  }

  function nearestAtHand(site: SiteId, at: EpochMs): RewoundSite | undefined {
    const able = atHand.filter((one) => one.site === site && one.rewound.asOf <= at)
    return able.sort((a, b) => b.rewound.asOf - a.rewound.asOf)[0]?.rewound
  }

  function nearestState(site: SiteId, at: EpochMs): LeftState | undefined {
    return states.filter((one) => one.site === site && one.asOf <= at).sort((a, b) => b.asOf - a.asOf)[0]
  }

  /** A stored snapshot that saves reading, when there is one after message `seq`. */
  function stored(span: PastSpan, site: SiteId, at: EpochMs, seq: number): Promise<FoldedPart | undefined> {
    const wanted = { log: span, settings: fingerprint, notAfter: at, foldedSeq: seq }
    const skipped = (name: string, reason: string) => log.debug({ snapshot: name, reason }, 'not for looking back')
    return nearestSnapshot({ store, wanted, config: configOf(site), skipped })
  }

  async function logBeginning(span: PastSpan, site: SiteId): Promise<FoldedPart> {
    const fold = createSite(configOf(site))
    if (span.firstSeq > 1) {
      // As the live fold would: what lay before was dropped before anybody read it.
      const isWall = settings.clockMode === 'wall'
      const since = isWall ? span.firstStoredAt : await firstEventTime(reader, readMessage, site, span)
      if (since !== undefined) fold.missesBefore(since)
    }
    return { dump: fold.dump(), seq: span.firstSeq - 1, foldedEarly: [], putOff: [], isBeginning: true }
  }

  /** What is nearest before `at`: at hand, left on the way, stored, or the beginning of the log. */
  async function nearest(span: PastSpan, site: SiteId, at: EpochMs): Promise<RewoundSite> {
    const shown = nearestAtHand(site, at)
    const left = nearestState(site, at)
    const isLeftNearer = left !== undefined && (shown === undefined || left.asOf > shown.asOf)
    const near = isLeftNearer ? left : shown
    const isNear = near !== undefined && at - near.asOf <= NEAR
    const seq = isLeftNearer ? left.part.seq : (shown?.seq ?? 0)
    const snapshot = isNear ? undefined : await stored(span, site, at, seq)
    if (snapshot !== undefined) return open(site, snapshot)
    if (isLeftNearer) return open(site, left.part)
    return shown ?? open(site, await logBeginning(span, site))
  }

  function open(site: SiteId, part: FoldedPart): RewoundSite {
    return new RewoundSite(part, { config: configOf(site), reader, readMessage })
  }

  function takeUp(site: SiteId, rewound: RewoundSite): RewoundSite {
    atHand = [...atHand.filter((one) => one.rewound !== rewound), { site, rewound }]
    return rewound
  }

  function leaveState(site: SiteId, rewound: RewoundSite): void {
    const { asOf, contacts } = rewound
    const before = nearestState(site, asOf)
    if (before !== undefined && asOf - before.asOf < STATE_EVERY) return
    states.push({ site, asOf, contacts, part: rewound.part() })
  }

  /** The oldest go, the one just shown never. */
  function letGo(): void {
    const held = () => [...states, ...atHand.map(({ rewound }) => rewound)].reduce((sum, one) => sum + one.contacts, 0)
    while (states.length > MAX_STATES || (states.length > 0 && held() > MAX_CONTACTS_AT_HAND)) states.shift()
    while (atHand.length > MAX_SITES_AT_HAND || (atHand.length > 1 && held() > MAX_CONTACTS_AT_HAND)) atHand.shift()
  }

  function forget(rewound: RewoundSite): void {
    atHand = atHand.filter((one) => one.rewound !== rewound)
  }

  /** A rebuild whose time was up goes on when asked again; any other failure leaves it in an unknown state. */
  async function moved(rewound: RewoundSite, at: EpochMs, deadline: Deadline): Promise<Site> {
    try {
      return await rewound.moveTo(at, deadline)
    } catch (error) {
      if (!(error instanceof RebuildFailed)) forget(rewound)
      throw error
    }
  }

  return {
    async at(site, at) {
      const deadline = deadlineFrom(clock)
      const span = await lookAtLog()
      const rewound = takeUp(site, await nearest(span, site, at))
      const moment = await moved(rewound, at, deadline)
      if (moment.lastEventAt === undefined) {
        forget(rewound)
        throw await notYet(span, site)
      }
      leaveState(site, rewound)
      letGo()
      return { site: moment, appliedSeq: rewound.readTo }
    },
    log: lookAtLog,
    async before(site, at) {
      const span = await lookAtLog()
      return (await stored(span, site, at, 0)) ?? logBeginning(span, site)
    },
  }

  async function notYet(span: PastSpan, site: SiteId): Promise<RebuildFailed> {
    const first = await firstEventTime(reader, readMessage, site, span)
    const begins = first === undefined ? `holds nothing of site '${site}'` : `begins at ${toInstant(first)}`
    return new RebuildFailed(404, `the log ${begins}`)
  }
}
