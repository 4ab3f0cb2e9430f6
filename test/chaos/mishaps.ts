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
] as const
export type Mishap = (typeof KINDS)[number][0]

/** Those after which something was started again. */
const KILLS: readonly Mishap[] = ['callboardKilled', 'callboardStopped', 'brokerKilled']

export interface Mishaps {
  readonly counts: Readonly<Record<Mishap, number>>
  readonly kills: number
  /** The latest, in words. */
  readonly latest: string
  /** One upon the other, whether or not the last is got over, until `isEnough`; everything runs again at the end. */
  storm(isEnough: () => boolean): Promise<void>
  /** So many more kills, Callboard first, each once the server has caught up and has had time to store what it folded. */
  aftermath(kills: number): Promise<void>
}

export interface MishapOptions {
  readonly seed: number
  readonly stage: Pick<Stage, 'broker' | 'server' | 'feedWire'>
  /** Between one and the next in a storm, on average. */
  readonly everyMs: number
}

/** Without a restart the next life could not even begin. */
const LONGEST_AWAY_MS = 1_500
/** Short of, and beyond, what the feed takes for silence. */
const LONGEST_FROZEN_MS = 3_000
/** Longer than the server waits between two stored snapshots. */
const CALM_MS = 25_000
const STORED = 'callboard_snapshots_total{outcome="stored"}'

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
    }
  }

  async function note(kind: Mishap): Promise<void> {
    latest = `${kind} ${++counts[kind]}`
    await befall(kind)
  }

  async function calm(): Promise<void> {
    const until = performance.now() + CALM_MS
    while (performance.now() < until && (await server.metric(STORED)) === 0) await delay(250)
    await aWhile(LONGEST_AWAY_MS)
  }

  return {
    counts,
    get kills() {
      return KILLS.reduce((sum, kind) => sum + counts[kind], 0)
    },
    get latest() {
      return latest
    },
    async storm(isEnough) {
      while (!isEnough()) {
        await delay(Math.min(exponential(random, everyMs), 4 * everyMs))
        await note(pickWeighted(random, KINDS))
      }
    },
    async aftermath(kills) {
      for (let n = 0; n < kills; n++) {
        await server.ready()
        await calm()
        await note(KILLS[n % KILLS.length] ?? 'callboardKilled')
      }
    },
  }
}
