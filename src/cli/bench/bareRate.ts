/** How fast this machine reads the log when it does nothing with it but parse its JSON. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { BareRead, BareReading, BareWay } from './bareReader.ts'

/** Messages a second, by the way of reading them. */
export type BareRates = Readonly<Record<BareWay, number>>

/** From that sequence to the last there is. @throws Error when the log cannot be read */
export async function bareRates(url: string, from: number): Promise<BareRates> {
  return {
    documented: await bareRate({ url, from, way: 'documented' }),
    tuned: await bareRate({ url, from, way: 'tuned' }),
  }
}

async function bareRate(workerData: BareReading): Promise<number> {
  const reader = new Worker(new URL('./bareReader.ts', import.meta.url), { workerData })
  const [{ messages, tookMs }] = (await once(reader, 'message')) as [BareRead]
  await reader.terminate()
  return messages / (tookMs / 1000)
}
