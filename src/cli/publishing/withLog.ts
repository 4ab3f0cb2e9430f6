/** What the commands that publish have in common: the broker's address, and stopping cleanly. */
import { Option, type Command } from 'commander'
import type { EventLog } from '../../server/ports.ts'
import { messageOf } from '../../server/ports/messageOf.ts'

export const NATS_PORT_URL = 'nats://127.0.0.1:4222'

/** `--nats`, or NATS_URL, or the broker's usual port here. */
export function natsOption(): Option {
  return new Option('--nats <url>', 'where the NATS server is').env('NATS_URL').default(NATS_PORT_URL)
}

/** Connects, works, closes. What goes wrong is one line on stderr and exit 1. */
export async function withLog<T>(
  command: Command,
  url: string,
  work: (log: EventLog, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // The client is loaded only where something is published: printing needs no broker.
  const { connectEventLog } = await import('../../server/feed/write/natsLog.ts')
  const log = await connectEventLog(url).catch((error: unknown) => fail(command, error))
  const stopping = stopSignal()
  try {
    return await work(log, stopping.signal)
  } catch (error) {
    return fail(command, error)
  } finally {
    stopping.forget()
    await log.close().catch(() => undefined)
  }
}

/** @throws CommanderError always */
export function fail(command: Command, error: unknown): never {
  return command.error(`error: ${messageOf(error)}`, { exitCode: 1 })
}

/** Aborted by the first Ctrl-C; the second one kills, as it would without us. */
function stopSignal(): { readonly signal: AbortSignal; forget(): void } {
  const stopping = new AbortController()
  const stop = () => {
    forget()
    stopping.abort()
  }
  const forget = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: stopping.signal, forget }
}
