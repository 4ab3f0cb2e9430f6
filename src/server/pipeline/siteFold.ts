/**
 * One site's fold, fenced: an exception of the core stops this site for good, and nothing else. Wrong figures
 * are worse than none, so a site that failed once folds nothing more and shows nothing new.
 */
import type { FloorEvent } from '../../core/events/event.ts'
import type { Rejection } from '../../core/events/decode.ts'
import type { Overflow } from '../../core/floor/door/ceilings.ts'
import type { FeedStatus, OpenEscalation, Site, SiteDump, SiteSizes } from '../../core/site.ts'
import type { ContactId, EpochMs, SiteId } from '../../core/units.ts'
import type { BoardDefinition, BoardView } from '../../core/view/boardView.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import type { Log } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'

/** What the pipeline uses of a site. */
export type FoldingSite = Pick<
  Site,
  | 'apply'
  | 'reject'
  | 'missesBefore'
  | 'advanceTo'
  | 'asOf'
  | 'lastEventAt'
  | 'floorView'
  | 'boardView'
  | 'escalation'
  | 'isSuspect'
  | 'sizes'
  | 'dump'
>

export interface SiteFold {
  readonly site: SiteId
  /** Why the site failed; undefined while it works. */
  readonly failure: string | undefined
  readonly asOf: EpochMs | undefined
  readonly lastEventAt: EpochMs | undefined
  /** Why there was no room for it; undefined when it was folded, or counted as late or a repeat. */
  apply(event: FloorEvent, storedAt: EpochMs | undefined): Overflow | undefined
  reject(reason: Rejection): void
  /** The log no longer holds what was stored, or happened, before this (F16). */
  missesBefore(at: EpochMs): void
  /** Moves asOf to the later of `now` and the newest folded event time; without `now`, to the latter. */
  advance(now: EpochMs | undefined): void
  /** Undefined once the site has failed. */
  boardView(board: BoardDefinition, status: FeedStatus): BoardView | undefined
  /** The same moment gives the same view and revision. Undefined once the site has failed. */
  floorView(status: FeedStatus): FloorView | undefined
  /** Undefined when no such one is open, or once the site has failed. */
  escalation(id: string): OpenEscalation | undefined
  /** F12; false once the site has failed. */
  isSuspect(contact: ContactId): boolean
  /** Undefined once the site has failed. */
  sizes(): SiteSizes | undefined
  /** Undefined once the site has failed. */
  dump(): SiteDump | undefined
}

export function createSiteFold(site: SiteId, create: () => FoldingSite, log: Log): SiteFold {
  let failure: string | undefined
  let fold: FoldingSite | undefined
  let served: { key: string; revision: number; view: FloorView } | undefined

  function fenced<T>(doing: string, action: (fold: FoldingSite) => T): T | undefined {
    if (fold === undefined || failure !== undefined) return undefined
    try {
      return action(fold)
    } catch (cause) {
      fail(doing, cause)
      return undefined
    }
  }

  /** Fenced too, without the words for a failure that nearly no event causes. */
  function apply(event: FloorEvent, storedAt: EpochMs | undefined): Overflow | undefined {
    if (fold === undefined || failure !== undefined) return undefined
    try {
      return fold.apply(event, storedAt)
    } catch (cause) {
      fail(`folding ${event.type} ${event.id} of ${event.source}`, cause)
      return undefined
    }
  }

  function fail(doing: string, cause: unknown): void {
    failure = `${doing}: ${messageOf(cause)}`
    log.error(
      { site, err: cause },
      `site ${site} failed while ${doing}; it shows nothing new until the server restarts`,
    )
  }

  try {
    fold = create()
  } catch (cause) {
    fail('being created', cause)
  }

  return {
    site,
    get failure() {
      return failure
    },
    get asOf() {
      return fold?.asOf
    },
    get lastEventAt() {
      return fold?.lastEventAt
    },
    apply,
    reject: (reason) => {
      fenced('counting a rejection', (into) => into.reject(reason))
    },
    missesBefore: (at) => {
      fenced('noting where the log begins', (into) => into.missesBefore(at))
    },
    advance: (now) => {
      fenced('moving on', (it) => {
        const newest = it.lastEventAt
        if (newest !== undefined) it.advanceTo(newest)
        if (now !== undefined) it.advanceTo(now)
      })
    },
    boardView: (board, status) => fenced(`viewing board ${board.id}`, (of) => of.boardView(board, status)),
    floorView: (status) =>
      fenced('viewing the floor', (of) => {
        const key = JSON.stringify([of.asOf, status])
        if (served?.key === key) return served.view
        const revision = (served?.revision ?? 0) + 1
        served = { key, revision, view: of.floorView({ ...status, revision }) }
        return served.view
      }),
    escalation: (id) => fenced('looking for an escalation', (of) => of.escalation(id)),
    isSuspect: (contact) => fenced('looking for a suspect', (of) => of.isSuspect(contact)) ?? false,
    sizes: () => fenced('being measured', (of) => of.sizes()),
    dump: () => fenced('being dumped', (of) => of.dump()),
  }
}
