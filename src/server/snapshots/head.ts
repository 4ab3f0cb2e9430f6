/** What stands beside a stored snapshot, and whether the snapshot may stand for the log read so far. */
import { createHash } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { SiteConfig } from '../../core/site.ts'
import { DUMP_VERSION } from '../../core/site/siteDump.ts'
import { epochMs, toInstant, type EpochMs, type SiteId } from '../../core/units.ts'
import type { LogSpan, SnapshotStore } from '../ports.ts'
import { VERSION } from '../version.ts'

/** Counts up whenever the envelope means something else. */
export const FORMAT = 1

/** A snapshot of these is good for nobody else. */
export const OURS = { format: FORMAT, dumpVersion: DUMP_VERSION, madeBy: VERSION } as const

/** What is said of a stored snapshot beside its content. */
export interface SnapshotHead {
  /** Of the envelope, and of the dumps inside. */
  readonly format: number
  readonly dumpVersion: number
  /** The version of Callboard that wrote it. */
  readonly madeBy: string
  /** The log it was folded from: when the broker made it. */
  readonly log: string
  /** The last message in it, and when the broker stored that. */
  readonly seq: number
  readonly storedAt: EpochMs
  /** No clock and no event in it is later. */
  readonly asOf: EpochMs
  /** Fingerprint of the settings it was folded with. */
  readonly settings: string
  /** Of the content. */
  readonly sha256: string
}

export interface StoredSnapshot {
  readonly name: string
  /** Undefined when it cannot be read. */
  readonly head: SnapshotHead | undefined
}

const WHOLE = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const HEAD = Type.Object({
  format: WHOLE,
  dumpVersion: WHOLE,
  madeBy: Type.String({ maxLength: 64 }),
  log: Type.String({ maxLength: 64 }),
  seq: WHOLE,
  storedAt: WHOLE,
  asOf: WHOLE,
  settings: Type.String({ maxLength: 64 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})

export async function listSnapshots(store: SnapshotStore): Promise<StoredSnapshot[]> {
  return (await store.list()).map(({ name, head }) => ({ name, head: readHead(head) }))
}

/** Unique: two servers on one log do not write over each other's. */
export function nameOf({ log, seq, sha256 }: SnapshotHead): string {
  return `${log}/${seq}/${sha256.slice(0, 8)}`
}

function readHead(text: string | undefined): SnapshotHead | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (!Value.Check(HEAD, value)) return undefined
    return { ...value, storedAt: epochMs(value.storedAt), asOf: epochMs(value.asOf) }
  } catch {
    return undefined
  }
}

/** What the settings decide, a dump has folded in: other settings, other figures. */
export function settingsFingerprint(sites: Readonly<Record<SiteId, SiteConfig>>, clockMode: string): string {
  const sorted = Object.entries(sites).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([clockMode, sorted]))
    .digest('hex')
}

/** What a snapshot is wanted for. */
export interface Wanted {
  readonly log: LogSpan
  readonly settings: string
  /** Nothing in it may be later; undefined when time is the events' own. */
  readonly notAfter?: EpochMs | undefined
  /** What is folded already: one that goes no further saves nothing. */
  readonly foldedSeq?: number
}

/** Why it cannot stand for the beginning of the log; undefined when, by its head, it can. */
export async function whyNot(head: SnapshotHead, wanted: Wanted): Promise<string | undefined> {
  const { log, notAfter } = wanted
  if (head.format !== FORMAT) return `it is of format ${head.format}, not ${FORMAT}`
  if (head.dumpVersion !== DUMP_VERSION) return `its sites are of version ${head.dumpVersion}, not ${DUMP_VERSION}`
  if (head.madeBy !== VERSION) return `it was written by Callboard ${head.madeBy}, this is ${VERSION}`
  if (head.seq <= (wanted.foldedSeq ?? 0)) return `it ends at message ${head.seq}, which is folded already`
  if (head.log !== log.created) return `it is of another log, made at ${head.log}`
  if (head.settings !== wanted.settings) return 'it was folded with other settings'
  if (head.seq > log.lastSeq) return `the log ends at ${log.lastSeq}, before its message ${head.seq}`
  // Right before the first there is, it may have been purged with all the rest.
  if (head.seq < log.firstSeq) return `the log begins at ${log.firstSeq}, after its message ${head.seq}`
  if (notAfter !== undefined && head.asOf > notAfter)
    return `its time, ${toInstant(head.asOf)}, is after ${toInstant(notAfter)}`
  const storedAt = await log.storedAt(head.seq)
  if (storedAt !== undefined && storedAt !== head.storedAt)
    return `message ${head.seq} of the log is not the one it ended with`
  return undefined
}
