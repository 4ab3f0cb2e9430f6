/** Many simulated days through the real server, as fast as it goes: is memory flat, and is every day counted right? */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { Temporal } from 'temporal-polyfill'
import { createSite } from '../../src/core/site.ts'
import { epochMs, type EpochMs } from '../../src/core/units.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'
import { firstDifference } from '../chaos/firstDifference.ts'
import { openStage, type Stage } from '../chaos/stage.ts'
import { lasting } from '../e2e/lasting.ts'
import { inspected, slope, type Memory } from './heap.ts'
import { Tally, type DayTally } from './tally.ts'

export interface SoakOptions {
  readonly seed: number
  readonly days: number
  readonly tell: (line: string) => void
}

export interface SoakReport {
  readonly events: number
  readonly heapMiB: readonly number[]
  /** Growth a day once the first days are over, as a share of the heap. */
  readonly growthPerDay: number
  readonly wrong: readonly string[]
}

/** With a change to summer time among the first thirty days. */
const ZONE = 'Europe/London'
const FIRST_DAY = '2026-03-02'
const CENTRE = { agents: 24, queues: 6, rate: 200 }
/** After seven days what is not named any more is forgotten (F16). */
const FIRST_DAYS = 9
const IN_FLIGHT = 400
/** What was read need not be kept: the disk is not what is tried here. */
const KEPT_MESSAGES = 150_000

export async function soakDays({ seed, days, tell }: SoakOptions): Promise<SoakReport> {
  const server = await inspected()
  const folder = await mkdtemp(join(tmpdir(), 'callboard-soak-'))
  const config = join(folder, 'config.json')
  await writeFile(config, JSON.stringify({ sites: { main: { zone: ZONE } } }))
  const env = { ...server.env, CALLBOARD_CLOCK: 'events', CALLBOARD_CONFIG: config }
  const stage = await openStage({ env })
  const site = createSite({ site: 'main', zone: ZONE })
  const tally = new Tally()
  const memory: Memory[] = []
  const wrong: string[] = []
  let sent = 0

  async function endDay(day: number): Promise<void> {
    const view = await stage.floorAt(sent)
    const text = (await stage.server.floorText('main')) ?? '{}'
    const expected = JSON.stringify(site.floorView({ live: true, appliedSeq: sent }))
    if (lasting(text) !== lasting(expected))
      wrong.push(`day ${day}: ${firstDifference(JSON.parse(lasting(text)), JSON.parse(lasting(expected)))}`)
    const miscounted = firstDifference(tallyOf(view), tally.day)
    if (miscounted !== undefined) wrong.push(`day ${day}, against the tally: ${miscounted}`)
    const now = await server.memory()
    memory.push(now)
    const figures = `heap ${now.heapMiB.toFixed(1)} MiB, resident ${Math.round(now.residentMiB)} MiB`
    tell(`day ${day}: ${JSON.stringify(tally.day)}, ${sent} events, ${figures}`)
    tally.startDay()
  }

  try {
    const send = await prepare(stage)
    stage.server.start()
    await stage.server.ready()
    let day = 1
    for (const event of simulateCentre({ seed, ...CENTRE, startAt: midnight(0) })) {
      if (event.time >= midnight(day)) {
        await send.finish()
        await endDay(day)
        if (day++ === days) break
      }
      await send(`floor.main.${event.type}`, JSON.stringify(cloudEvent(event)))
      sent += 1
      site.apply(event)
      site.advanceTo(event.time)
      tally.count(event)
    }
    const heapMiB = memory.map((one) => one.heapMiB)
    const settled = heapMiB.slice(FIRST_DAYS)
    const mean = settled.reduce((sum, value) => sum + value, 0) / settled.length
    return { events: sent, heapMiB, growthPerDay: slope(settled) / mean, wrong: [...wrong, ...stage.server.complaints] }
  } finally {
    await stage.close()
    await rm(folder, { recursive: true })
  }
}

/** The first instant of a day of the run, at the site. */
function midnight(day: number): EpochMs {
  const date = Temporal.PlainDate.from(FIRST_DAY).add({ days: day })
  return epochMs(date.toZonedDateTime({ timeZone: ZONE }).epochMilliseconds)
}

function tallyOf({ total, tickets }: FloorView): DayTally {
  const { offered, answered, abandoned, flowedOut } = total.windows.day
  return { offered, answered, abandoned, flowedOut, ticketsOpened: tickets.opened }
}

interface Sender {
  (subject: string, body: string): Promise<void>
  /** Resolves when all is acknowledged. */
  finish(): Promise<void>
}

async function prepare(stage: Stage): Promise<Sender> {
  const { connection } = await stage.openLog()
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: 'FLOOR', subjects: ['floor.>'], max_msgs: KEPT_MESSAGES })
  const client = jetstream(connection)
  const underWay: Promise<unknown>[] = []

  async function send(subject: string, body: string): Promise<void> {
    underWay.push(client.publish(subject, body))
    if (underWay.length >= IN_FLIGHT) await underWay.shift()
  }

  return Object.assign(send, {
    finish: async () => {
      await Promise.all(underWay.splice(0))
    },
  })
}
