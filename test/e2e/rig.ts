/** A broker of our own, Callboard as a process in front of it, and everything ended whatever happens. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { startCallboard, type CallboardServer, type Environment } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { startNatsServer, type NatsServer } from '../support/natsServer.ts'
import { openFloorLog, type FloorLog } from './floorLog.ts'

export interface Rig {
  readonly broker: NatsServer
  readonly address: string
  /** A folder of this rig's own, removed with it. */
  readonly folder: string
  readonly log: FloorLog
  readonly server: CallboardServer
  /** Connects the log anew, after the broker was away. */
  reopenLog(): Promise<FloorLog>
  /** SIGKILL, and a new process at the same address; `more` is added to its environment. */
  restartServer(more?: Environment): Promise<void>
  floor(site?: string): Promise<FloorView>
  floorText(site?: string): Promise<string>
  /** Resolves once the server has read the log up to there, with the view as of then. */
  floorAt(seq: number, site?: string): Promise<FloorView>
  metrics(): Promise<Map<string, number>>
  stop(): Promise<void>
}

export async function startRig(env: Environment = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-e2e-'))
  const broker = await startNatsServer()
  const PORT = String(await freePort())
  const environment = { CALLBOARD_DATA: folder, NATS_URL: broker.url, PORT, ...env }
  const address = `http://127.0.0.1:${PORT}`
  let server: CallboardServer | undefined
  let log: FloorLog | undefined

  async function stop(): Promise<void> {
    await log?.close().catch(() => undefined)
    await server?.kill()
    await broker.remove()
    await rm(folder, { recursive: true, force: true })
  }

  async function reopenLog(): Promise<FloorLog> {
    await log?.close().catch(() => undefined)
    return (log = await openFloorLog(broker.url))
  }

  async function floorText(site = 'main'): Promise<string> {
    const response = await fetch(`${address}/api/v1/sites/${site}/floor`)
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`)
    return text
  }

  async function floor(site?: string): Promise<FloorView> {
    return JSON.parse(await floorText(site)) as FloorView
  }

  try {
    server = await startCallboard(environment)
    log = await openFloorLog(broker.url)
  } catch (error) {
    await stop()
    throw error
  }

  return {
    broker,
    address,
    folder,
    get log() {
      return present(log)
    },
    get server() {
      return present(server)
    },
    reopenLog,
    async restartServer(more = {}) {
      await server?.kill()
      server = await startCallboard({ ...environment, ...more })
    },
    floor,
    floorText,
    async floorAt(seq, site = 'main') {
      let view: FloorView | undefined
      await until(async () => {
        view = await floor(site).catch(() => undefined)
        return (view?.appliedSeq ?? 0) >= seq
      })
      return present(view)
    },
    async metrics() {
      const text = await (await fetch(`${address}/metrics`)).text()
      const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      return new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
    },
    stop,
  }
}

/** Waits until it holds; answers how long that took, ms. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<number> {
  const from = performance.now()
  while (!(await holds())) {
    if (performance.now() - from > withinMs) throw new Error(`still not so after ${withinMs} ms: ${holds.toString()}`)
    await delay(20)
  }
  return performance.now() - from
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not started')
  return value
}

/** One line of what was measured. */
export function tell(line: string): void {
  process.stdout.write(`measured: ${line}\n`)
}
