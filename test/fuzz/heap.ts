/** What is left on the heap once everything unreachable is gone. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes. */
export function heapAfterGc(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}
