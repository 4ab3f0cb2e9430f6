/** One worker thread and those who wait for it: one rebuild at a time, and a worker that fails is replaced. */
import { Worker } from 'node:worker_threads'
import type { FailureBook } from '../failures.ts'
import type { Job, Outcome, WorkerSettings } from './jobs.ts'
import { REBUILD_WITHIN } from './deadline.ts'

export type ToWorker = { readonly id: number; readonly job: Job }
export type FromWorker = { readonly id: number } & ({ readonly outcome: Outcome } | { readonly broken: string })

/** Rebuilds waiting for one that is being made; more get 429. */
export const MAX_WAITING = 8
/** A worker that has not answered by then hangs, and is ended. */
const HANGS_AFTER_MS = REBUILD_WITHIN + 10_000
/** A worker nobody asks ends, and gives its memory back. */
const RESTS_AFTER_MS = 5 * 60_000
/** Memory of a worker, in MiB; one that needs more ends, and the server lives on. */
const MAX_HEAP_MB = 1_536

const WORKER = new URL('./worker.ts', import.meta.url)

export interface LaneCounts {
  readonly done: number
  readonly failed: number
  readonly refused: number
  /** Workers that crashed or hung. */
  readonly lost: number
  readonly waiting: number
  readonly running: number
}

export interface Lane {
  /** Resolves with what became of it; never rejects. */
  run(job: Job): Promise<Outcome>
  counts(): LaneCounts
  stop(): Promise<void>
}

interface Task {
  readonly job: Job
  done(outcome: Outcome): void
}

const BUSY = { failure: { status: 429, detail: 'too many moments are being rebuilt just now', retryAfterS: 1 } }
const LOST = { failure: { status: 503, detail: 'rebuilding failed; the log of the server says why', retryAfterS: 2 } }

export interface LaneOptions {
  readonly settings: WorkerSettings
  readonly failures: Pick<FailureBook, 'report'>
  /** What the thread runs. */
  readonly worker?: URL
}

export function createLane({ settings, failures, worker: runs = WORKER }: LaneOptions): Lane {
  const counts = { done: 0, failed: 0, refused: 0, lost: 0 }
  const waiting: Task[] = []
  let running: { readonly id: number; readonly task: Task; readonly hangs: NodeJS.Timeout } | undefined
  let worker: Worker | undefined
  let resting: NodeJS.Timeout | undefined
  let lastId = 0

  function start(): Worker {
    const started = new Worker(runs, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    })
    started.on('message', answered)
    started.on('error', (err) => lose(started, err))
    started.on('exit', () => lose(started, new Error('the worker ended')))
    return started
  }

  function next(): void {
    const task = waiting.shift()
    clearTimeout(resting)
    if (task === undefined) {
      resting = setTimeout(() => void end(), RESTS_AFTER_MS).unref()
      return
    }
    worker ??= start()
    lastId += 1
    const busy = worker
    const hangs = setTimeout(
      () => lose(busy, new Error(`no answer after ${HANGS_AFTER_MS} ms`)),
      HANGS_AFTER_MS,
    ).unref()
    running = { id: lastId, task, hangs }
    busy.postMessage({ id: lastId, job: task.job } satisfies ToWorker)
  }

  function answered(message: FromWorker): void {
    if (message.id !== running?.id) return
    if ('broken' in message) failures.report('rebuildFailed', { reason: message.broken, what: running.task.job.what })
    settle('broken' in message ? LOST : message.outcome)
  }

  function settle(outcome: Outcome): void {
    const settled = running
    running = undefined
    clearTimeout(settled?.hangs)
    counts['text' in outcome ? 'done' : 'failed'] += 1
    settled?.task.done(outcome)
    next()
  }

  function lose(lost: Worker, err: unknown): void {
    if (lost !== worker) return
    worker = undefined
    counts.lost += 1
    failures.report('rebuildWorkerLost', { err })
    void lost.terminate()
    if (running !== undefined) settle(LOST)
  }

  async function end(): Promise<void> {
    const ended = worker
    worker = undefined
    clearTimeout(resting)
    await ended?.terminate()
  }

  return {
    run: (job) =>
      new Promise((done) => {
        if (waiting.length >= MAX_WAITING) {
          counts.refused += 1
          return done(BUSY)
        }
        waiting.push({ job, done })
        if (running === undefined) next()
      }),
    counts: () => ({ ...counts, waiting: waiting.length, running: running === undefined ? 0 : 1 }),
    async stop() {
      for (const task of waiting.splice(0)) task.done(LOST)
      await end()
      if (running !== undefined) settle(LOST)
    },
  }
}
