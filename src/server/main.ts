/** A server as a process: its log, its signals and its exit codes. */
import { systemClock } from './clock.ts'
import { createLog } from './log.ts'
import type { Log } from './ports.ts'

/** The last is a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Draining takes no longer, whatever hangs. */
const STOP_WITHIN_MS = 5000
const SAME_SIGNAL_MS = 1000

export interface ProcessLog {
  readonly log: Log
  /** How many lines found no room. */
  readonly lostLines: () => number
}

/** A line that finds no room, on a full disk or a pipe nobody reads, is left out: the wall goes on. */
export function processLog(): ProcessLog {
  let lost = 0
  process.stderr.on('error', () => undefined)
  const note = (error: Error | null | undefined) => (lost += Number(error instanceof Error))
  const write = (line: string) => void process.stderr.write(line, note)
  const log = createLog({ clock: systemClock, readable: process.stderr.isTTY, write })
  return { log, lostLines: () => lost }
}

export interface ProcessLife {
  /** Runs until the first signal, then stops; asked again after a while, or too slow, it ends at once. */
  runUntilSignal(stop: () => Promise<void>): Promise<void>
}

/**
 * A bug ends the process: its state is not to be trusted, and a new one has folded the log in seconds. So does a signal
 * before it runs. Both by `exit`, which ends the broker that was started.
 */
export function endOnBugsAndSignals(log: Log): ProcessLife {
  const bug = (err: unknown) => {
    log.error({ err }, 'a bug: the server ends')
    process.exit(1)
  }
  process.on('uncaughtException', bug)
  process.on('unhandledRejection', bug)

  // One listener for good: who takes it off loses a signal that is on its way to it.
  const exit = () => process.exit(1)
  let act: () => void = exit
  for (const signal of SIGNALS) process.on(signal, () => act())

  return {
    async runUntilSignal(stop) {
      await new Promise<void>((resolve) => (act = resolve))
      setTimeout(exit, STOP_WITHIN_MS).unref()
      // One Ctrl-C arrives twice where npm passes on what the terminal has sent to both of us.
      setTimeout(() => (act = exit), SAME_SIGNAL_MS).unref()
      await stop()
    },
  }
}
