/**
 * One run: a recorded stream is published while processes are killed and wires are cut. Whatever the server showed
 * in between, and shows at the end, must be what `snapshot` makes of the log; and nothing acknowledged is missing.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { earlier, epochMs, minutes } from '../../src/core/units.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { whatCountsOtherwise, whatIsMissing } from './bookkeeping.ts'
import { createDisplays } from './displays.ts'
import { createMishaps, type Mishap } from './mishaps.ts'
import { createPublisher } from './publisher.ts'
import { readLog } from './readLog.ts'
import { MORNING, recording } from './recording.ts'
import { openStage } from './stage.ts'
import { createWatching } from './watching.ts'

export interface ChaosOptions {
  readonly seed: number
  /** The storm lasts until there were at least so many of both. */
  readonly events: number
  readonly kills: number
  /** Kills after the storm, each when the server has caught up and stored what it folded. */
  readonly lateKills: number
  readonly displayCuts: number
  readonly perSecond: number
  readonly clock: 'wall' | 'events'
  /** Views compared with the log, besides those at the end. */
  readonly audits: number
  /** Opens a wall in a real browser too; the pages must be built. */
  readonly withBrowser: boolean
  readonly tell: (line: string) => void
}

export interface ChaosReport {
  readonly acknowledged: number
  /** During the storm, whether the broker was there or not. */
  readonly perSecond: number
  readonly kills: number
  readonly mishaps: Readonly<Record<Mishap, number>>
  readonly lives: number
  /** Lives that went on from a stored snapshot. */
  readonly resumedLives: number
  readonly displayCuts: number
  readonly audited: number
  /** Everything that was not as it must be; empty when all is well. */
  readonly wrong: readonly string[]
}

const CONTACTS_PER_HOUR = 60_000
/** On the wall clock: so much of the recording lies in the past; what would lie ahead is clamped. */
const PAST_MS = minutes(30)
/** After the storm it is published at this share of the pace. */
const CALMER = 0.1
/** Mishaps that are no kills take time as well. */
const KILLS_TAKE = 0.45
const TELL_EVERY_S = 20

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, tell, clock } = options
  const stage = await openStage({ env: { CALLBOARD_CLOCK: clock } })
  const { broker, server, port, folder } = stage
  const displays = await createDisplays({ ...options, port, server })
  const watching = createWatching(seed + 2, server)
  const everyMs = (options.events / options.perSecond / options.kills) * KILLS_TAKE * 1000
  const mishaps = createMishaps({ seed, everyMs, stage })
  const startAt = clock === 'events' ? MORNING : earlier(epochMs(Date.now()), PAST_MS)
  const publisher = createPublisher({
    seed,
    natsUrl: broker.url,
    address: server.address,
    lines: recording({ seed, startAt, contactsPerHour: CONTACTS_PER_HOUR }),
    perSecond: () => options.perSecond * (isStormOver() ? CALMER : 1),
  })
  const { acknowledged } = publisher
  let perSecond = 0
  let isCalm = false

  function isStormOver(): boolean {
    return acknowledged.length >= options.events && mishaps.kills >= options.kills
  }

  function isThrough(): boolean {
    return isCalm && displays.cuts >= options.displayCuts
  }

  async function befall(): Promise<void> {
    const from = performance.now()
    await mishaps.storm(isStormOver)
    perSecond = Math.round((acknowledged.length / (performance.now() - from)) * 1000)
    tell(`the storm: ${acknowledged.length} published (${perSecond}/s), ${mishaps.kills} kills, ${displays.cuts} cuts`)
    await mishaps.aftermath(options.lateKills)
    isCalm = true
  }

  async function keepTelling(): Promise<void> {
    for (let seconds = 0; !isThrough(); seconds++) {
      await delay(1000)
      if (seconds % TELL_EVERY_S > 0) continue
      tell(`${seconds} s: ${acknowledged.length} published, ${mishaps.kills} kills, ${displays.cuts} cuts`)
    }
  }

  /** At the end: every view that was taken, and all that was acknowledged. */
  async function whatIsWrong(): Promise<{ wrong: readonly string[]; audited: number }> {
    const messages = await readLog(broker.url)
    const { wrong, audited } = await watching.audit(options.audits, { messages, folder, clockMode: clock })
    return { wrong: [...whatIsMissing(acknowledged, messages), ...wrong, ...lastViews(messages.length)], audited }
  }

  function lastViews(messages: number): string[] {
    return watching.last().flatMap(({ text }) => {
      const view = JSON.parse(text) as FloorView
      if (view.appliedSeq !== messages) return [`${view.site}: read ${view.appliedSeq} of ${messages} messages`]
      if (view.feed.late + view.feed.skewed === 0) return whatCountsOtherwise(acknowledged, view)
      tell(`${view.site}: ${view.feed.late} late, ${view.feed.skewed} skewed, so not compared with a fold in order`)
      return []
    })
  }

  try {
    server.start()
    await server.ready()
    await displays.open()
    await Promise.all([
      befall(),
      displays.keepCutting(isThrough),
      watching.keepLooking(isThrough, () => mishaps.latest),
      keepTelling(),
      publisher.run(isThrough),
    ])
    const { failures, overHttp } = publisher
    tell(`published ${acknowledged.length}, ${failures} attempts in vain, ${overHttp} over HTTP`)
    tell(`mishaps ${JSON.stringify(mishaps.counts)}`)
    tell(`ready ${Math.round(await server.ready())} ms after the last`)
    await watching.look('the end')
    const wrongDisplays = await displays.whatIsWrong()
    tell(displays.summary())
    const { lives, resumedLives, complaints } = server
    tell(`${lives} lives, ${resumedLives} of them on from a stored snapshot`)
    const { wrong, audited } = await whatIsWrong()
    tell(`compared ${audited} views with the log`)
    return {
      ...{ acknowledged: acknowledged.length, perSecond, kills: mishaps.kills, mishaps: mishaps.counts },
      ...{ lives, resumedLives, displayCuts: displays.cuts, audited },
      wrong: [...wrongDisplays, ...wrong, ...complaints],
    }
  } finally {
    await displays.close()
    await publisher.close()
    await stage.close()
  }
}
