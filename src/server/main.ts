/** A server as a process: its log, its signals and its exit codes. */
import { systemClock } from './clock.ts'
import { createLog } from './log.ts'
import type { Log } from './ports.ts'

/** The last is a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Draining takes no longer, whatever hangs. */
const STOP_WITHIN_MS = 5000
const SAME_SIGNAL_MS = 1000

/** A line that finds no room, on a full disk or a pipe nobody reads, is left out: the wall goes on. */
export function processLog(): Log {
  process.stderr.on('error', () => undefined)
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

/** Runs until the first SIGINT, SIGTERM or SIGHUP, then stops; asked again after a while, or too slow, it ends at once. */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => onSignal(resolve))
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  // One Ctrl-C arrives twice where npm passes on what the terminal has sent to both of us.
  setTimeout(() => onSignal(() => process.exit(1)), SAME_SIGNAL_MS).unref()
  await stop()
}

function onSignal(act: () => void): void {
  for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, act)
}
