import { expect, test } from 'vitest'
import type { FloorEvent } from '../../src/core/events/event.ts'
import { days, hours, later } from '../../src/core/units.ts'
import { busyZoneOffset, zoneOffsetFor } from '../../src/simulation/createCentre.ts'
import { simulateCentre } from '../../src/simulation/simulateCentre.ts'
import { agentName } from '../../src/simulation/world/names.ts'
import { timeOfDay } from '../../src/simulation/world/dayCurve.ts'
import { aCentre, eventsOf, MONDAY } from './someEvents.ts'

test('the same options give the same bytes, another seed or start another day', () => {
  const day = (options = aCentre()) => JSON.stringify([...eventsOf(options, 12)])
  const first = day()
  expect(day()).toBe(first)
  expect(day(aCentre({ seed: 2 }))).not.toBe(first)
})

test('two runs share no identity of an event or a contact, so that neither swallows the other', () => {
  const ids = (options = aCentre()) =>
    new Set(
      [...eventsOf(options, 3)].flatMap(({ id, type, data }) =>
        type === 'contact.enqueued' ? [id, (data as { contact: string }).contact] : [id],
      ),
    )
  const first = ids()
  for (const other of [ids(aCentre({ seed: 2 })), ids(aCentre({ startAt: later(MONDAY, 60_000) }))]) {
    expect(first.intersection(other).size).toBe(0)
  }
})

test('queues and agents keep their ids from run to run', () => {
  const who = (options = aCentre()) =>
    [...eventsOf(options, 0.001)].filter(({ type }) => type === 'agent.state').map(({ data }) => data)
  expect(who(aCentre({ startAt: later(MONDAY, days(1)) }))).toEqual(who())
})

test('the first six queues have the limits of the reference wall', () => {
  const settings = [...eventsOf(aCentre(), 0.001)].flatMap((event) =>
    event.type === 'queue.configured' ? [[event.data.name, (event.data.answerWithinMs ?? 0) / 1000]] : [],
  )
  expect(settings).toEqual([
    ['Support', 60],
    ['Billing', 60],
    ['Sales', 20],
    ['Returns', 90],
    ['VIP', 10],
    ['Chat', 120],
  ])
})

test('a busy floor hovers around its targets: figures at all three levels within two hours', () => {
  const startAt = MONDAY
  const options = aCentre({ agents: 58, rate: 480, startAt, zoneOffsetMs: busyZoneOffset(startAt) })
  const { answered, within, abandoned } = outcomes(eventsOf(options, 5))
  const serviceLevel = within / (answered + abandoned)
  expect(answered).toBeGreaterThan(1500)
  expect(serviceLevel).toBeGreaterThan(0.6)
  expect(serviceLevel).toBeLessThan(0.93)
  expect(abandoned / answered).toBeGreaterThan(0.02)
  expect(abandoned / answered).toBeLessThan(0.25)
  const levels = waitLevels(eventsOf(options, 2))
  expect(Math.min(...Object.values(levels))).toBeGreaterThan(0)
})

test('arrivals follow the day: many in the morning, few at night', () => {
  const perHour = new Map<number, number>()
  for (const { type, time } of eventsOf(aCentre({ agents: 58, rate: 480 }), 24)) {
    if (type !== 'contact.enqueued') continue
    const hour = Math.floor(timeOfDay(time, 0) / hours(1))
    perHour.set(hour, (perHour.get(hour) ?? 0) + 1)
  }
  expect(perHour.get(11)).toBeGreaterThan(300)
  expect(perHour.get(11)).toBeLessThan(700)
  expect(perHour.get(3)).toBeLessThan(60)
  expect(perHour.get(3)).toBeGreaterThan(0)
})

test('it can be a quarter to ten at any instant', () => {
  for (let hour = 0; hour < 48; hour++) {
    const at = later(MONDAY, hours(hour * 0.5) + 17_123)
    expect(Math.abs(timeOfDay(at, busyZoneOffset(at)) - hours(9.75))).toBeLessThanOrEqual(30_000)
    expect(Math.abs(timeOfDay(at, zoneOffsetFor(at, hours(23))) - hours(23))).toBeLessThanOrEqual(30_000)
  }
})

