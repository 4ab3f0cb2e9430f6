/** Finds the newest stored snapshot that can stand for the beginning of the log, and goes on from it. */
import { unpackSites, type SiteDumps } from './content.ts'
import { soundSnapshots, whyNotTaken, type SearchOptions, type SoundSnapshot } from './soundSnapshots.ts'

export interface TakeUpOptions extends SearchOptions {
  /** Loads the sites. May throw: then the next older snapshot is tried. */
  readonly use: (sites: SiteDumps) => void
}

/** Undefined when none serves: then the whole log does. @throws Error when the store cannot be listed */
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
