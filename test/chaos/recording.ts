/** The stream of a chaos run: two simulated sites, with disorder, repeats and damage, the same for the same seed. */
import type { FloorEvent } from '../../src/core/events/event.ts'
import { epochMs, hours, type EpochMs } from '../../src/core/units.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { disorder } from '../../src/simulation/disorder.ts'
import { chance, pick, seededRandom, type Random } from '../../src/simulation/engine/random.ts'
import { zoneOffsetFor } from '../../src/simulation/createCentre.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'

export const SITES = ['main', 'york'] as const
export type ChaosSite = (typeof SITES)[number]

/** One message as its sender has it. */
export interface Line {
  readonly site: ChaosSite
  readonly subject: string
  readonly body: string
  /** What it says, where it is an event. */
  readonly event?: FloorEvent
  /** Undefined: sent again the broker stores it again. */
  readonly messageId?: string
}

export interface Recorded {
  readonly seed: number
  readonly startAt: EpochMs
  /** In event time, at the peak of the day. */
  readonly contactsPerHour: number
}

const AGENTS = 120
/** As many as a wall has rows for. */
const QUEUES = 6
/** Under the 15 min of F15 even with what waits for its acknowledgement. */
const MAX_DELAY_MS = 20_000
const REPEATED = 0.01
const DAMAGED = 0.003
/** Share of the smaller site. */
const YORK = 0.1

/** It is a busy time of day at the sites, whenever that is. */
const MORNING_HOUR = hours(8)

/** Messages without end, in the order they are sent in. */
export function* recording({ seed, startAt, contactsPerHour }: Recorded): Generator<Line, never> {
  const random = seededRandom(seed)
  const sites = { main: lines('main', 1 - YORK), york: lines('york', YORK) }
  for (let n = 0; ; n++) {
    if (chance(random, DAMAGED)) yield damaged(random, n)
    const line = sites[chance(random, YORK) ? 'york' : 'main'].next().value
    yield chance(random, 0.5) ? { ...line, messageId: `${seed}:${n}` } : line
  }

  function lines(site: ChaosSite, share: number): Iterator<Line, never> {
    const rate = contactsPerHour * share
    const agents = Math.ceil(AGENTS * share)
    const zoneOffsetMs = zoneOffsetFor(startAt, MORNING_HOUR)
    const centre = simulateCentre({ seed, startAt, agents, queues: QUEUES, rate, site, zoneOffsetMs })
    const how = { seed: seed + 1, maxDelayMs: MAX_DELAY_MS, duplicateRatio: REPEATED }
    return map(disorder(centre, how), (event) => lineOf(site, event))
  }
}

function lineOf(site: ChaosSite, event: FloorEvent): Line {
  return { site, subject: `floor.${site}.${event.type}`, body: JSON.stringify(cloudEvent(event)), event }
}

const DAMAGE: readonly ((n: number) => string)[] = [
  (n) => `{"id":${n}`,
  (n) => `not json ${n}`,
  () => '[]',
  (n) => damagedEvent(n, { type: 'contact.vanished' }),
  (n) => damagedEvent(n, { data: { contact: `x${n}` } }),
  (n) => damagedEvent(n, { id: '__proto__' }),
  (n) => damagedEvent(n, { time: 'yesterday' }),
]

function damaged(random: Random, n: number): Line {
  const site = chance(random, YORK) ? 'york' : 'main'
  return { site, subject: `floor.${site}.contact.enqueued`, body: pick(random, DAMAGE)(n) }
}

function damagedEvent(n: number, changes: object): string {
  const data = { contact: `x${n}`, queue: 'NONE' }
  const time = new Date(n).toISOString()
  return JSON.stringify({
    ...{ specversion: '1.0', id: `x${n}`, source: '/damaged', type: 'contact.enqueued', time, data },
    ...changes,
  })
}

function* map<T, U>(values: Iterator<T, unknown>, change: (value: T) => U): Generator<U, never> {
  for (;;) {
    const { done, value } = values.next()
    if (done === true) throw new Error('a centre has no end')
    yield change(value)
  }
}

/** A day for the log to begin on: in the morning, so that a run stays within it. */
export const MORNING = epochMs(Date.parse('2026-03-02T08:00:00Z'))
