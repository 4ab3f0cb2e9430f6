/** Floor views taken at random moments, and compared with the log afterwards. */
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom, uniform } from '../../src/simulation/engine/random.ts'
import { differenceFromLog, type Audit, type Sighting } from './audit.ts'
import { SITES } from './recording.ts'
import type { ServerUnderTest } from './serverUnderTest.ts'

export interface Watching {
  /** Looks whenever the server has caught up, at random moments, and now and then while it has not. */
  keepLooking(isEnough: () => boolean, latest: () => string): Promise<void>
  look(moment: string): Promise<void>
  /** The views of the last look. */
  last(): readonly Sighting[]
  /** Compares the last ones and so many of the others; answers what differs, and how many were compared. */
  audit(most: number, by: Audit): Promise<{ readonly wrong: readonly string[]; readonly audited: number }>
}

const WHILE_BEHIND = 0.2
/** No more are told: they have one cause. */
const MOST_WRONG = 4

export function createWatching(seed: number, server: ServerUnderTest): Watching {
  const random = seededRandom(seed)
  const sightings: Sighting[] = []

  async function look(moment: string): Promise<void> {
    for (const site of SITES) {
      const text = await server.floorText(site)
      if (text !== undefined) sightings.push({ site, text, moment })
    }
  }

  return {
    look,
    last: () => sightings.slice(-SITES.length),
    async keepLooking(isEnough, latest) {
      while (!isEnough()) {
        await delay(uniform(random, 100, 900))
        const isReady = await server.isReady()
        if (isReady || random.next() < WHILE_BEHIND) await look(`${isReady ? 'ready' : 'behind'}, after ${latest()}`)
      }
    },
    async audit(most, by) {
      const chosen = [...sightings.slice(-SITES.length), ...spread(sightings.slice(0, -SITES.length), most)]
      const wrong: string[] = []
      for (const sighting of chosen) {
        const difference = await differenceFromLog(sighting, { ...by, byCommand: sighting === chosen[0] })
        if (difference !== undefined) wrong.push(difference)
        if (wrong.length >= MOST_WRONG) break
      }
      return { wrong, audited: chosen.length }
    },
  }
}

/** So many of them, from all over. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  const every = Math.max(1, values.length / most)
  return values.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every))
}
