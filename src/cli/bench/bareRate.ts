/** How fast this machine reads the log when it does nothing with it but parse its JSON. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { BareRead, BareReading } from './bareReader.ts'

/** Messages a second, from that sequence to the last there is. @throws Error when the log cannot be read */
export async function bareRate(url: string, from: number): Promise<number> {
  const workerData: BareReading = { url, from }
  const reader = new Worker(new URL('./bareReader.ts', import.meta.url), { workerData })
  const [{ messages, tookMs }] = (await once(reader, 'message')) as [BareRead]
  await reader.terminate()
  return messages / (tookMs / 1000)
}
