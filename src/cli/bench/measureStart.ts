/** How long from the start of a process to a live wall, with and without a snapshot, beside the bare rate of reading. */
import { bareRates, type BareRates } from './bareRate.ts'
import { startBenchLog } from './benchLog.ts'
import { benchServer, type Started } from './benchServer.ts'

export interface MeasureOptions {
  readonly events: number
  /** Events behind the snapshot. */
  readonly tail: number
  /** Told of each step. */
  readonly told: (text: string) => void
}

export interface StartFigures {
  readonly events: number
  readonly tail: number
  /** Messages a second of the whole log and of those behind the snapshot, read and parsed and nothing else. */
  readonly bare: { readonly whole: BareRates; readonly tail: BareRates }
  readonly whole: Started
  readonly atSnapshot: Started
  readonly behindSnapshot: Started
}

/** @throws BrokerError when there is no nats-server to start */
export async function measureStart({ events, tail, told }: MeasureOptions): Promise<StartFigures> {
  told(`storing ${events} events`)
  const log = await startBenchLog()
  const server = await benchServer(log.url)
  try {
    await log.store(events)
    told('reading them bare')
    const wholeBare = await bareRates(log.url, 1)
    told('starting without a snapshot')
    const whole = await server.start()
    await server.stored(events)
    await server.kill()
    told('starting with a snapshot')
    const atSnapshot = await server.start()
    await server.kill()
    told(`storing ${tail} more, and starting behind the snapshot`)
    await log.store(tail)
    const tailBare = await bareRates(log.url, events + 1)
    const behindSnapshot = await server.start()
    return { events, tail, bare: { whole: wholeBare, tail: tailBare }, whole, atSnapshot, behindSnapshot }
  } finally {
    await server.kill()
    await log.remove()
  }
}
