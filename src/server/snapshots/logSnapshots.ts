/** The stored snapshots of one server's log: where a start goes on from, and what is stored as the fold goes on. */
import type { SiteConfig, SiteDump } from '../../core/site.ts'
import type { SiteId } from '../../core/units.ts'
import type { FailureBook } from '../failures.ts'
import type { Clock, Log, LogSpan, ReadUpTo, SnapshotStore } from '../ports.ts'
import { settingsFingerprint } from './head.ts'
import { createSnapshotKeeper, type Folded, type KeeperCounts } from './snapshotKeeper.ts'
import { takeUpSnapshot } from './takeUp.ts'

export interface LogSnapshotsOptions {
  readonly store: SnapshotStore
  readonly clock: Clock
  readonly log: Log
  readonly failures: FailureBook
  readonly sites: Readonly<Record<SiteId, SiteConfig>>
  readonly clockMode: 'wall' | 'events'
}

export interface LogSnapshots {
  /** Goes on from the newest snapshot that can stand for the beginning of this log, if there is one. Never rejects. */
  takeUp(log: LogSpan, use: (sites: Readonly<Record<SiteId, SiteDump>>) => void): Promise<ReadUpTo | undefined>
  /** Called now and then. */
  keep(folded: Folded): void
  status(): SnapshotStatus
}

/** What /metrics and the health page tell. */
export interface SnapshotStatus extends KeeperCounts {
  /** Passed over since the process started. */
  readonly skipped: number
  /** The one the last start went on from. */
  readonly startedFrom?: number
}

export function createLogSnapshots(options: LogSnapshotsOptions): LogSnapshots {
  const { store, clock, log, failures, clockMode } = options
  const settings = settingsFingerprint(options.sites, clockMode)
  const onFailed = (err: unknown): void => failures.report('snapshotNotStored', { err })
  const keeper = createSnapshotKeeper({ store, clock, log, settings, onFailed })
  let skipped = 0
  let startedFrom: number | undefined

  function skip(name: string, reason: string): void {
    skipped += 1
    log.info({ snapshot: name, reason }, 'passing over a stored snapshot')
  }

  return {
    async takeUp(span, use) {
      startedFrom = undefined
      const notAfter = clockMode === 'wall' ? clock.now() : undefined
      try {
        const taken = await takeUpSnapshot({ store, wanted: { log: span, settings, notAfter }, use, skipped: skip })
        if (taken === undefined) return undefined
        const { seq, storedAt } = taken.head
        startedFrom = seq
        keeper.startedFrom(seq)
        log.info({ snapshot: taken.name, behind: span.lastSeq - seq }, 'going on from a stored snapshot')
        return { seq, storedAt }
      } catch (err) {
        failures.report('snapshotsUnread', { err })
        return undefined
      }
    },
    keep: (folded) => keeper.keep(folded),
    status: () => ({
      ...keeper.counts(),
      skipped,
      ...(startedFrom === undefined ? {} : { startedFrom }),
    }),
  }
}