test('no two agents share a name, and the names are of many scripts', () => {
  const names = Array.from({ length: 1500 }, (_, number) => agentName(number))
  expect(new Set(names).size).toBe(names.length)
  for (const script of ['Latin', 'Han', 'Hangul', 'Greek', 'Cyrillic']) {
    expect(names.slice(0, 24).some((name) => new RegExp(`\\p{Script=${script}}`, 'u').test(name))).toBe(true)
  }
})

test('a second run over the first starts from agents who are signed off', () => {
  const [first] = [...eventsOf(aCentre(), 0.001)].filter(({ type }) => type === 'agent.state')
  expect(first?.data).toMatchObject({ state: 'offline' })
})

test.each([
  [{ agents: 0 }, /agents/],
  [{ queues: 1.5 }, /queues/],
  [{ rate: 0 }, /rate/],
  [{ rate: Infinity }, /rate/],
  [{ seed: NaN }, /seed/],
])('%o makes no centre', (options, message) => {
  expect(() => simulateCentre(aCentre(options))).toThrow(message)
})

test('memory stays flat over thirty days', { timeout: 60_000 }, () => {
  const end = later(MONDAY, days(30))
  let afterTwoDays = 0
  let events = 0
  for (const { time } of simulateCentre(aCentre())) {
    events += 1
    if (afterTwoDays === 0 && time > later(MONDAY, days(2))) afterTwoDays = heapUsed()
    if (time > end) break
  }
  expect(events).toBeGreaterThan(1_000_000)
  expect(heapUsed() - afterTwoDays).toBeLessThan(60_000_000)
})

/** Not collected at will, so only a leak of many megabytes shows; each event kept would be 300 MB. */
function heapUsed(): number {
  return process.memoryUsage().heapUsed
}

interface Waiting {
  readonly queue: string
  readonly since: number
}

/** Service level by events: answered and abandoned with the limits their queues have. */
function outcomes(events: Iterable<FloorEvent>): { answered: number; within: number; abandoned: number } {
  const limits = new Map<string, number>()
  const waiting = new Map<string, Waiting>()
  const counts = { answered: 0, within: 0, abandoned: 0 }
  for (const event of events) {
    if (event.type === 'queue.configured') limits.set(event.data.queue, event.data.answerWithinMs ?? 0)
    follow(waiting, event)
    if (event.type === 'contact.abandoned') counts.abandoned += 1
    if (event.type !== 'contact.answered' || event.data.queue === undefined) continue
    counts.answered += 1
    if ((event.data.waitMs ?? 0) <= (limits.get(event.data.queue) ?? 0)) counts.within += 1
  }
  return counts
}

/** How many queue minutes have no long wait, one near the limit, one of three times the limit. */
function waitLevels(events: Iterable<FloorEvent>): { ok: number; warning: number; critical: number } {
  const limits = new Map<string, number>()
  const waiting = new Map<string, Waiting>()
  const levels = { ok: 0, warning: 0, critical: 0 }
  let minute = 0
  for (const event of events) {
    if (event.type === 'queue.configured') limits.set(event.data.queue, event.data.answerWithinMs ?? 0)
    follow(waiting, event)
    if (event.time < minute) continue
    minute = event.time + 60_000
    for (const [queue, limit] of limits) {
      const since = [...waiting.values()].filter((wait) => wait.queue === queue).map((wait) => wait.since)
      const longest = since.length === 0 ? 0 : event.time - Math.min(...since)
      levels[longest >= 3 * limit ? 'critical' : longest >= 0.75 * limit ? 'warning' : 'ok'] += 1
    }
  }
  return levels
}

function follow(waiting: Map<string, Waiting>, event: FloorEvent): void {
  const { type, data, time } = event
  if (type === 'contact.enqueued') waiting.set(data.contact, { queue: data.queue, since: time })
  if (type === 'contact.answered' || type === 'contact.abandoned') waiting.delete(data.contact)
  if (type === 'contact.ended' && data.agent === undefined) waiting.delete(data.contact)
  if (type !== 'contact.flowedOut' && type !== 'contact.transferred') return
  waiting.delete(data.contact)
  if (data.to !== undefined) waiting.set(data.contact, { queue: data.to, since: time })
}
