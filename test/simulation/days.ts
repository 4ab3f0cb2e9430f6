/** Seeded adversarial days: what a site's log may hold on a bad day, in stream order. */
import type { FloorEvent } from '../../src/core/events/event.ts'
import type { SiteConfig } from '../../src/core/site.ts'
import { contactStory, strayStory } from './contactStories.ts'
import type { Delivery } from './oracle/delivery.ts'
import { agentStory, deskStory, heartbeatStory, leadStory, noticeStory, settingsStory } from './otherStories.ts'
import { chance, type Chance } from './random.ts'
import { castOf, Teller } from './story.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Day {
  readonly seed: number
  readonly config: SiteConfig
  readonly deliveries: readonly Delivery[]
}

/** Zones and instants round which something odd happens: DST changes, midnights that do not exist, odd offsets. */
const PLACES: readonly { zone: string; near: string }[] = [
  { zone: 'UTC', near: '2026-03-02T09:00:00Z' },
  { zone: 'UTC', near: '2026-03-03T00:00:00Z' },
  { zone: 'Europe/Berlin', near: '2026-03-28T23:00:00Z' },
  { zone: 'Europe/Berlin', near: '2026-03-29T01:00:00Z' },
  { zone: 'Europe/Berlin', near: '2026-10-25T01:00:00Z' },
  { zone: 'Europe/Berlin', near: '2026-10-25T23:00:00Z' },
  { zone: 'America/New_York', near: '2026-03-08T07:00:00Z' },
  { zone: 'America/New_York', near: '2026-11-01T06:00:00Z' },
  { zone: 'Australia/Lord_Howe', near: '2026-04-04T15:00:00Z' },
  { zone: 'Australia/Lord_Howe', near: '2026-04-05T13:30:00Z' },
  { zone: 'Australia/Lord_Howe', near: '2026-10-03T15:30:00Z' },
  { zone: 'Africa/Cairo', near: '2026-04-23T22:00:00Z' },
  { zone: 'Africa/Cairo', near: '2026-10-29T21:00:00Z' },
  { zone: 'America/Santiago', near: '2026-09-06T04:00:00Z' },
  { zone: 'America/Santiago', near: '2026-04-05T03:00:00Z' },
  { zone: 'Asia/Kolkata', near: '2026-06-01T18:30:00Z' },
  { zone: 'Asia/Kathmandu', near: '2026-06-01T18:15:00Z' },
]

/** How coarse the sources' clocks are, ms. */
const GRAINS = [1, 1, 1000, 1000, 10_000, 60_000]

/** The day of a seed; `events` is how many happen, more or less. */
export function adversarialDay(seed: number, events?: number): Day {
  const by = chance(seed)
  const place = by.pick(PLACES)
  const day = new Teller(by, castOf(by), by.pick(GRAINS))
  const config = configOf(by, place.zone, day.cast.queues)
  tellStories(day, Date.parse(place.near) - by.whole(0, 2 * 60) * MINUTE, events ?? by.whole(60, 300))
  return { seed, config, deliveries: carry(by, day.told, day.cast.sources) }
}

/** A day of the same stories within one UTC day, in order of event time: nothing late, repeated, skewed or suspect. */
export function calmDay(seed: number): Day {
  const by = chance(seed)
  const day = new Teller(by, castOf(by), by.pick(GRAINS))
  tellStories(day, Date.parse('2026-03-02T02:00:00Z'), by.whole(60, 300), false)
  const midnight = Date.parse('2026-03-03T00:00:00Z')
  const told = day.told.filter((event) => event.time < midnight).sort((a, b) => a.time - b.time)
  const never = 365 * 24 * HOUR
  const suspectAfterMs = { voice: never, chat: never, email: never, social: never, callback: never }
  return { seed, config: { site: 'main', suspectAfterMs }, deliveries: told.map((event) => ({ event })) }
}

function configOf(by: Chance, zone: string, queues: readonly string[]): SiteConfig {
  const settings = {
    answerWithinMs: by.pick([10_000, 30_000]),
    name: 'Configured',
    serviceLevelFormula: 'SL9',
  } as const
  return {
    site: 'main',
    ...(zone === 'UTC' && by.often(0.5) ? {} : { zone }),
    ...(by.often(0.3) ? { queues: { [by.pick(queues)]: settings } } : {}),
    ...(by.often(0.4) ? { suspectAfterMs: by.pick([{ voice: 10 * MINUTE }, { chat: 0, voice: HOUR }]) } : {}),
  }
}

