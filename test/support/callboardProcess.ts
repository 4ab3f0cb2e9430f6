/** Callboard as an operator runs it: a process of its own, with its output, its signals and its exit code. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Whoever ends the tests half way ends these too. */
const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export type Environment = Readonly<Record<string, string>>

export interface Ended {
  /** Null: ended by a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** From the signal, or from the start, ms. */
  readonly tookMs: number
}

export interface CallboardProcess {
  readonly pid: number
  readonly stderr: () => string
  readonly isRunning: () => boolean
  /** SIGTERM, as a service manager or Ctrl-C would. */
  stop(): Promise<Ended>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Resolves when it ends by itself. */
  ended(): Promise<Ended>
}

export interface RunOptions {
  readonly env?: Environment
  /** Standard input. */
  readonly input?: string
  /** File handle for standard error; without one it is kept for `stderr()`. */
  readonly stderr?: number
}

/** Starts a command; nothing of the tests' own environment but PATH and HOME reaches it. */
export function spawnCallboard(args: readonly string[], options: RunOptions = {}): CallboardProcess {
  const { env = {}, input, stderr = 'pipe' } = options
  const { PATH = '', HOME = '' } = process.env
  const startedAt = performance.now()
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['pipe', 'pipe', stderr],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  child.stdin?.on('error', () => undefined).end(input)
  running.add(child)
  const closed = once(child, 'close').finally(() => running.delete(child))

  async function endedSince(since: number): Promise<Ended> {
    await closed
    return { ...output, code: child.exitCode, tookMs: performance.now() - since }
  }

  function isRunning(): boolean {
    return child.exitCode === null && child.signalCode === null
  }

  return {
    pid: child.pid ?? 0,
    stderr: () => output.stderr,
    isRunning,
    stop: () => {
      const at = performance.now()
      if (isRunning()) child.kill('SIGTERM')
      return endedSince(at)
    },
    kill: async () => {
      if (isRunning()) child.kill('SIGKILL')
      await closed
    },
    ended: () => endedSince(startedAt),
  }
}

/** Runs a command to its end. */
export function runCallboard(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return spawnCallboard(args, options).ended()
}

export interface CallboardServer extends CallboardProcess {
  readonly address: string
  /** How long it took from the start until /readyz said so, ms. */
  readonly readyAfterMs: number
}

const READY_WITHIN_MS = 60_000

/** `serve`, or `demo`, once it is ready. @throws with its output when it is not within a minute */
export async function startCallboard(
  env: Environment & { PORT: string },
  command = 'serve',
  options: Pick<RunOptions, 'stderr'> = {},
): Promise<CallboardServer> {
  const startedAt = performance.now()
  const child = spawnCallboard([command], { ...options, env })
  const address = `http://127.0.0.1:${env.PORT}`
  try {
    await untilReady(address, child)
  } catch (error) {
    await child.kill()
    throw error
  }
  return { ...child, address, readyAfterMs: performance.now() - startedAt }
}

async function untilReady(address: string, child: CallboardProcess): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (performance.now() < giveUpAt) {
    if (!child.isRunning()) throw new Error(`callboard ended: ${child.stderr()}`)
    const response = await fetch(`${address}/readyz`).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.status === 200) return
    await delay(50)
  }
  throw new Error(`callboard is not ready after ${READY_WITHIN_MS} ms: ${child.stderr()}`)
}
