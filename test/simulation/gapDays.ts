/**
 * Days round the edge of memory (F16): a few events, and seven days later, to the millisecond or nearly, a few more
 * about the same contact, agents and queues. Nothing is late, whatever the order of arrival within the grace.
 */
import { contactStory, strayStory } from './contactStories.ts'
import type { Day } from './days.ts'
import type { Delivery } from './oracle/delivery.ts'
import { agentStory, deskStory, heartbeatStory, settingsStory } from './otherStories.ts'
import { chance, type Chance } from './random.ts'
import { Teller, type Cast } from './story.ts'

const MINUTE = 60_000
const MEMORY = 7 * 24 * 60 * MINUTE
/** Within its own source an event may arrive so much later than it happened, in another order than it happened. */
const JITTER = 15 * MINUTE
/** A source may be so far behind the others, all of it. */
const BEHIND = 45 * MINUTE

const CAST: Cast = {
  contacts: ['c1', 'c2'],
  agents: ['A1', 'A2'],
  queues: ['SALES', 'DESK'],
  sources: ['/acd', '/crm', '/slow'],
}

const STORIES = [strayStory, strayStory, strayStory, contactStory, agentStory, deskStory, heartbeatStory]

/** In order of event time. */
export function gapDay(seed: number): Day {
  const by = chance(seed)
  const day = new Teller(by, CAST, by.pick([1, 1, 1000, MINUTE]))
  const start = Date.parse('2026-03-02T09:00:00Z') + by.whole(0, 16 * 60) * MINUTE
  tell(day, by.whole(1, 8), () => start + by.whole(0, 30 * MINUTE))
  if (by.often(0.4)) tell(day, by.whole(1, 3), () => start + MEMORY - by.whole(0, 2 * MEMORY - 2) / 2)
  const before = day.told.map((event) => event.time)
  tell(day, by.whole(2, 12), () => by.pick(before) + MEMORY + edge(by))
  if (by.often(0.5)) tell(day, by.whole(1, 4), () => start + MEMORY + by.whole(0, 150 * MINUTE))
  const suspectAfterMs = by.often(0.3) ? { voice: 2 * MEMORY, chat: 2 * MEMORY } : undefined
  const told = day.told.sort((a, b) => a.time - b.time)
  return {
    seed,
    config: { site: 'main', ...(suspectAfterMs && { suspectAfterMs }) },
    deliveries: told.map((event) => ({ event })),
  }
}

function tell(day: Teller, events: number, at: () => number): void {
  const { by } = day
  for (const end = day.told.length + events; day.told.length < end;) {
    const story = by.often(0.05) ? settingsStory : by.pick(STORIES)
    story(day, Math.floor(at()))
  }
}

function edge(by: Chance): number {
  return by.pick([0, 0, 1, 1, 2, -1, by.whole(-MINUTE, MINUTE), by.whole(-50 * MINUTE, 50 * MINUTE)])
}

/** The same deliveries in another order in which nothing comes late. */
export function withinTheGraces({ deliveries }: Day, seed: number): Delivery[] {
  const by = chance(seed ^ 0x2545f491)
  const behind = new Map(CAST.sources.map((source) => [source, by.pick([0, 0, by.whole(0, BEHIND), BEHIND])]))
  return deliveries
    .map((delivery) => {
      const { source, time } = delivery.event
      return { delivery, at: time + (behind.get(source) ?? 0) + by.whole(0, JITTER) }
    })
    .sort((a, b) => a.at - b.at)
    .map(({ delivery }) => delivery)
}
