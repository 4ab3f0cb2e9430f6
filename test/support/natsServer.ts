/** A real nats-server with JetStream on a free port, with a store of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../src/server/feed/broker/freePort.ts'

export interface NatsServer {
  readonly url: string
  readonly port: number
  /** The broker is gone at once, as in a crash; its store stays. */
  kill(): Promise<void>
  /** Started again on the same port and store. */
  start(): Promise<void>
  /** Forgets all it had stored; only while it is not running. */
  clear(): Promise<void>
  /** Holds still without closing a connection (SIGSTOP), and goes on (SIGCONT). */
  freeze(): void
  thaw(): void
  /** Stops it for good and removes the store. */
  remove(): Promise<void>
}

/** Options are further arguments of nats-server. */
export async function startNatsServer(options: readonly string[] = []): Promise<NatsServer> {
  const port = await freePort()
  const store = await mkdtemp(join(tmpdir(), 'callboard-nats-'))
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = spawn('nats-server', ['-js', '-sd', store, '-a', '127.0.0.1', '-p', String(port), ...options], {
      stdio: 'ignore',
    })
    await listening(port, child)
  }

  async function kill(): Promise<void> {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const gone = once(running, 'exit')
    running.kill('SIGKILL')
    await gone
  }

  async function remove(): Promise<void> {
    await kill()
    await rm(store, { recursive: true, force: true })
  }

  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    kill,
    start,
    clear: () => rm(join(store, 'jetstream'), { recursive: true, force: true }),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    remove,
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`)
    if (await answers(port)) return
    await delay(25)
  }
  throw new Error('nats-server does not answer')
}

/** The broker greets every connection with INFO. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    return greeting.toString().startsWith('INFO')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
