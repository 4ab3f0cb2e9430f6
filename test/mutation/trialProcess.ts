/** A process of trial.ts, and how long it may think. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Order } from './messages.ts'

/** Long enough for a busy machine: what goes on for ever is told by its calls (trial.ts), not by the time it takes. */
const LIMIT_MS = 60_000

export type Outcome = Answer | { readonly kind: 'timed out' } | { readonly kind: 'crashed' }

export class TrialProcess {
  readonly #child: ChildProcess
  readonly #started: Promise<Outcome>

  constructor(tree: string, env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(join(tree, 'test/mutation/trial.ts'), {
      cwd: tree,
      env: { ...process.env, ...env },
      execArgv: ['--max-old-space-size=1024', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', env['RECORD'] === undefined ? 'ignore' : 'inherit', 'ipc'],
    })
    this.#started = this.#next(env['RECORD'] === undefined ? LIMIT_MS : 20 * LIMIT_MS)
  }

  /** What it said when all was loaded. */
  get started(): Promise<Outcome> {
    return this.#started
  }

  async tried(order: Order): Promise<Outcome> {
    const began = await this.#started
    if (began.kind !== 'ready') return began
    const outcome = this.#next(LIMIT_MS)
    this.#child.send(order)
    return outcome
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }

  #next(limitMs: number): Promise<Outcome> {
    const child = this.#child
    return new Promise((resolve) => {
      const done = (outcome: Outcome): void => {
        clearTimeout(timer)
        child.off('message', onMessage).off('exit', onExit)
        resolve(outcome)
      }
      const onMessage = (message: unknown): void => done(message as Answer)
      const onExit = (): void => done({ kind: 'crashed' })
      const timer = setTimeout(() => done({ kind: 'timed out' }), limitMs)
      child.on('message', onMessage).on('exit', onExit)
    })
  }
}
