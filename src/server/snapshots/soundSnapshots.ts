/** The stored snapshots that can stand for the beginning of the log. */
import type { SnapshotStore } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { checksum } from './content.ts'
import { listSnapshots, whyNot, type SnapshotHead, type StoredSnapshot, type Wanted } from './head.ts'

/** One that by its head can stand for the beginning of the log, and is whole. */
export interface SoundSnapshot {
  readonly name: string
  readonly head: SnapshotHead
  readonly content: Uint8Array
}

export interface SearchOptions {
  readonly store: SnapshotStore
  readonly wanted: Wanted
  /** Names that need not be looked at. */
  readonly except?: ReadonlySet<string>
  /** Told of every snapshot that was passed over, newest first. */
  readonly skipped: (name: string, reason: string) => void
}

/** Newest first. @throws Error when the store cannot be listed */
export async function* soundSnapshots(options: SearchOptions): AsyncGenerator<SoundSnapshot, undefined> {
  for (const { name, head } of newestFirst(await listSnapshots(options.store))) {
    if (options.except?.has(name)) continue
    const found = await examine(name, head, options)
    if (typeof found === 'string') options.skipped(name, found)
    else yield found
  }
}

export function whyNotTaken(error: unknown): string {
  return `it cannot be taken up: ${messageOf(error)}`
}

function newestFirst(snapshots: readonly StoredSnapshot[]): StoredSnapshot[] {
  return [...snapshots].sort((a, b) => seqOf(b) - seqOf(a))
}

/** One that says nothing of itself comes first, so that it is told of. */
function seqOf({ head }: StoredSnapshot): number {
  return head?.seq ?? Number.MAX_SAFE_INTEGER
}

/** A string: why it does not serve. */
async function examine(
  name: string,
  head: SnapshotHead | undefined,
  { store, wanted }: SearchOptions,
): Promise<SoundSnapshot | string> {
  if (head === undefined) return 'its head cannot be read'
  const reason = await whyNot(head, wanted)
  if (reason !== undefined) return reason
  try {
    const content = await store.read(name)
    return checksum(content) === head.sha256 ? { name, head, content } : 'its content is damaged'
  } catch (error) {
    return whyNotTaken(error)
  }
}
