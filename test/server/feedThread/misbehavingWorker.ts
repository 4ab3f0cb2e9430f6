/** A thread that says it is linked, and then does what its address says: throw, reject, end, hang or read ahead. */
import { parentPort, workerData } from 'node:worker_threads'
import { epochMs } from '../../../src/core/units.ts'
import { encodeBatch } from '../../../src/server/feedThread/batchCodec.ts'
import type { FeedThen, FromFeed, ThreadSettings, ToFeed } from '../../../src/server/feedThread/threadMessages.ts'

const { url } = workerData as ThreadSettings

/** Told from where to begin, it reads three messages ahead, one by one. */
function readAhead(): void {
  say({ what: 'begin', span: { created: 'then', firstSeq: 1, lastSeq: 5 }, ...then(false, 5) })
  parentPort?.on('message', (message: ToFeed) => {
    if (message.what !== 'begun') return
    say({ what: 'linked', ...then(true, 5) })
    for (const seq of [5, 6, 7]) say({ what: 'batch', text: textOf(seq), ...then(true, seq) })
    if (url === 'aheadLost') say({ what: 'state', ...then(false, 7) })
    if (url === 'aheadRestarted') say({ what: 'restarted', reason: 'made anew', ...then(true, 1) })
  })
}

function then(linked: boolean, lastSeq: number): FeedThen {
  return { state: { linked, lastSeq }, counts: { links: 1, losses: {}, waits: 0 } }
}

function textOf(seq: number): string {
  return encodeBatch([
    { seq, storedAt: epochMs(0), site: undefined, rejected: 'badSubject', detail: '', body: new Uint8Array() },
  ])
}

function say(message: FromFeed): void {
  parentPort?.postMessage(message)
}

const said: FromFeed = {
  what: 'state',
  state: { linked: true, lastSeq: 7 },
  counts: { links: 1, losses: { gap: 2 }, waits: 0 },
}
if (url.startsWith('ahead')) readAhead()
else say(said)

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
