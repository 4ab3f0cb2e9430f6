/** What a running server holds in memory, once all that is garbage is gone: asked over its inspector. */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Environment } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'

export interface Memory {
  readonly heapMiB: number
  readonly residentMiB: number
}

export interface Inspected {
  /** For the environment of the process. */
  readonly env: Environment
  memory(): Promise<Memory>
}

const MIB = 1024 * 1024

export async function inspected(): Promise<Inspected> {
  const port = await freePort()
  return {
    env: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` },
    async memory() {
      const ask = await attach(port)
      await ask.call('HeapProfiler.collectGarbage')
      const { result } = (await ask.call('Runtime.evaluate', {
        expression: 'JSON.stringify(process.memoryUsage())',
      })) as { result: { value: string } }
      ask.close()
      const { heapUsed, rss } = JSON.parse(result.value) as { heapUsed: number; rss: number }
      return { heapMiB: heapUsed / MIB, residentMiB: rss / MIB }
    },
  }
}

interface Inspector {
  call(method: string, params?: object): Promise<unknown>
  close(): void
}

async function attach(port: number): Promise<Inspector> {
  const socket = new WebSocket(await debuggerUrl(port))
  await once(socket, 'open')
  let id = 0
  return {
    async call(method, params = {}) {
      const own = ++id
      socket.send(JSON.stringify({ id: own, method, params }))
      for (;;) {
        const [data] = (await once(socket, 'message')) as [Buffer]
        const message = JSON.parse(data.toString()) as { id?: number; result?: unknown }
        if (message.id === own) return message.result
      }
    },
    close: () => socket.close(),
  }
}

async function debuggerUrl(port: number): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(`http://127.0.0.1:${port}/json`).catch(() => undefined)
    const [target] = ((await response?.json()) ?? []) as { webSocketDebuggerUrl: string }[]
    if (target !== undefined) return target.webSocketDebuggerUrl
    await delay(50)
  }
  throw new Error(`no inspector at ${port}`)
}

/** Growth of a series per step, by least squares. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const products = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0)
  const squares = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0)
  return products / squares
}
