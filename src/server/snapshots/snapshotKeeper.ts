/** Decides when the folded sites are stored, stores them beside the fold, and lets old ones go. */
import { durationMs, minutes, seconds, type DurationMs, type EpochMs } from '../../core/units.ts'
import type { FoldedLog } from '../pipeline/foldedLog.ts'
import type { Clock, Log, SnapshotStore } from '../ports.ts'
import { checksum, packSites } from './content.ts'
import { expendable } from './expendable.ts'
import { listSnapshots, nameOf, OURS, type SnapshotHead } from './head.ts'

/** What can be stored. */
export interface Folded {
  /** The last message folded; undefined while nothing is to be stored. */
  foldedSeq(): number | undefined
  dump(): FoldedLog | undefined
}

export interface Pace {
  /** Stored after so many messages: about half a second of folding. */
  readonly everyMessages: number
  /** Stored after so long, if there was any message. */
  readonly everyMs: DurationMs
  /** Never sooner than this after the last. */
  readonly atLeastMs: DurationMs
}

export const PACE: Pace = { everyMessages: 50_000, everyMs: minutes(5), atLeastMs: seconds(20) }

export interface KeeperOptions {
  readonly store: SnapshotStore
  readonly clock: Clock
  readonly log: Log
  /** Fingerprint of the settings the sites are folded with. */
  readonly settings: string
  readonly onFailed: (err: unknown) => void
  readonly pace?: Pace
}

export interface KeeperCounts {
  readonly stored: number
  readonly failed: number
  /** The last one could not be stored. */
  readonly isFailing: boolean
  readonly removed: number
  /** The last one stored, and how long the fold stood still for it, ms. */
  readonly last?: { readonly seq: number; readonly at: EpochMs; readonly bytes: number; readonly pauseMs: DurationMs }
}

export interface SnapshotKeeper {
  /** Called now and then; when it is time, stores in the background what is folded. */
  keep(folded: Folded): void
  /** What is folded up to here is stored already. */
  startedFrom(seq: number): void
  counts(): KeeperCounts
  /** Resolves when nothing is being stored any more. */
  idle(): Promise<void>
}

export function createSnapshotKeeper(options: KeeperOptions): SnapshotKeeper {
  const { store, clock, pace = PACE } = options
  let counts: KeeperCounts = { stored: 0, failed: 0, isFailing: false, removed: 0 }
  let tried = { seq: 0, at: clock.now() }
  let storing: Promise<void> | undefined

  function isTime(seq: number, now: EpochMs): boolean {
    // A clock set back must not put it off.
    const since = Math.abs(now - tried.at)
    const messages = Math.abs(seq - tried.seq)
    if (tried.seq > 0 && since < pace.atLeastMs) return false
    return messages >= pace.everyMessages || (messages > 0 && since >= pace.everyMs)
  }

  async function storeNow(folded: Folded, now: EpochMs): Promise<void> {
    const dumped = folded.dump()
    if (dumped === undefined) return
    const pauseMs = durationMs(clock.now() - now)
    const { sites, ...place } = dumped
    const content = await packSites(sites)
    const head: SnapshotHead = { ...OURS, ...place, settings: options.settings, sha256: checksum(content) }
    await store.write({ name: nameOf(head), head: JSON.stringify(head), content })
    const last = { seq: place.seq, at: now, bytes: content.byteLength, pauseMs }
    counts = { ...counts, stored: counts.stored + 1, isFailing: false, last }
    options.log.debug(last, 'snapshot stored')
    await removeOld(now)
  }

  async function removeOld(now: EpochMs): Promise<void> {
    for (const name of expendable(await listSnapshots(store), now)) {
      await store.remove(name)
      counts = { ...counts, removed: counts.removed + 1 }
    }
  }

  function failed(error: unknown): void {
    counts = { ...counts, failed: counts.failed + 1, isFailing: true }
    options.onFailed(error)
  }

  return {
    keep(folded) {
      const seq = folded.foldedSeq()
      const now = clock.now()
      if (seq === undefined || storing !== undefined || !isTime(seq, now)) return
      tried = { seq, at: now }
      storing = storeNow(folded, now)
        .catch(failed)
        .finally(() => (storing = undefined))
    },
    startedFrom(seq) {
      tried = { seq, at: clock.now() }
    },
    counts: () => counts,
    idle: async () => {
      await storing
    },
  }
}
