/** Loaded into a process before it begins: in the thread that reads the log something goes wrong after a while. */
import { isMainThread } from 'node:worker_threads'

function fail(): never {
  throw new Error('our bug')
}

if (!isMainThread) setTimeout(fail, 500)
