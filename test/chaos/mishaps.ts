/** What befalls the processes and wires of a run, one thing after the other, at moments the seed decides. */
import { setTimeout as delay } from 'node:timers/promises'
import { exponential, pickWeighted, seededRandom, uniform } from '../../src/simulation/engine/random.ts'
import type { Stage } from './stage.ts'

const KINDS = [
  ['callboardKilled', 9],
  ['callboardStopped', 3],
  ['brokerKilled', 8],
  ['feedCut', 3],
  ['feedFrozen', 3],
  ['brokerFrozen', 2],
  ['callboardFrozen', 2],
  ['calm', 1],
] as const
export type Mishap = (typeof KINDS)[number][0]

/** Those after which something was started again. */
const KILLS: readonly Mishap[] = ['callboardKilled', 'callboardStopped', 'brokerKilled']

export interface Mishaps {
  readonly counts: Readonly<Record<Mishap, number>>
  readonly kills: number
  /** The latest, in words. */
  readonly latest: string
  /** Goes on until `isEnough`, with everything running again at the end. */
  run(isEnough: () => boolean): Promise<void>
}

export interface MishapOptions {
  readonly seed: number
  readonly stage: Pick<Stage, 'broker' | 'server' | 'feedWire'>
  /** Between one and the next, on average. */
  readonly everyMs: number
}

/** Without a restart the next life could not even begin. */
const LONGEST_AWAY_MS = 1_500
/** Short of, and beyond, what the feed takes for silence. */
const LONGEST_FROZEN_MS = 3_000
/** Time to catch up, and to store what was folded. */
const CALM_MS = 22_000

export function createMishaps({ seed, stage, everyMs }: MishapOptions): Mishaps {
  const { broker, server, feedWire } = stage
  const random = seededRandom(seed)
  const counts = Object.fromEntries(KINDS.map(([kind]) => [kind, 0])) as Record<Mishap, number>
  let latest = 'nothing has happened yet'

  function aWhile(longestMs: number): Promise<void> {
    return delay(uniform(random, 0, longestMs))
  }

  async function befall(kind: Mishap): Promise<void> {
    switch (kind) {
      case 'callboardKilled':
        await server.kill()
        await aWhile(LONGEST_AWAY_MS)
        return server.start()
      case 'callboardStopped':
        await server.stop()
        await aWhile(LONGEST_AWAY_MS)
        return server.start()
      case 'brokerKilled':
        await broker.kill()
        await aWhile(LONGEST_AWAY_MS)
        return broker.start()
      case 'feedCut':
        return void feedWire.cut()
      case 'feedFrozen':
        feedWire.freeze()
        await aWhile(LONGEST_FROZEN_MS)
        return feedWire.thaw()
      case 'brokerFrozen':
        broker.freeze()
        await aWhile(LONGEST_FROZEN_MS)
        return broker.thaw()
      case 'callboardFrozen':
        server.freeze()
        await aWhile(LONGEST_FROZEN_MS)
        return server.thaw()
      case 'calm':
        return delay(CALM_MS)
    }
  }

  return {
    counts,
    get kills() {
      return KILLS.reduce((sum, kind) => sum + counts[kind], 0)
    },
    get latest() {
      return latest
    },
    async run(isEnough) {
      while (!isEnough()) {
        await delay(Math.min(exponential(random, everyMs), 4 * everyMs))
        const kind = pickWeighted(random, KINDS)
        latest = `${kind} ${++counts[kind]}`
        await befall(kind)
      }
    },
  }
}
