/** Callboard at one address, through all its lives: killed, stopped, frozen and started again. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { spawnCallboard, type CallboardProcess, type Ended, type Environment } from '../support/callboardProcess.ts'

export interface ServerUnderTest {
  readonly address: string
  /** How often it was started. */
  readonly lives: number
  /** How many of them went on from a stored snapshot. */
  readonly resumedLives: number
  /** What should not have happened: it ended by itself, or did not end when told to. */
  readonly complaints: readonly string[]
  start(): void
  readonly pid: number
  /** What the running process has said. */
  stderr(): string
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM. */
  stop(): Promise<Ended | undefined>
  freeze(): void
  thaw(): void
  isReady(): Promise<boolean>
  /** Waits for /readyz; answers how long that took, ms. @throws when it takes too long */
  ready(): Promise<number>
  /** A floor view as it is sent; undefined when there is none to be had just now. */
  floorText(site: string): Promise<string | undefined>
  /** @throws with what the server says instead, when there is none */
  floor(site: string): Promise<FloorView>
  /** The sum over the labels it has; `name{…}` for one of them. */
  metric(name: string): Promise<number>
}

/** What the server's log says of it. */
const RESUMED = 'going on from a stored snapshot'
const STOP_WITHIN_MS = 5_500
const READY_WITHIN_MS = 300_000
const ANSWER_WITHIN_MS = 20_000

export function createServerUnderTest(env: Environment & { PORT: string }): ServerUnderTest {
  const address = `http://127.0.0.1:${env.PORT}`
  const complaints: string[] = []
  let running: CallboardProcess | undefined
  const spawned: CallboardProcess[] = []

  function start(): void {
    const started = spawnCallboard(['serve'], { env })
    running = started
    spawned.push(started)
    const life = spawned.length
    void started.ended().then(({ code, stderr }) => {
      if (running === started) complaints.push(`life ${life} ended by itself with ${code}: ${stderr.slice(-400)}`)
    })
  }

  /** From here on its end is our doing. */
  function letGo(): CallboardProcess | undefined {
    const released = running
    running = undefined
    if (released?.isRunning() === true) process.kill(released.pid, 'SIGCONT')
    return released
  }

  async function get(path: string): Promise<Response | undefined> {
    return fetch(address + path, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => undefined)
  }

  async function floorText(site: string): Promise<string | undefined> {
    const response = await get(floorPath(site))
    const text = await response?.text().catch(() => undefined)
    return response?.status === 200 ? text : undefined
  }

  async function floor(site: string): Promise<FloorView> {
    const response = await fetch(address + floorPath(site))
    const text = await response.text()
    if (response.status === 200) return JSON.parse(text) as FloorView
    throw new Error(`${response.status} ${text}: ${running?.stderr().slice(-1000)}`)
  }

  async function isReady(): Promise<boolean> {
    const response = await get('/readyz')
    await response?.body?.cancel().catch(() => undefined)
    return response?.status === 200
  }

  return {
    address,
    get lives() {
      return spawned.length
    },
    get resumedLives() {
      return spawned.filter((life) => life.stderr().includes(RESUMED)).length
    },
    complaints,
    start,
    get pid() {
      return running?.pid ?? 0
    },
    stderr: () => running?.stderr() ?? '',
    async kill() {
      await letGo()?.kill()
    },
    async stop() {
      // Before it listens there is nothing to drain: the signal itself may end it.
      const isUp = (await get('/healthz'))?.status === 200
      const ended = await letGo()?.stop()
      if (ended === undefined || !isUp || (ended.code === 0 && ended.tookMs <= STOP_WITHIN_MS)) return ended
      complaints.push(
        `told to end it took ${Math.round(ended.tookMs)} ms and exit ${ended.code}: ${ended.stderr.slice(-400)}`,
      )
      return ended
    },
    freeze: () => void (running && process.kill(running.pid, 'SIGSTOP')),
    thaw: () => void (running && process.kill(running.pid, 'SIGCONT')),
    isReady,
    async ready() {
      const from = performance.now()
      while (!(await isReady())) {
        const tookMs = performance.now() - from
        if (tookMs > READY_WITHIN_MS) throw new Error(`not ready after ${READY_WITHIN_MS} ms: ${running?.stderr()}`)
        await delay(50)
      }
      return performance.now() - from
    },
    floorText,
    floor,
    async metric(name) {
      const text = (await (await get('/metrics'))?.text().catch(() => undefined)) ?? ''
      const samples = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
    },
  }
}

function floorPath(site: string): string {
  return `/api/v1/sites/${site}/floor`
}
