/** A server process of the bench's own, watched as a display sees it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { parseServerMessage } from '../../protocol/codec.ts'
import { SUBPROTOCOL } from '../../protocol/messages.ts'
import { systemClock } from '../../server/clock.ts'
import { environmentWith } from '../../server/config.ts'
import { freePort } from '../../server/feed/broker/freePort.ts'
import { foldedIn, type Folded } from './serverLines.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const RETRY_MS = 10

export interface Started extends Folded {
  /** From the start of the process to a live view at a display, ms. */
  readonly liveMs: number
}

export interface BenchServer {
  start(): Promise<Started>
  /** Resolves once everything up to this message is stored in a snapshot. */
  stored(seq: number): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
}

export async function benchServer(natsUrl: string): Promise<BenchServer> {
  const PORT = String(await freePort())
  const address = `127.0.0.1:${PORT}`
  const env = environmentWith({ NATS_URL: natsUrl, HOST: '127.0.0.1', PORT, CALLBOARD_CLOCK: 'events' })
  let child: ChildProcess | undefined

  return {
    async start() {
      let lines = ''
      const startedAt = systemClock.now()
      child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (lines += text))
      await live(address)
      return { liveMs: systemClock.now() - startedAt, ...foldedIn(lines) }
    },
    async stored(seq) {
      while ((await lastStored(address)) < seq) await delay(100)
    },
    async kill() {
      const killed = child
      child = undefined
      if (killed === undefined || killed.exitCode !== null) return
      const gone = once(killed, 'exit')
      killed.kill('SIGKILL')
      await gone
    },
  }
}

/** Resolves with a display's first live view: it comes as soon as somebody listens, and stays. */
async function live(address: string): Promise<void> {
  while (!(await showsLive(address))) await delay(RETRY_MS)
}

/** False when nobody answers yet, or the connection is lost. */
async function showsLive(address: string): Promise<boolean> {
  const socket = new WebSocket(`ws://${address}/live`, SUBPROTOCOL)
  try {
    return await new Promise<boolean>((resolve) => {
      socket.on('error', () => resolve(false))
      socket.on('close', () => resolve(false))
      socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', board: 'floor' })))
      socket.on('message', (data: Buffer) => {
        const frame = parseServerMessage(data.toString())
        const isLive = frame?.type === 'snapshot' ? frame.view.feed.live : frame?.type === 'pulse' && frame.feed.live
        if (isLive) resolve(true)
      })
    })
  } finally {
    socket.terminate()
  }
}

const LAST_STORED = /^callboard_snapshot_seq (\d+)/m

async function lastStored(address: string): Promise<number> {
  const response = await fetch(`http://${address}/metrics`)
  return Number(LAST_STORED.exec(await response.text())?.[1] ?? 0)
}
