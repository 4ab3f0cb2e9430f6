/** A server's wall clock, to be set while it runs. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '../support/callboardProcess.ts'

const PRELOADED = fileURLToPath(new URL('steppedClock.ts', import.meta.url))

export interface SetClock {
  /** For the environment of the process. */
  readonly env: Environment
  /** What the process takes for now, ms. */
  now(): number
  /** From here on, ms ahead of the machine's clock; `pid`: the process that is running. */
  set(offsetMs: number, pid: number): Promise<void>
}

export async function createSetClock(folder: string, firstOffsetMs: number): Promise<SetClock> {
  const file = join(folder, 'clockOffset')
  let offset = firstOffsetMs
  await writeFile(file, String(offset))
  return {
    env: { NODE_OPTIONS: `--import ${PRELOADED}`, CLOCK_OFFSET_FILE: file },
    now: () => Date.now() + offset,
    async set(offsetMs, pid) {
      await writeFile(file, String(offsetMs))
      process.kill(pid, 'SIGUSR2')
      offset = offsetMs
      // A signal has no answer; whoever needs to know looks at what the process says of the time.
      await delay(50)
    },
  }
}
