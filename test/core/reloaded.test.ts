/** What a site has been told before it is written down and loaded stays true of it, and may still be corrected. */
import { expect, test } from 'vitest'
import type { FloorEvent } from '../../src/core/events/event.ts'
import { loadSite, type Site, type SiteDump } from '../../src/core/site.ts'
import { answered, at, ended, enqueued, event, said, siteOf } from '../support/events.ts'

const MIN = 60
const DAY = 24 * 60 * MIN
const heartbeat = (seconds: number) => event(seconds, 'source.heartbeat', {})
const heartbeats = (to: number) => Array.from({ length: to / 300 }, (_, i) => heartbeat((i + 1) * 300))

interface Case {
  readonly before: readonly FloorEvent[]
  readonly after?: readonly FloorEvent[]
  readonly asOf: number
}

const CASES: Record<string, Case> = {
  'a contact’s beginning, taken back': {
    before: [event(100, 'contact.enqueued', { contact: 'c1', queue: 'Q', customer: 'ann' })],
    after: [event(50, 'contact.enqueued', { contact: 'c1', queue: 'Q', customer: 'bob' })],
    asOf: 120,
  },
  'a wait over its target for hours, where it counts in the service level': {
    before: [
      event(-1, 'queue.configured', { queue: 'SALES', serviceLevelFormula: 'SL9' }),
      enqueued(0),
      ...heartbeats(180 * MIN),
    ],
    asOf: 180 * MIN,
  },
  'a state said at the very horizon of what may change': {
    before: [said(0, 'notReady', { reason: 'Lunch' }), heartbeat(62 * MIN)],
    asOf: 63 * MIN,
  },
  'a sign-off heard before the answer it ends': {
    before: [said(60, 'offline')],
    after: [enqueued(0), answered(50)],
    asOf: 90,
  },
  'two states since a sign-off, the answer before it heard last': {
    before: [said(60, 'offline'), said(70, 'available'), said(80, 'notReady')],
    after: [enqueued(0), answered(50)],
    asOf: 90,
  },
  'two talks forgotten with their contact, whose agents are still there': {
    before: [
      ...[enqueued(0), answered(5), answered(6, 'c1', 'A2')],
      ...['A1', 'A2'].map((agent) => said(6 * DAY, 'available', { agent })),
      heartbeat(7 * DAY + 10),
    ],
    asOf: 7 * DAY + 20,
  },
  'a talk that its agent has behind them and its contact has not': {
    before: [
      enqueued(0),
      answered(10 * MIN),
      ended(20 * MIN),
      said(36 * MIN, 'notReady'),
      ...heartbeats(100 * MIN),
    ].sort((a, b) => a.time - b.time),
    asOf: 101 * MIN,
  },
}

function reborn(site: Site): Site {
  return loadSite({ site: 'main' }, JSON.parse(JSON.stringify(site.dump())) as SiteDump)
}

test.each(Object.entries(CASES))('[FL24] written and loaded, twice over: %s', (_, { before, after = [], asOf }) => {
  const kept = siteOf(before, 0)
  const loaded = reborn(reborn(siteOf(before, 0)))
  for (const site of [kept, loaded]) {
    for (const one of after) site.apply(one)
    site.advanceTo(at(asOf))
  }
  const view = (site: Site) => JSON.stringify(site.floorView({ live: true, appliedSeq: 0 }))
  expect(view(loaded) === view(kept)).toBe(true)
})
