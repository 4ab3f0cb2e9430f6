/** A worker that does what the site is called. */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker } from '../../../src/server/rewind/lane.ts'

let atOnce = 0
let held = 0

async function answer({ id, job }: ToWorker): Promise<FromWorker> {
  if (job.site === 'throw') return { id, broken: 'as asked' }
  if (job.site === 'die') process.exit(3)
  if (job.site !== 'hold') return { id, outcome: { text: job.site } }
  atOnce += 1
  held += 1
  await delay(20)
  const text = `${atOnce} at once, number ${held}`
  atOnce -= 1
  return { id, outcome: { text } }
}

parentPort?.on('message', (message: ToWorker) => void answer(message).then((said) => parentPort?.postMessage(said)))
