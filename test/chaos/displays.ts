/** The displays of a run: one that speaks the protocol, one in a real browser, on a wire that is cut all the time. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { seededRandom, uniform } from '../../src/simulation/engine/random.ts'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { subscribeDisplay } from '../support/displayClient.ts'
import { startCutDisplay, type CutDisplay } from './cutDisplay.ts'
import { firstDifference } from './firstDifference.ts'
import { startProxy } from './proxy.ts'
import type { ServerUnderTest } from './serverUnderTest.ts'
import { shouldShow, shownOn } from './shownWall.ts'

export interface DisplaysOptions {
  readonly seed: number
  readonly port: number
  readonly server: ServerUnderTest
  readonly displayCuts: number
  readonly events: number
  readonly perSecond: number
  readonly withBrowser: boolean
}

export interface Displays {
  /** Times the connected display was cut off. */
  readonly cuts: number
  open(): Promise<void>
  keepCutting(isEnough: () => boolean): Promise<void>
  /** Compares what they hold and show with the server, once they have had time to come back. */
  whatIsWrong(): Promise<string[]>
  summary(): string
  close(): Promise<void>
}

/** The page's longest back-off is 8 s. */
const BACK_WITHIN_MS = 30_000
/** Beyond what a display takes for dead (5 s) and short of it. */
const LONGEST_STALL_MS = 6_500
const STALLED = 0.05

export async function createDisplays(options: DisplaysOptions): Promise<Displays> {
  const { server, port, seed } = options
  const wire = await startProxy(port)
  const random = seededRandom(seed + 3)
  const address = `http://127.0.0.1:${wire.port}`
  const meanMs = (options.events / options.perSecond / options.displayCuts) * 250
  let cuts = 0
  let stalls = 0
  let display: CutDisplay | undefined
  let browser: RealBrowser | undefined
  let page: Page | undefined

  async function cutOnce(): Promise<void> {
    if (random.next() < STALLED) {
      stalls += 1
      wire.freeze()
      await delay(uniform(random, 0, LONGEST_STALL_MS))
      wire.thaw()
    }
    if (wire.cut() > 0) cuts += 1
  }

  /** What the display holds, against what one that comes now is sent. */
  async function whatDisplayHolds(): Promise<string | undefined> {
    const fresh = await subscribeDisplay(server.address, 'floor')
    try {
      await fresh.untilTrue(() => fresh.held !== undefined)
      const held = display?.held
      if (held === undefined) return 'it holds nothing'
      if (held.epoch !== fresh.held?.epoch) return `it is in another epoch`
      return firstDifference(held.view, fresh.held.view) ?? (await whatFloorSays(held.view as FloorBoardView))
    } finally {
      await fresh.close()
    }
  }

  /** W3 lets agents' figures and forecasts wait for the whole minute; the rest is the HTTP view's. */
  async function whatFloorSays({ queues, total }: FloorBoardView): Promise<string | undefined> {
    const floor = await server.floor('main')
    return firstDifference(calm({ queues, total }), calm({ queues: floor.queues, total: floor.total }))
  }

  async function whatPageShows(): Promise<string | undefined> {
    if (page === undefined) return undefined
    const floor = await server.floor('main')
    return firstDifference(await shownOn(page), shouldShow(floor, floor.asOf))
  }

  return {
    get cuts() {
      return cuts
    },
    async open() {
      display = startCutDisplay(address, 'floor')
      if (!options.withBrowser) return
      browser = await startBrowser()
      ;({ page } = await browser.open(`${address}/board/floor`))
    },
    async keepCutting(isEnough) {
      while (!isEnough()) {
        await delay(uniform(random, 0, 2 * meanMs))
        if (display?.isConnected === true) await cutOnce()
      }
    },
    async whatIsWrong() {
      const wrong = await Promise.all([settled('the display', whatDisplayHolds), settled('the page', whatPageShows)])
      const gaps = display?.gaps ?? 0
      if (gaps > 0) wrong.push(`the display was sent ${gaps} frames that did not follow what it held`)
      return wrong.filter((one) => one !== undefined)
    },
    summary: () =>
      `display cut ${cuts} times (${stalls} after a stall): lost its link ${display?.losses}, resumed ${display?.resumed}`,
    async close() {
      await display?.stop()
      await browser?.close()
      await wire.close()
    },
  }
}

/** What differs still when there was time enough. */
async function settled(who: string, look: () => Promise<string | undefined>): Promise<string | undefined> {
  const giveUpAt = performance.now() + BACK_WITHIN_MS
  for (;;) {
    const difference = await look().catch(String)
    if (difference === undefined) return undefined
    if (performance.now() > giveUpAt) return `${who}: ${difference}`
    await delay(500)
  }
}

function calm(view: unknown): unknown {
  return JSON.parse(JSON.stringify(view, (name, value: unknown) => (name === 'forecast' ? undefined : value)))
}