function tellStories(day: Teller, start: number, events: number, mayFallSilent = true): void {
  const { by } = day
  const pace = by.pick([500, 5_000, 30_000, 120_000])
  const mood = moodOf(by)
  const silences = by.often(0.15) ? LONG_SILENCES : SILENCES
  let at = start
  for (const agent of day.cast.agents)
    if (by.often(0.6))
      day.tell(at, 'agent.state', {
        agent,
        state: 'available',
        ...day.maybe(0.3, 'queues', () => by.some(day.cast.queues)),
      })
  while (day.told.length < events) {
    at += by.often(0.2) ? 0 : by.whole(0, 2 * pace)
    if (mayFallSilent && by.often(0.01)) at += by.pick(silences)
    by.pick(mood)(day, at)
  }
}

/** Now and then nothing is heard for hours: past the suspects' limits, over midnight. */
const SILENCES = [20 * MINUTE, 4 * HOUR, 4 * HOUR + 1, 9 * HOUR, 25 * HOUR]
/** And now and then for days: past what is remembered (F16). */
const LONG_SILENCES = [3 * DAY, 6 * DAY, 8 * DAY]

/** What this day is full of: every story as often as its weight, and one of them more than that. */
function moodOf(by: Chance): ((day: Teller, at: number) => void)[] {
  const usual = STORIES.flatMap(([story, weight]) => Array.from({ length: weight }, () => story))
  const [favourite] = by.pick(STORIES)
  return by.often(0.5) ? usual : [...usual, ...Array.from({ length: 30 }, () => favourite)]
}

const STORIES: readonly (readonly [(day: Teller, at: number) => void, number])[] = [
  [contactStory, 40],
  [strayStory, 22],
  [agentStory, 18],
  [settingsStory, 4],
  [deskStory, 6],
  [leadStory, 4],
  [noticeStory, 2],
  [heartbeatStory, 4],
]

/** How one source's events reach the stream. */
interface Way {
  readonly delayMs: number
  readonly jitterMs: number
  /** Its clock runs ahead by this. */
  readonly skewMs: number
  readonly lateShare: number
  readonly outage: { from: number; to: number } | undefined
}

/** Carries the events to the stream: delays, disorder, outages, repeats, fast clocks; sorted by arrival. */
function carry(by: Chance, told: readonly FloorEvent[], sources: readonly string[]): Delivery[] {
  const times = told.map((event) => event.time)
  const first = Math.min(...times)
  const last = Math.max(...times)
  const ways = new Map(sources.map((source) => [source, wayOf(by, first, last)]))
  const isStored = by.often(0.7)
  const repeats = by.pick([0, 0.03, 0.1])
  const arrivals = told.flatMap((event) => {
    const way = ways.get(event.source)
    if (way === undefined) return []
    const arrived = {
      event: { ...event, time: event.time + way.skewMs } as FloorEvent,
      at: arrivalOf(by, event.time, way),
    }
    return by.often(repeats) ? [arrived, repeatOf(by, arrived, told)] : [arrived]
  })
  return arrivals
    .map((arrival, place) => ({ ...arrival, place }))
    .sort((a, b) => a.at - b.at || a.place - b.place)
    .map(({ event, at }) => (isStored ? { event, storedAt: at } : { event }))
}

function wayOf(by: Chance, first: number, last: number): Way {
  const from = by.whole(first, last)
  return {
    delayMs: by.pick([0, 0, 100, 2_000, 5 * MINUTE]),
    jitterMs: by.pick([0, 0, 1_000, MINUTE, 14 * MINUTE]),
    skewMs: by.pick([0, 0, 0, 0, 1_000, 2_000, 2_001, 5_000]),
    lateShare: by.pick([0, 0, 0.02, 0.05]),
    outage: by.often(0.2) ? { from, to: from + by.pick([10, 30, 70, 120]) * MINUTE } : undefined,
  }
}

function arrivalOf(by: Chance, time: number, way: Way): number {
  const at = time + way.delayMs + by.whole(0, way.jitterMs)
  if (by.often(way.lateShare)) return at + by.pick([15, 16, 30, 59, 60, 61, 90]) * MINUTE
  return way.outage !== undefined && at >= way.outage.from && at < way.outage.to ? way.outage.to : at
}

/** The same identity again, sooner or later, one in three with other content. */
function repeatOf(
  by: Chance,
  first: { event: FloorEvent; at: number },
  told: readonly FloorEvent[],
): { event: FloorEvent; at: number } {
  const { id, source } = first.event
  const other = by.pick(told)
  const event = by.often(0.33) ? ({ ...other, id, source } as FloorEvent) : first.event
  return { event, at: first.at + by.pick([0, 1, 5_000, MINUTE, 10 * MINUTE, 40 * MINUTE, 70 * MINUTE]) }
}
