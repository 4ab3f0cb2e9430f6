/** A broker of the bench's own, and one simulated day in its log. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochMs } from '../../core/units.ts'
import { startEmbeddedNats } from '../../server/feed/broker/embeddedNats.ts'
import { connectEventLog } from '../../server/feed/write/natsLog.ts'
import { natsSnapshots } from '../../server/feed/write/natsSnapshots.ts'
import { listSnapshots } from '../../server/snapshots/head.ts'
import { simulateCentre } from '../../simulation/simulateCentre.ts'
import { sleep } from '../publishing/pace.ts'
import { outgoing } from '../publishing/outgoing.ts'
import { createPublisher } from '../publishing/publisher.ts'

/** A large centre: at this rate a million events are the better part of one day. */
const CENTRE = { seed: 1, startAt: epochMs(Date.UTC(2026, 2, 2, 6)), agents: 1200, queues: 20, rate: 25_000 }
const IN_FLIGHT = 2000

export interface BenchLog {
  readonly url: string
  /** Stores the next events of the day. */
  store(count: number): Promise<void>
  /** Those that servers have stored of more than so many events. */
  dropSnapshots(beyond: number): Promise<void>
  remove(): Promise<void>
}

export async function startBenchLog(): Promise<BenchLog> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-bench-'))
  const broker = await startEmbeddedNats({ dataFolder: folder })
  const log = await connectEventLog(broker.url)
  const snapshots = natsSnapshots(broker.url)
  const events = simulateCentre(CENTRE)[Symbol.iterator]()

  return {
    url: broker.url,
    async store(count) {
      const { signal } = new AbortController()
      const publisher = createPublisher({ log, site: 'main', sleep, signal, maxInFlight: IN_FLIGHT, attempts: 1 })
      for (let i = 0; i < count; i++) await publisher.send(outgoing(events.next().value))
      await publisher.finish()
    },
    async dropSnapshots(beyond) {
      for (const { name, head } of await listSnapshots(snapshots))
        if ((head?.seq ?? Infinity) > beyond) await snapshots.remove(name)
    },
    async remove() {
      await snapshots.close()
      await log.close()
      await broker.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
