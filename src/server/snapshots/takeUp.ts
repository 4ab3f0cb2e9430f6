/** Finds the newest stored snapshot that can stand for the beginning of the log, and goes on from it. */
import type { SnapshotStore } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { checksum, unpackSites, type SiteDumps } from './content.ts'
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
  /** Told of every snapshot that was passed over, newest first. */
  readonly skipped: (name: string, reason: string) => void
}

export interface TakeUpOptions extends SearchOptions {
  /** Loads the sites. May throw: then the next older snapshot is tried. */
  readonly use: (sites: SiteDumps) => void
}

/** Newest first. @throws Error when the store cannot be listed */
export async function* soundSnapshots(options: SearchOptions): AsyncGenerator<SoundSnapshot, undefined> {
  for (const { name, head } of newestFirst(await listSnapshots(options.store))) {
    const found = await examine(name, head, options)
    if (typeof found === 'string') options.skipped(name, found)
    else yield found
  }
}

/**
 * Unpacks the newest that can be used. Undefined when none serves: then the whole log does.
 * @throws Error when the store cannot be listed
 */
export async function takeUpSnapshot(options: TakeUpOptions): Promise<SoundSnapshot | undefined> {
  for await (const sound of soundSnapshots(options)) {
    try {
      options.use(await unpackSites(sound.content))
      return sound
    } catch (error) {
      options.skipped(sound.name, whyNotTaken(error))
    }
  }
  return undefined
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
