import { describe, expect, test } from 'vitest'
import { explainHandleTime, explainOccupancy } from '../../src/display/tiles/agent/agentExplained.ts'
import {
  likelyNext,
  newestNotice,
  openContacts,
  ownQueues,
  stateWords,
  timeByState,
  usualOf,
} from '../../src/display/tiles/agent/agentReading.ts'
import { ago, aQueue, NOON } from '../fixtures/wire/floorViews.ts'
import { aWindow, busyAgent, ownView } from '../fixtures/wire/pageViews.ts'

const moment = { now: NOON, zone: 'UTC' }
const day = aWindow({ handled: 20, averageHandleTimeMs: 320_000, wrapUpMs: 800_000 })

describe('the usual', () => {
  test('of a contact is their own handle time of today', () => {
    const usual = usualOf(ownView({ state: 'onContact' }, day), 160_000)
    expect(usual).toEqual({ ms: 320_000, words: 'usual 5:20 with wrap-up', filled: 0.395, usualAt: 0.79 })
  })

  test('of a wrap-up is their own mean of today', () => {
    expect(usualOf(ownView({ state: 'wrapUp' }, day), 0)?.words).toBe('usual 0:40')
  })

  test('a bar never runs over', () => {
    expect(usualOf(ownView({ state: 'onContact' }, day), 9_999_000)?.filled).toBe(1)
  })

  test.each([
    ['free', ownView({ state: 'available' }, day)],
    ['after four contacts', ownView({ state: 'onContact' }, aWindow({ handled: 4, averageHandleTimeMs: 1 }))],
    ['without a handle time', ownView({ state: 'onContact' }, aWindow({ handled: 9 }))],
  ])('there is none %s', (_, agent) => expect(usualOf(agent, 1000)).toBeUndefined())
})

describe('the state', () => {
  test.each([
    [{ state: 'notReady', reason: 'Coaching' }, 'Not ready, Coaching'],
    [{ state: 'notReady', reason: '' }, 'Not ready'],
    [{ state: 'alerting' }, 'Ringing'],
  ] as const)('%j reads %s', (agent, words) => expect(stateWords(agent)).toBe(words))

  test('open contacts, the oldest first, with their queues', () => {
    const contacts = [
      { contact: 'c2', answeredAt: ago(10), held: true },
      { contact: 'c1', queue: 'BILLING', answeredAt: ago(90), held: false },
    ]
    expect(openContacts(ownView({ state: 'onContact', contacts }), busyAgent().queues, NOON)).toEqual([
      { contact: 'c1', words: 'Billing, voice', ms: 90_000, held: false },
      { contact: 'c2', words: '', ms: 10_000, held: true },
    ])
  })
})

describe('own queues', () => {
  test('worst first, each with its marks', () => {
    const queues = ownQueues(busyAgent(), NOON)
    expect(queues.map(({ name, level, waiting }) => [name, level, waiting])).toEqual([
      ['Billing', 'warn', 3],
      ['Returns', 'ok', 1],
      ['Sales', 'ok', 0],
    ])
    expect(queues[0]?.rail.marks.map(({ isPast }) => isPast)).toEqual([true, false, false])
  })

  test('likely next is the longest wait in any of them, whatever its limit', () => {
    const queues = ownQueues(
      {
        ...busyAgent(),
        queues: {
          A: aQueue({ name: 'A', waits: [30], limitMs: 10_000 }),
          B: aQueue({ name: 'B', waits: [80, 2], limitMs: 600_000 }),
        },
      },
      NOON,
    )
    const next = likelyNext(queues)
    expect([next?.queue.name, next?.of]).toEqual(['B', 3])
  })

  test('nobody waits, nobody is next', () => {
    expect(likelyNext(ownQueues({ ...busyAgent(), queues: { A: aQueue({ name: 'A' }) } }, NOON))).toBeUndefined()
    expect(likelyNext([])).toBeUndefined()
  })
})

describe('own day', () => {
  test('states without time are left out, the others share it', () => {
    expect(timeByState(aWindow({ onContactMs: 30_000, availableMs: 10_000 }))).toEqual([
      { state: 'onContact', words: 'On contact', ms: 30_000, share: 0.75 },
      { state: 'available', words: 'Free', ms: 10_000, share: 0.25 },
    ])
  })

  test('[F8] busy is contact and wrap-up over those and free and ringing', () => {
    const window = aWindow({
      onContactMs: 60_000,
      wrapUpMs: 20_000,
      availableMs: 15_000,
      alertingMs: 5_000,
      notReadyMs: 900_000,
      occupancy: 0.8,
    })
    expect(explainOccupancy(window, moment)).toMatchObject({
      value: '80%',
      numerator: [{ amount: '1:00' }, { amount: '0:20' }],
      denominator: [{ amount: '1:20' }, { amount: '0:15' }, { amount: '0:05' }],
    })
  })

  test('[N6] handle time is talk, hold and wrap-up over handled', () => {
    expect(explainHandleTime(aWindow({ handled: 3, averageHandleTimeMs: 100_000 }), moment)).toMatchObject({
      value: '1:40',
      numerator: [{ amount: '5:00' }],
      denominator: [{ amount: '3' }],
    })
    expect(explainHandleTime(aWindow(), moment).value).toBe('–')
  })
})

describe('the message', () => {
  test('is the newest that still holds', () => {
    const notice = (name: string, posted: number, until?: number) => ({
      notice: name,
      text: name,
      postedAt: ago(posted),
      ...(until === undefined ? {} : { until: ago(until) }),
    })
    expect(newestNotice([notice('old', 900), notice('new', 60), notice('over', 10, 5)], NOON)?.notice).toBe('new')
    expect(newestNotice([], NOON)).toBeUndefined()
  })
})
