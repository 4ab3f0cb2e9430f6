/** A thread that says it is linked, and then does what its address says: throw, reject, end or hang. */
import { parentPort, workerData } from 'node:worker_threads'
import type { FromFeed, ThreadSettings } from '../../../src/server/feedThread/threadMessages.ts'

const { url } = workerData as ThreadSettings

const said: FromFeed = { what: 'state', state: { linked: true, lastSeq: 7 }, counts: { links: 1, losses: { gap: 2 } } }
parentPort?.postMessage(said)

function misbehave(): void {
  switch (url) {
    case 'throw':
      throw new Error('our bug')
    case 'reject':
      return void Promise.reject(new Error('our rejection'))
    case 'end':
      process.exit(3)
  }
}

// `hang` does nothing more: it does not even end when it is told to.
setTimeout(misbehave, 50)
setInterval(() => undefined, 1000)
