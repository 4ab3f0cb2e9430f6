/** A stored snapshot, and what it may be wanted for. */
import { createSite } from '../../../src/core/site.ts'
import { epochMs } from '../../../src/core/units.ts'
import type { SnapshotStore } from '../../../src/server/ports.ts'
import { checksum, packSites } from '../../../src/server/snapshots/content.ts'
import { OURS, type SnapshotHead, type Wanted } from '../../../src/server/snapshots/head.ts'

export const NINE = epochMs(Date.parse('2026-03-02T09:00:00.000Z'))
const LOG = '2026-03-01T00:00:00.000Z'

export function aHead(changes: Partial<SnapshotHead> = {}): SnapshotHead {
  const place = { log: LOG, seq: 100, storedAt: NINE, asOf: NINE }
  return { ...OURS, ...place, settings: 'these', sha256: 'a'.repeat(64), ...changes }
}

export interface WantedChanges {
  created?: string
  firstSeq?: number
  lastSeq?: number
  /** Of message 100; undefined: dropped. */
  storedAt?: number | undefined
  settings?: string
  notAfter?: number | undefined
}

export function wanted(changes: WantedChanges = {}): Wanted {
  const { created = LOG, firstSeq = 1, lastSeq = 200, settings = 'these' } = changes
  const storedAt = 'storedAt' in changes ? changes.storedAt : NINE
  const notAfter = 'notAfter' in changes ? changes.notAfter : NINE
  return {
    log: {
      created,
      firstSeq,
      lastSeq,
      storedAt: () => Promise.resolve(storedAt === undefined ? undefined : epochMs(storedAt)),
    },
    settings,
    notAfter: notAfter === undefined ? undefined : epochMs(notAfter),
  }
}

/** Stores a whole snapshot under its sequence as name. */
export async function store(into: SnapshotStore, changes: Partial<SnapshotHead> = {}): Promise<void> {
  const content = await packSites({ main: createSite({ site: 'main' }).dump() })
  const head = aHead({ sha256: checksum(content), ...changes })
  await into.write({ name: String(head.seq), head: JSON.stringify(head), content })
}
