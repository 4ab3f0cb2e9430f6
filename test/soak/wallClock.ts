/** A simulated centre in real time, with a display: what the server holds, how far behind it is, how soon a display knows. */
import { setTimeout as delay } from 'node:timers/promises'
import { differenceFromLog } from '../chaos/audit.ts'
import { readLog } from '../chaos/readLog.ts'
import { openStage } from '../chaos/stage.ts'
import { happening, type FloorLog } from '../e2e/floorLog.ts'
import { until } from '../e2e/rig.ts'
import { spawnCallboard } from '../support/callboardProcess.ts'
import { subscribeDisplay, type DisplayClient } from '../support/displayClient.ts'
import { inspected, slope } from './heap.ts'

export interface RealSoakOptions {
  readonly forMs: number
  readonly tell: (line: string) => void
}

export interface RealSoakReport {
  readonly probes: number
  /** From publishing to the frame that shows it, ms. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly max: number }
  readonly heapMiB: readonly number[]
  readonly longestLagMs: number
  readonly wrong: readonly string[]
}

const PROBE_EVERY_MS = 1000
const PROBE_LOST_AFTER_MS = 20_000
const REPORTS = 30

export async function soakReal({ forMs, tell }: RealSoakOptions): Promise<RealSoakReport> {
  const server = await inspected()
  const stage = await openStage({ env: server.env })
  const took: number[] = []
  const heapMiB: number[] = []
  const wrong: string[] = []
  let longestLagMs = 0

  /** One line of figures, and what they are made of is let go. */
  async function reportOn(display: DisplayClient, sinceMs: number): Promise<void> {
    for (const message of display.messages.splice(0))
      if (message.type === 'pulse') longestLagMs = Math.max(longestLagMs, message.feed.lagMs ?? 0)
    const memory = await server.memory()
    heapMiB.push(memory.heapMiB)
    const figures = `heap ${memory.heapMiB.toFixed(1)} MiB, resident ${Math.round(memory.residentMiB)} MiB`
    tell(
      `${Math.round(sinceMs / 1000)} s: ${took.length} probes, p95 ${p95(took)} ms, lag ${longestLagMs} ms, ${figures}`,
    )
  }

  /** An agent under another name: every board of the floor shows it. */
  async function probe(log: FloorLog, display: DisplayClient, n: number): Promise<void> {
    const name = `probe ${n}`
    const from = performance.now()
    const shown = isShown(display, name)
    await log.publish([happening('agent.state', { agent: 'probe', state: 'notReady', reason: 'probe', name })])
    const at = await shown
    if (at === undefined) wrong.push(`${name} was not shown within ${PROBE_LOST_AFTER_MS} ms`)
    else took.push(Math.round(at - from))
  }

  try {
    stage.server.start()
    await stage.server.ready()
    const simulating = spawnCallboard(['simulate', '--nats', stage.broker.url])
    // Its first hour is over: what it publishes then would be late beside newer events.
    await until(() => simulating.stderr().includes('now live'), 60_000)
    const [display, log] = [await subscribeDisplay(stage.server.address), await stage.openLog()]
    const from = performance.now()
    let reported = 0
    for (let n = 0; performance.now() - from < forMs; n++) {
      await probe(log, display, n)
      // Out of step with the server's ticks.
      await delay(PROBE_EVERY_MS + ((n * 67) % 250))
      const sinceMs = performance.now() - from
      if (sinceMs < (reported * forMs) / REPORTS) continue
      reported += 1
      await reportOn(display, sinceMs)
    }
    await simulating.stop()
    await display.close()
    await stage.server.ready()
    const text = (await stage.server.floorText('main')) ?? '{}'
    const audit = { messages: await readLog(stage.broker.url), folder: stage.folder, clockMode: 'wall' } as const
    const difference = await differenceFromLog({ site: 'main', text, moment: 'the end' }, audit)
    wrong.push(...(difference === undefined ? [] : [difference]), ...stage.server.complaints)
    tell(`heap: ${slope(heapMiB.slice(2)).toFixed(3)} MiB more a report; ${audit.messages.length} messages`)
    const sorted = took.toSorted((a, b) => a - b)
    const latencyMs = { p50: at(sorted, 0.5), p95: at(sorted, 0.95), max: at(sorted, 1) }
    return { probes: took.length, latencyMs, heapMiB, longestLagMs, wrong }
  } finally {
    await stage.close()
  }
}

/** When a frame has brought the name to the display; undefined when none did in time. */
function isShown({ socket }: DisplayClient, name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => finish(undefined), PROBE_LOST_AFTER_MS)
    const look = (data: Buffer) => {
      if (data.includes(`"${name}"`)) finish(performance.now())
    }
    function finish(at: number | undefined): void {
      clearTimeout(patience)
      socket.off('message', look)
      resolve(at)
    }
    socket.on('message', look)
  })
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function p95(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    0.95,
  )
}
