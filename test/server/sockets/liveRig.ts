/** `/live` on a real port of loopback, over a pipeline with a fake site and a fake clock. */
import { createServer } from 'node:http'
import { attachLive, type Live, type LiveOptions } from '../../../src/server/sockets/attachLive.ts'
import { epochMs } from '../../../src/core/units.ts'
import type { ActRequest } from '../../../src/server/ports.ts'
import { freePort } from '../../../src/server/feed/broker/freePort.ts'
import { silentLog } from '../../support/silentLog.ts'
import { aRig, type Rig } from '../pipeline/rig.ts'

export interface LiveRig extends Rig {
  readonly address: string
  readonly live: Live
  /** What displays asked for, each answered with `done`. */
  readonly acted: Omit<ActRequest, 'display'>[]
  stop(): Promise<void>
}

export async function aLiveRig(options: Partial<LiveOptions> = {}): Promise<LiveRig> {
  const rig = aRig()
  const acted: LiveRig['acted'] = []
  const server = createServer((_request, response) => response.end('http'))
  const live = attachLive(server, {
    pipeline: rig.pipeline,
    acts: {
      act({ board, by, message }) {
        acted.push({ board, by, message })
        return Promise.resolve({ type: 'done', re: `${message.type} of ${by}` })
      },
    },
    log: silentLog,
    clock: { now: () => epochMs(rig.now) },
    ...options,
  })
  const port = await freePort()
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return Object.assign(rig, {
    address: `http://127.0.0.1:${port}`,
    live,
    acted,
    async stop() {
      await live.stop()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}
