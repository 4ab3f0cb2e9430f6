/**
 * One run: a recorded stream is published while processes are killed and wires are cut. Whatever the server showed
 * in between, and shows at the end, must be what `snapshot` makes of the log; and nothing acknowledged is missing.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { seededRandom, uniform } from '../../src/simulation/engine/random.ts'
import { differenceFromLog, type Sighting } from './audit.ts'
import { whatIsMissing } from './bookkeeping.ts'
import { createDisplays } from './displays.ts'
import { createMishaps, type Mishap } from './mishaps.ts'
import { createPublisher } from './publisher.ts'
import { readLog } from './readLog.ts'
import { MORNING, recording, SITES } from './recording.ts'
import { openStage } from './stage.ts'

export interface ChaosOptions {
  readonly seed: number
  /** At least so many of each. */
  readonly events: number
  readonly kills: number
  readonly displayCuts: number
  readonly perSecond: number
  /** Views compared with the log, besides those at the end. */
  readonly audits: number
  /** Opens a wall in a real browser too; the pages must be built. */
  readonly withBrowser: boolean
  readonly tell: (line: string) => void
}

export interface ChaosReport {
  readonly acknowledged: number
  /** While the broker was there and while it was not. */
  readonly perSecond: number
  readonly kills: number
  readonly mishaps: Readonly<Record<Mishap, number>>
  readonly displayCuts: number
  readonly audited: number
  /** Everything that was not as it must be; empty when all is well. */
  readonly wrong: readonly string[]
}

const CONTACTS_PER_HOUR = 60_000
/** No more are told: they have one cause. */
const MOST_WRONG = 8
const TELL_EVERY_S = 20

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, tell } = options
  const stage = await openStage({ env: { CALLBOARD_CLOCK: 'events' } })
  const { broker, server, port, folder } = stage
  const displays = await createDisplays({ ...options, port, server })
  const lines = recording({ seed, startAt: MORNING, contactsPerHour: CONTACTS_PER_HOUR })
  const { address } = server
  const publisher = createPublisher({ seed, natsUrl: broker.url, address, lines, perSecond: options.perSecond })
  const everyMs = (options.events / options.perSecond / options.kills) * 900
  const mishaps = createMishaps({ seed, everyMs, stage })
  const sightings: Sighting[] = []
  const wrong: string[] = []

  function isThrough(): boolean {
    const { acknowledged } = publisher
    return (
      acknowledged.length >= options.events && mishaps.kills >= options.kills && displays.cuts >= options.displayCuts
    )
  }

  async function look(moment: string): Promise<void> {
    for (const site of SITES) {
      const text = await server.floorText(site)
      if (text !== undefined) sightings.push({ site, text, moment })
    }
  }

  /** Looks whenever the server has caught up, at random moments, and now and then while it has not. */
  async function keepLooking(): Promise<void> {
    const random = seededRandom(seed + 2)
    while (!isThrough()) {
      await delay(uniform(random, 100, 900))
      const isReady = await server.isReady()
      if (isReady || random.next() < 0.2) await look(`${isReady ? 'ready' : 'catching up'}, after ${mishaps.latest}`)
    }
  }

  async function keepTelling(): Promise<void> {
    for (const from = performance.now(); !isThrough(); await delay(1000)) {
      const seconds = Math.round((performance.now() - from) / 1000)
      if (seconds % TELL_EVERY_S !== 0) continue
      tell(`${seconds} s: ${publisher.acknowledged.length} acknowledged, ${mishaps.kills} kills, ${displays.cuts} cuts`)
    }
  }

  async function auditAll(): Promise<number> {
    const messages = await readLog(broker.url)
    wrong.push(...whatIsMissing(publisher.acknowledged, messages))
    const last = sightings.splice(-SITES.length)
    const chosen = spread(sightings, options.audits)
    const audit = { messages, folder, clockMode: 'events' } as const
    for (const sighting of [...last, ...chosen]) {
      const difference = await differenceFromLog(sighting, { ...audit, byCommand: sighting === last[0] })
      if (difference !== undefined) wrong.push(difference)
      if (wrong.length >= MOST_WRONG) break
    }
    wrong.push(...whatIsMissingInView(last, publisher.acknowledged.length))
    return last.length + chosen.length
  }

  function whatIsMissingInView(last: readonly Sighting[], sent: number): string[] {
    const { appliedSeq = 0 } = JSON.parse(last[0]?.text ?? '{}') as FloorView
    return appliedSeq >= sent ? [] : [`the server read ${appliedSeq} messages of at least ${sent}`]
  }

  try {
    server.start()
    await server.ready()
    await displays.open()
    const from = performance.now()
    const [, , , , tookMs] = await Promise.all([
      mishaps.run(isThrough),
      displays.keepCutting(isThrough),
      keepLooking(),
      keepTelling(),
      publisher.run(isThrough).then(() => performance.now() - from),
    ])
    const perSecond = Math.round((publisher.acknowledged.length / tookMs) * 1000)
    tell(
      `published ${publisher.acknowledged.length} (${perSecond}/s), ${publisher.failures} attempts in vain, ${publisher.overHttp} over HTTP`,
    )
    tell(
      `mishaps ${JSON.stringify(mishaps.counts)}, lives ${server.lives}, ${server.resumedLives} of them on from a stored snapshot`,
    )
    tell(`ready ${Math.round(await server.ready())} ms after the last`)
    await look('the end')
    wrong.push(...(await displays.whatIsWrong()))
    tell(displays.summary())
    const audited = await auditAll()
    tell(`compared ${audited} views of ${sightings.length + audited} with the log`)
    wrong.push(...server.complaints)
    return {
      acknowledged: publisher.acknowledged.length,
      perSecond,
      kills: mishaps.kills,
      mishaps: mishaps.counts,
      displayCuts: displays.cuts,
      audited,
      wrong: wrong.slice(0, MOST_WRONG),
    }
  } finally {
    await displays.close()
    await publisher.close()
    await stage.close()
  }
}

/** So many of them, from all over. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, values.length / most)
  return Array.from({ length: Math.min(most, values.length) }, (_, i) => values[Math.floor(i * step)]).filter(
    (value) => value !== undefined,
  )
}
