/** The stored snapshots of one server's log: where a start goes on from, and what is stored as the fold goes on. */
import type { SiteConfig } from '../../core/site.ts'
import type { SiteId } from '../../core/units.ts'
import type { FailureBook } from '../failures.ts'
import type { StoredSites } from '../pipeline.ts'
import type { Clock, Log, LogSpan, SnapshotStore } from '../ports.ts'
import { unpackSites } from './content.ts'
import { settingsFingerprint } from './head.ts'
import { createSnapshotKeeper, type Folded, type KeeperCounts } from './snapshotKeeper.ts'
import { soundSnapshots, whyNotTaken, type SoundSnapshot } from './soundSnapshots.ts'

export interface LogSnapshotsOptions {
  readonly store: SnapshotStore
  readonly clock: Clock
  readonly log: Log
  readonly failures: FailureBook
  readonly sites: Readonly<Record<SiteId, SiteConfig>>
  readonly clockMode: 'wall' | 'events'
}

export interface LogSnapshots {
  /** The newest snapshot that can stand for the beginning of this log, if there is one. Never rejects. */
  find(log: LogSpan): Promise<StoredSites | undefined>
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
  /** Whole, and yet they could not be loaded. */
  const unusable = new Set<string>()
  let skipped = 0
  let startedFrom: number | undefined

  function skip(name: string, reason: string): void {
    skipped += 1
    log.info({ snapshot: name, reason }, 'passing over a stored snapshot')
  }

  function storedSites({ name, head, content }: SoundSnapshot, span: LogSpan): StoredSites {
    const { seq, storedAt } = head
    return {
      upTo: { seq, storedAt },
      async load(use) {
        try {
          use(await unpackSites(content))
        } catch (error) {
          unusable.add(name)
          skip(name, whyNotTaken(error))
          return false
        }
        startedFrom = seq
        keeper.startedFrom(seq)
        log.info({ snapshot: name, behind: span.lastSeq - seq }, 'going on from a stored snapshot')
        return true
      },
    }
  }

  return {
    async find(span) {
      startedFrom = undefined
      const notAfter = clockMode === 'wall' ? clock.now() : undefined
      try {
        const wanted = { log: span, settings, notAfter }
        for await (const sound of soundSnapshots({ store, wanted, except: unusable, skipped: skip }))
          return storedSites(sound, span)
      } catch (err) {
        failures.report('snapshotsUnread', { err })
      }
      return undefined
    },
    keep: (folded) => keeper.keep(folded),
    status: () => ({
      ...keeper.counts(),
      skipped,
      ...(startedFrom === undefined ? {} : { startedFrom }),
    }),
  }
}
