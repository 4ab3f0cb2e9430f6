/** The demo: begins with an empty log, and leaves nothing behind. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/clock.ts'
import { hasDesktop, readConfig, type Config } from '../../server/config.ts'
import { connectEventLog } from '../../server/feed/write/natsLog.ts'
import { endOnBugsAndSignals, processLog } from '../../server/main.ts'
import { startServer } from '../../server/start.ts'
import { ensureBuild } from './ensureBuild.ts'
import { mended } from './mended.ts'
import { sleep } from '../publishing/pace.ts'
import { tell } from '../text/tell.ts'
import { runSimulation } from './runSimulation.ts'

export async function runDemo(): Promise<void> {
  const wanted = readConfig()
  await ensureBuild()
  const dataFolder = await mkdtemp(join(tmpdir(), 'callboard-demo-'))
  const port = (await isFree(wanted)) ? wanted.port : 0
  const config: Config = { ...wanted, dataFolder, natsUrl: undefined, port }
  const { log, lostLines } = processLog()
  const life = endOnBugsAndSignals(log)
  try {
    const server = await startServer({ config, log, lostLogLines: lostLines }).catch((error: unknown) =>
      mended(error, config),
    )
    const simulation = await startSimulation(server.natsUrl)
    // Before anything is told: who reads it may end the demo at once.
    const ended = life.runUntilSignal(async () => {
      await simulation.stop()
      await server.stop()
    })
    if (port !== wanted.port) tell(`port ${wanted.port} is taken, so another one is used`)
    invite(server.address)
    await ended
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
  // What was asked of the broker when it ended would keep us here.
  process.exit()
}

interface Simulation {
  stop(): Promise<void>
}

async function startSimulation(natsUrl: string): Promise<Simulation> {
  const log = await connectEventLog(natsUrl)
  const stopping = new AbortController()
  const running = runSimulation({ log, clock: systemClock, sleep, signal: stopping.signal })
  return {
    stop: async () => {
      stopping.abort()
      await running
      await log.close()
    },
  }
}

function isFree({ host, port }: Config): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

function invite(address: string): void {
  const wall = `${address}/board/floor`
  tell(`\n  The wall:   ${wall}\n  All boards: ${address}/\n  Ctrl-C ends the demo.\n`)
  if (hasDesktop()) openInBrowser(wall)
}

/** As well as it goes: the address has been told all the same. */
function openInBrowser(address: string): void {
  const child = spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
  child.once('error', () => undefined)
  child.unref()
}
