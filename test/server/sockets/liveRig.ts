/** `/live` on a real port of loopback, over a pipeline with a fake site and a fake clock. */
import { createServer } from 'node:http'
import { attachLive, type Live, type LiveOptions } from '../../../src/server/sockets/attachLive.ts'
import { epochMs } from '../../../src/core/units.ts'
import { freePort } from '../../support/freePort.ts'
import { aRig, type Rig } from '../pipeline/rig.ts'

export interface LiveRig extends Rig {
  readonly address: string
  readonly live: Live
  stop(): Promise<void>
}

export async function aLiveRig(options: Partial<LiveOptions> = {}): Promise<LiveRig> {
  const rig = aRig()
  const server = createServer((_request, response) => response.end('http'))
  const live = attachLive(server, {
    pipeline: rig.pipeline,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    clock: { now: () => epochMs(rig.now) },
    ...options,
  })
  const port = await freePort()
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return Object.assign(rig, {
    address: `http://127.0.0.1:${port}`,
    live,
    async stop() {
      await live.stop()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}
