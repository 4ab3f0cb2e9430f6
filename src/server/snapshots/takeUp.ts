/** Finds the newest stored snapshot that can stand for the beginning of the log, and goes on from it. */
import type { SnapshotStore } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { checksum, unpackSites, type SiteDumps } from './content.ts'
import { listSnapshots, whyNot, type SnapshotHead, type StoredSnapshot, type Wanted } from './head.ts'

export interface TakenUp {
  readonly name: string
  readonly head: SnapshotHead
}

export interface TakeUpOptions {
  readonly store: SnapshotStore
  readonly wanted: Wanted
  /** Loads the sites. May throw: then the next older snapshot is tried. */
  readonly use: (sites: SiteDumps) => void
  /** Told of every snapshot that was passed over, newest first. */
  readonly skipped: (name: string, reason: string) => void
}

/** Undefined when none serves: then the whole log does. @throws Error when the store cannot be listed */
export async function takeUpSnapshot(options: TakeUpOptions): Promise<TakenUp | undefined> {
  for (const { name, head } of newestFirst(await listSnapshots(options.store))) {
    const reason = head === undefined ? 'its head cannot be read' : await tryOne(name, head, options)
    if (head !== undefined && reason === undefined) return { name, head }
    options.skipped(name, reason ?? '')
  }
  return undefined
}

function newestFirst(snapshots: readonly StoredSnapshot[]): StoredSnapshot[] {
  return [...snapshots].sort((a, b) => seqOf(b) - seqOf(a))
}

/** One that says nothing of itself comes first, so that it is told of. */
function seqOf({ head }: StoredSnapshot): number {
  return head?.seq ?? Number.MAX_SAFE_INTEGER
}

/** Why it does not serve; undefined when it was taken up. */
async function tryOne(name: string, head: SnapshotHead, options: TakeUpOptions): Promise<string | undefined> {
  const reason = await whyNot(head, options.wanted)
  if (reason !== undefined) return reason
  try {
    const content = await options.store.read(name)
    if (checksum(content) !== head.sha256) return 'its content is damaged'
    options.use(await unpackSites(content))
    return undefined
  } catch (error) {
    return `it cannot be taken up: ${messageOf(error)}`
  }
}
