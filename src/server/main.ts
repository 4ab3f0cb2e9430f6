/** A server as a process: its log, its signals and its exit codes. */
import { systemClock } from './clock.ts'
import { createLog } from './log.ts'
import type { Log } from './ports.ts'

/** Draining takes no longer, whatever hangs. */
const STOP_WITHIN_MS = 5000

export function processLog(): Log {
  return createLog({
    clock: systemClock,
    readable: process.stderr.isTTY,
    write: (line) => void process.stderr.write(line),
  })
}

/** A bug ends the process: its state is not to be trusted, and a new one has folded the log in seconds. */
export function exitOnBugs(log: Log): void {
  const exit = (err: unknown) => {
    log.error({ err }, 'a bug: the server ends')
    process.exit(1)
  }
  process.on('uncaughtException', exit)
  process.on('unhandledRejection', exit)
}

/** Runs until the first SIGINT or SIGTERM, then stops; a second signal, or too long a stop, ends it at once. */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  process.once('SIGINT', () => process.exit(1))
  process.once('SIGTERM', () => process.exit(1))
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  await stop()
}
