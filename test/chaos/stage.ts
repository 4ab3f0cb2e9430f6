/** A broker, Callboard, and between them a wire that can be cut; everything ended whatever happens. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { openFloorLog, type FloorLog } from '../e2e/floorLog.ts'
import { until } from '../e2e/rig.ts'
import type { Environment } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { startNatsServer, type NatsServer } from '../support/natsServer.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { createServerUnderTest, type ServerUnderTest } from './serverUnderTest.ts'

export interface Stage {
  readonly broker: NatsServer
  /** Between Callboard and its broker. */
  readonly feedWire: Proxy
  /** Not started yet. */
  readonly server: ServerUnderTest
  readonly port: number
  /** A folder of its own, removed with it. */
  readonly folder: string
  /** The log as a sender reaches it: not over the wire. Connected anew each time. */
  openLog(): Promise<FloorLog>
  floor(site?: string): Promise<FloorView>
  /** Resolves with the view once the server has read the log up to there. */
  floorAt(seq: number): Promise<FloorView>
  close(): Promise<void>
}

export interface StageOptions {
  readonly env?: Environment
  /** Further arguments of nats-server. */
  readonly brokerOptions?: readonly string[]
}

export async function openStage({ env = {}, brokerOptions = [] }: StageOptions = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-stage-'))
  const broker = await startNatsServer(brokerOptions)
  const feedWire = await startProxy(broker.port)
  const port = await freePort()
  const NATS_URL = `nats://127.0.0.1:${feedWire.port}`
  const server = createServerUnderTest({ PORT: String(port), NATS_URL, CALLBOARD_DATA: folder, ...env })
  const logs: FloorLog[] = []

  function floor(site = 'main'): Promise<FloorView> {
    return server.floor(site)
  }

  return {
    ...{ broker, feedWire, server, port, folder, floor },
    async openLog() {
      const log = await openFloorLog(broker.url)
      logs.push(log)
      return log
    },
    async floorAt(seq) {
      let view = await floor()
      await until(async () => ((view = await floor()).appliedSeq ?? 0) >= seq)
      return view
    },
    async close() {
      await Promise.all(logs.map((log) => log.close().catch(() => undefined)))
      await server.kill()
      await feedWire.close()
      await broker.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
