/** Which figures are old because a source that feeds them is silent (W4), and since when. */
import { parseInstant, type EpochMs } from '../core/units.ts'
import type { BoardSourceView } from '../core/view/boardView.ts'

export type Sources = Readonly<Record<string, BoardSourceView>>

export interface SilentSource {
  source: string
  /** Its last word. */
  since: EpochMs
}

/** Those past their limit, the longest silent first. */
export function silentSources(sources: Sources): SilentSource[] {
  return Object.entries(sources)
    .flatMap(([source, { silent, lastEventAt }]) => {
      const since = lastEventAt === undefined ? undefined : parseInstant(lastEventAt)
      return silent === true && since !== undefined ? [{ source, since }] : []
    })
    .toSorted((a, b) => a.since - b.since)
}

/** Since when figures that come from these sources are old: the last word of the longest silent; undefined: they live. */
export function oldSinceOf(fedBy: readonly string[], sources: Sources): EpochMs | undefined {
  return silentSources(sources).find(({ source }) => fedBy.includes(source))?.since
}

/** By id, since when each queue's figures are old; those that live are left out. */
export function oldQueues(
  queues: Readonly<Record<string, { sources: readonly string[] }>>,
  sources: Sources,
): Map<string, EpochMs> {
  const silent = silentSources(sources)
  const old = new Map<string, EpochMs>()
  if (silent.length === 0) return old
  for (const [id, queue] of Object.entries(queues)) {
    const longest = silent.find(({ source }) => queue.sources.includes(source))
    if (longest !== undefined) old.set(id, longest.since)
  }
  return old
}

/** The instant old figures are of: the last word, unless everybody who waits came after it from another source. */
export function instantOf(longestWaitSince: string | undefined, oldSince: EpochMs | undefined, now: EpochMs): EpochMs {
  if (oldSince === undefined) return now
  const came = longestWaitSince === undefined ? undefined : parseInstant(longestWaitSince)
  return came !== undefined && came > oldSince ? now : oldSince
}
