/** A worker thread that looks back: the live fold and its displays never wait for it. */
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock.ts'
import { messageOf } from '../ports/messageOf.ts'
import type { Job, WorkerSettings } from './jobs.ts'
import type { FromWorker, ToWorker } from './lane.ts'
import { createRebuilds } from './rebuilds.ts'

// There it is this thread's alone: where cores are few, the live fold comes first.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const rebuild = createRebuilds({ settings: workerData as WorkerSettings, clock: systemClock, log: quiet })

async function answer(id: number, job: Job): Promise<void> {
  let message: FromWorker
  try {
    message = { id, outcome: await rebuild(job) }
  } catch (error) {
    message = { id, broken: messageOf(error) }
  }
  parentPort?.postMessage(message)
}

parentPort?.on('message', ({ id, job }: ToWorker) => void answer(id, job))
