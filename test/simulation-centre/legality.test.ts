import { expect, test } from 'vitest'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { compareEvents, type FloorEvent } from '../../src/core/events/event.ts'
import { EVENT_DATA } from '../../src/core/events/schema.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import type { CentreOptions } from '../../src/simulation/simulateCentre.ts'
import { FloorLaw } from './floorLaw.ts'
import { aCentre, eventsOf } from './someEvents.ts'

const CENTRES: readonly (readonly [string, CentreOptions, number])[] = [
  ['of the reference size, two days', aCentre({ agents: 58, rate: 480 }), 48],
  ['with another seed', aCentre({ seed: 4_294_967_295, agents: 40, queues: 8, rate: 400 }), 30],
  ['with far too few people', aCentre({ seed: 7, agents: 5, queues: 3, rate: 900 }), 24],
  ['of one agent and one queue', aCentre({ seed: 3, agents: 1, queues: 1, rate: 12 }), 72],
  ['of fewer people than queues', aCentre({ seed: 9, agents: 3, queues: 12, rate: 60 }), 24],
  ['of 500 agents and 20 queues', aCentre({ seed: 5, agents: 500, queues: 20, rate: 5000 }), 14],
  ['begun in the middle of the night', aCentre({ seed: 11, zoneOffsetMs: -5 * 3_600_000 }), 26],
]

test.each(CENTRES)('every event of a centre %s could have happened', (_, options, length) => {
  const law = new FloorLaw()
  let events = 0
  for (const event of inFoldOrder(eventsOf(options, length))) {
    law.apply(event)
    events += 1
  }
  expect(events).toBeGreaterThan(1000)
  // Nothing piles up: what is open at the end began within the last hours.
  expect(law.contacts.size).toBeLessThan(200 + options.agents * 4)
  expect(law.escalations.size).toBeLessThan(60)
})

test('every event is one for the decoder, and comes back as it was', () => {
  for (const event of eventsOf(aCentre(), 24)) {
    expect(decodeEvent(JSON.parse(JSON.stringify(cloudEvent(event))))).toEqual({ event })
  }
})

test('a simulated day has every type of event, every reason to flow out and every channel of its queues', () => {
  const events = [...eventsOf(aCentre({ agents: 90, queues: 11, rate: 800 }), 24)]
  const smallHouse = [...eventsOf(aCentre({ agents: 11 }), 24)]
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(EVENT_DATA)))
  // A small house has nobody at night.
  expect(new Set(values([...events, ...smallHouse], 'contact.flowedOut', 'reason'))).toEqual(
    new Set(['overflow', 'timeout', 'voicemail', 'callback', 'key', 'empty', 'system']),
  )
  expect(new Set(values(events, 'contact.enqueued', 'channel'))).toEqual(
    new Set(['voice', 'chat', 'social', 'callback']),
  )
  expect(new Set(values(events, 'contact.ended', 'endedBy'))).toEqual(new Set(['customer', 'agent', 'system']))
  expect(new Set(values(events, 'contact.ended', 'wrapUp'))).toEqual(new Set([undefined, false]))
  expect(new Set(values(events, 'contact.transferred', 'kind'))).toEqual(new Set(['blind', 'attended']))
  expect(new Set(values(events, 'agent.state', 'state'))).toEqual(
    new Set(['available', 'notReady', 'wrapUp', 'offline']),
  )
  expect(values(events, 'agent.state', 'reason')).toEqual(
    expect.arrayContaining(['Break', 'Lunch', 'Coaching', 'Training', 'No answer']),
  )
})

/** The order in which the core folds what happened at one instant (F14); the law holds in that order. */
function* inFoldOrder(events: Iterable<FloorEvent>): Generator<FloorEvent> {
  let instant: FloorEvent[] = []
  for (const event of events) {
    if (instant[0] !== undefined && instant[0].time !== event.time) {
      yield* instant.sort(compareEvents)
      instant = []
    }
    instant.push(event)
  }
  yield* instant.sort(compareEvents)
}

function values(events: readonly FloorEvent[], type: FloorEvent['type'], field: string): unknown[] {
  return events.filter((event) => event.type === type).map(({ data }) => (data as Record<string, unknown>)[field])
}
