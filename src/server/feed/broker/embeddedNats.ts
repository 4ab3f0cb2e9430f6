/** A private nats-server with JetStream, for a Callboard nobody gave a broker to. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from './brokerError.ts'
import { claimStore, type RunningBroker, type StoreClaim } from './storeClaim.ts'
import { freePort } from './freePort.ts'
import { connectNats } from './natsConnect.ts'

const CONFIG = fileURLToPath(new URL('./privateNats.conf', import.meta.url))
const READY_WITHIN_MS = 15_000
const POLL_MS = 25
const STOP_WITHIN_MS = 2500
/** A broker that died is started again after this, on the same port. */
const RESTART_AFTER_MS = 1000
const KEPT_LINES = 20

export interface EmbeddedNats {
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface EmbeddedNatsOptions {
  /** CALLBOARD_DATA; the store lies in `nats` under it. */
  readonly dataFolder: string
  /** Told when the broker ended by itself; it is started again. */
  readonly onDied?: (reason: string) => void
  /** Told when it cannot be noted in its store: who kills us leaves it running. */
  readonly onUnclaimed?: (reason: string) => void
  /** The program, for tests. */
  readonly program?: string
}

/** Starts the broker on a free port of loopback and waits until it answers. @throws BrokerError */
export async function startEmbeddedNats(options: EmbeddedNatsOptions): Promise<EmbeddedNats> {
  const store = resolve(options.dataFolder, 'nats')
  await makeFolder(store)
  const claim = await claimStore(store)
  try {
    return await supervise(store, claim, options)
  } catch (error) {
    await claim.release()
    throw error
  }
}

async function supervise(store: string, claim: StoreClaim, options: EmbeddedNatsOptions): Promise<EmbeddedNats> {
  const program = options.program ?? 'nats-server'
  const stopping = new AbortController()
  const port = await freePort()
  const url = `nats://127.0.0.1:${port}`
  let broker = await start()
  let watched = watch(broker)

  /** Noted before it answers: we may be killed while it still reads its store. */
  async function start(): Promise<Broker> {
    const child = spawnBroker({ program, store, port })
    const { pid } = child.process
    if (pid !== undefined) await note({ pid, url })
    return answering(child, url)
  }

  async function note(running: RunningBroker): Promise<void> {
    await claim.brokerIs(running).catch((error: unknown) => options.onUnclaimed?.(messageOf(error)))
  }

  async function watch(running: Broker): Promise<void> {
    await startAgain(await running.ended)
  }

  async function startAgain(reason: string): Promise<void> {
    if (stopping.signal.aborted) return
    options.onDied?.(reason)
    await delay(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    if (stopping.signal.aborted) return
    try {
      broker = await start()
    } catch (error) {
      return startAgain(messageOf(error))
    }
    watched = watch(broker)
  }

  async function stop(): Promise<void> {
    stopping.abort()
    await broker.stop()
    await watched
    await broker.stop() // one that was just being started again
    await claim.release()
  }

  return { url, stop }
}

interface Broker {
  /** Resolves with the reason when the process is gone. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

interface StartedBroker {
  readonly process: ChildProcess
  /** How it names itself to who connects. */
  readonly name: string
  readonly ended: Promise<string>
}

function spawnBroker({ program, store, port }: { program: string; store: string; port: number }): StartedBroker {
  const name = `callboard-${randomUUID()}`
  // Detached: a Ctrl-C in the terminal goes to us alone, and the broker ends after the last message is read.
  const child = spawn(
    program,
    ['-c', CONFIG, '-js', '-sd', store, '-a', '127.0.0.1', '-p', String(port), '--name', name],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  // Whatever ends us short of SIGKILL ends the broker too.
  const endWithUs = () => void child.kill('SIGTERM')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  return { process: child, name, ended: endOf(child, keepLastLines(child)) }
}

async function answering({ process: child, name, ended }: StartedBroker, url: string): Promise<Broker> {
  try {
    await untilItAnswers(name, url, ended)
    return { ended, stop: () => stop(child, ended) }
  } catch (error) {
    await stop(child, ended)
    throw error
  }
}

function keepLastLines(child: ChildProcess): readonly string[] {
  const lines: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line !== ''))
    lines.splice(0, Math.max(0, lines.length - KEPT_LINES))
  })
  return lines
}

function endOf(child: ChildProcess, lastLines: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? NOT_INSTALLED : error.message),
    )
    child.once('exit', (code, signal) =>
      resolve(`nats-server ended (${signal ?? `exit ${code}`})${fatalLine(lastLines)}`),
    )
  })
}

const NOT_INSTALLED =
  "nats-server is not installed; type 'sudo apt-get install nats-server' (or 'npm run setup'), or set NATS_URL"

function fatalLine(lines: readonly string[]): string {
  const line = lines.findLast((one) => /\[(FTL|ERR)\]/.test(one))
  return line === undefined ? '' : `: ${line.replace(/^.*\[(FTL|ERR)\]\s*/, '')}`
}

/** By its name: a file that says where it listens would need room on the disk, and whoever else listens there is not ours. */
async function untilItAnswers(name: string, url: string, ended: Promise<string>): Promise<void> {
  let gone: string | undefined
  void ended.then((reason) => (gone = reason))
  for (let waited = 0; waited < READY_WITHIN_MS; waited += POLL_MS) {
    await delay(POLL_MS)
    if (gone !== undefined) throw new BrokerError('brokerMissing', gone)
    if ((await nameAt(url)) === name) return
  }
  throw new BrokerError('brokerMissing', `nats-server does not answer within ${READY_WITHIN_MS / 1000} s`)
}

async function nameAt(url: string): Promise<string | undefined> {
  try {
    const connection = await connectNats(url, 'callboard-start')
    const name = connection.info?.server_name
    await connection.close()
    return name
  } catch {
    return undefined
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(timer)
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new BrokerError(
      'dataFolderInUse',
      `cannot make ${folder} (${messageOf(error)}); set CALLBOARD_DATA to a folder of yours`,
      error,
    )
  }
}
