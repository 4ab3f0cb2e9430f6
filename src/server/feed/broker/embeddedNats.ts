/** A private nats-server with JetStream, for a Callboard nobody gave a broker to. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from './brokerError.ts'
import { claimStore, type StoreClaim } from './storeClaim.ts'
import { connectNats } from './natsConnect.ts'

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
  let broker = await startBroker(program, store, -1)
  const { url, port } = broker
  let watched = watch(broker)
  await claim.brokerIs({ pid: broker.pid, url })

  async function watch(running: Broker): Promise<void> {
    await startAgain(await running.ended)
  }

  async function startAgain(reason: string): Promise<void> {
    if (stopping.signal.aborted) return
    options.onDied?.(reason)
    await delay(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    if (stopping.signal.aborted) return
    try {
      broker = await startBroker(program, store, port)
    } catch (error) {
      return startAgain(messageOf(error))
    }
    await claim.brokerIs({ pid: broker.pid, url })
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
  readonly pid: number
  readonly port: number
  readonly url: string
  /** Resolves with the reason when the process is gone. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** @param port -1 for any free one */
async function startBroker(program: string, store: string, port: number): Promise<Broker> {
  await removePortFiles(store)
  // Detached: a Ctrl-C in the terminal goes to us alone, and the broker ends after the last message is read.
  const child = spawn(
    program,
    ['-js', '-sd', store, '-a', '127.0.0.1', '-p', String(port), '--ports_file_dir', store],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  // Whatever ends us short of SIGKILL ends the broker too.
  const endWithUs = () => void child.kill('SIGTERM')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  const lastLines = keepLastLines(child)
  const ended = endOf(child, lastLines)
  try {
    const url = await readyUrl(child, store, ended)
    return { pid: child.pid ?? 0, port: Number(new URL(url).port), url, ended, stop: () => stop(child, ended) }
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

/** The address out of the file the broker writes once it listens, tried before it is told to anybody. */
async function readyUrl(child: ChildProcess, store: string, ended: Promise<string>): Promise<string> {
  let gone: string | undefined
  void ended.then((reason) => (gone = reason))
  for (let waited = 0; waited < READY_WITHIN_MS; waited += POLL_MS) {
    await delay(POLL_MS)
    if (gone !== undefined) throw new BrokerError('brokerMissing', gone)
    const url = await urlInPortFile(store, child.pid)
    if (url !== undefined && (await answers(url))) return url
  }
  throw new BrokerError('brokerMissing', `nats-server did not come up within ${READY_WITHIN_MS / 1000} s on ${store}`)
}

async function urlInPortFile(store: string, pid: number | undefined): Promise<string | undefined> {
  try {
    const file = (await readdir(store)).find((name) => name.endsWith(`_${pid}.ports`))
    if (file === undefined) return undefined
    const ports = JSON.parse(await readFile(join(store, file), 'utf8')) as { nats?: string[] }
    return ports.nats?.[0]
  } catch {
    return undefined // half written
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await connectNats(url, 'callboard-start')).close()
    return true
  } catch {
    return false
  }
}

async function removePortFiles(store: string): Promise<void> {
  const names = (await readdir(store)).filter((name) => name.endsWith('.ports'))
  await Promise.all(names.map((name) => rm(join(store, name), { force: true })))
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
