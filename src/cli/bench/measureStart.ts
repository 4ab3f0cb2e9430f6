/** How long from the start of a process to a live wall, with and without a snapshot, beside the bare rate of reading. */
import { bareRates, type BareRates } from './bareRate.ts'
import { startBenchLog } from './benchLog.ts'
import { benchServer, type Started } from './benchServer.ts'

export interface MeasureOptions {
  readonly events: number
  /** Events behind the snapshot. */
  readonly tail: number
  /** How often each start is measured. */
  readonly rounds: number
  /** Told of each step. */
  readonly told: (text: string) => void
}

/** A start, and right before it the rates at which the same messages are read and parsed and nothing else. */
export interface StartBesideBare {
  readonly bare: BareRates
  readonly start: Started
}

export interface StartFigures {
  readonly events: number
  readonly tail: number
  readonly whole: readonly StartBesideBare[]
  readonly atSnapshot: readonly Started[]
  readonly behindSnapshot: readonly StartBesideBare[]
}

/** @throws BrokerError when there is no nats-server to start */
export async function measureStart({ events, tail, rounds, told }: MeasureOptions): Promise<StartFigures> {
  told(`storing ${events} events`)
  const log = await startBenchLog()
  const server = await benchServer(log.url)

  /** The server of the last round is left running. */
  async function times<T>(what: string, measure: () => Promise<T>): Promise<T[]> {
    const measured: T[] = []
    for (let round = 1; round <= rounds; round++) {
      told(`${what}: ${round} of ${rounds}`)
      await server.kill()
      measured.push(await measure())
    }
    return measured
  }

  async function besideBare(from: number): Promise<StartBesideBare> {
    return { bare: await bareRates(log.url, from), start: await server.start() }
  }

  try {
    await log.store(events)
    const whole = await times('starting without a snapshot', async () => {
      await log.dropSnapshots(0)
      return besideBare(1)
    })
    told('waiting until it has stored a snapshot: up to 5 minutes for a short log')
    await server.stored(events)
    const atSnapshot = await times('starting with a snapshot', () => server.start())
    await server.kill()
    told(`storing ${tail} more`)
    await log.store(tail)
    const behindSnapshot = await times('starting behind the snapshot', async () => {
      await log.dropSnapshots(events)
      return besideBare(events + 1)
    })
    return { events, tail, whole, atSnapshot, behindSnapshot }
  } finally {
    await server.kill()
    await log.remove()
  }
}
