import { readConfig } from '../../server/config.ts'
import { endOnBugsAndSignals, processLog } from '../../server/main.ts'
import { startServer } from '../../server/start.ts'
import { withoutCredentials } from '../../server/feed/broker/natsConnect.ts'
import { ensureBuild } from './ensureBuild.ts'
import { mended } from './mended.ts'

/** Serves until a signal. @throws Error that says how to mend what keeps it from starting */
export async function runServe(): Promise<void> {
  const config = readConfig()
  await ensureBuild()
  const { log, lostLines } = processLog()
  const life = endOnBugsAndSignals(log)
  const server = await startServer({ config, log, lostLogLines: lostLines }).catch((error: unknown) =>
    mended(error, config),
  )
  log.info({ address: server.address, nats: withoutCredentials(server.natsUrl) }, 'listening')
  await life.runUntilSignal(() => server.stop())
  log.info({}, 'stopped')
  // A connection to a broker that hangs would keep us here.
  process.exit()
}
