/** F16 round the edge of a gap, in every order of arrival: what a naming in time gives back, and what it does not. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'
import { firstFault } from '../../simulation/judge.ts'
import { faultInAnyOrder, ordersOf } from './everyOrder.ts'

const WEEK = 7 * 86_400
const MS = 0.001

const alerted = (seconds: number, contact = 'c1', agent = 'A1') => event(seconds, 'contact.alerted', { contact, agent })
const held = (seconds: number, contact = 'x', agent = 'A1') => event(seconds, 'contact.held', { contact, agent })
const closed = (seconds: number, contact = 'c1') => event(seconds, 'contact.ended', { contact, wrapUp: false })
const beat = (seconds: number) => event(seconds, 'source.heartbeat', {})
const opened = (seconds: number, queue = 'SALES') => event(seconds, 'ticket.opened', { ticket: 'k1', queue })
const mail = (seconds: number, contact = 'c1', channel: 'email' | 'chat' = 'email') =>
  event(seconds, 'contact.enqueued', { contact, queue: 'Q', channel })

const handedOn = (seconds: number) =>
  event(seconds, 'contact.transferred', { contact: 'c1', agent: 'A1', toAgent: 'A2' })
const called = (seconds: number) =>
  event(seconds, 'contact.enqueued', { contact: 'c1', queue: 'SALES', customer: 'f'.repeat(64) })

type Case = readonly [title: string, events: readonly FloorEvent[], asOfSeconds: number]

const TWO_WEEKS = { suspectAfterMs: { voice: 2 * WEEK * 1000 } }

describe('[FL30, FL23] an agent whose two lives turn out to be one', () => {
  const again = [enqueued(WEEK + 10), answered(WEEK + 20)]
  const cases: Case[] = [
    ['keeps the handles of both', [said(0, 'available'), held(WEEK - 10), ...again, closed(WEEK + 30)], WEEK + 60],
    ['keeps a wrap-up', [held(0), held(WEEK), ...again, ended(WEEK + 30), said(WEEK + 40, 'wrapUp')], WEEK + 60],
    ['keeps the sign-off', [held(0), held(WEEK), ...again, said(WEEK + 30, 'offline')], WEEK + 60],
    ['keeps what was declared', [said(0, 'available', { queues: ['DESK'] }), held(WEEK), ...again], WEEK + 60],
    [
      'hears each signal once',
      [held(0), held(WEEK), answered(WEEK + 20), closed(WEEK + 30), closed(WEEK + 25)],
      WEEK + 60,
    ],
    [
      'hears of alerts',
      [held(0), held(WEEK), enqueued(WEEK + 5), alerted(WEEK + 10), answered(WEEK + 20, 'c1', 'A2')],
      WEEK + 60,
    ],
    ['begins twice after all', [held(0), held(WEEK + MS), ...again, said(WEEK + 30, 'notReady')], WEEK + 60],
  ]
  test.each(cases)('%s', (_title, events, asOf) => {
    expect(faultInAnyOrder(events, asOf)).toBeUndefined()
  })
  test('is who they were, also when dumped in between', () => {
    const talk = [enqueued(0), answered(5), alerted(20, 'c1', 'A2')]
    const steps = [...talk, held(WEEK + 10), held(WEEK - 600)].map((one, n) => ({
      event: { ...one, source: `/source/${String(n)}` },
    }))
    const asked = steps.flatMap((step, n) => (n < 3 ? [step] : [step, { askAt: at(WEEK + 15) }]))
    expect(firstFault(asked, { site: 'main' }, 'reloaded')).toBeUndefined()
  })
  test('[FL24] is no longer remembered as two once no naming can close the gap', () => {
    const lives = (beats: number) => {
      const told = Array.from({ length: beats }, (_, n) => beat(WEEK + 600 * (n + 1)))
      return siteOf([held(0), held(WEEK + 10), ...told], WEEK + 7200).dump().floor.agents.length
    }
    expect([lives(1), lives(12)]).toEqual([2, 1])
  })
  test('answers, handles and sign-off of the second are theirs', () => {
    const events = [said(0, 'available'), held(WEEK), ...again, closed(WEEK + 30), said(WEEK + 40, 'offline')]
    for (const order of ordersOf(events)) {
      const { state, queues, windows } = viewOf(order, WEEK + 60).agents['A1'] ?? {}
      expect([state, queues, windows?.day.handled]).toEqual(['offline', ['SALES'], 1])
    }
  })
})

describe('[FL16, FL23] a contact in the first millisecond past seven days', () => {
  const talk = [enqueued(-20), answered(-10), held(0, 'c1')]
  const cases: Case[] = [
    ['is named in it', [...talk, enqueued(WEEK + MS), beat(WEEK + 30)], WEEK + 40],
    ['is named just before', [...talk, enqueued(WEEK), beat(WEEK + 30)], WEEK + 40],
    ['is named just before and in it', [...talk, held(WEEK, 'c1'), closed(WEEK + MS), beat(WEEK + 30)], WEEK + 40],
    ['is ended after it', [...talk, closed(WEEK + 2 * MS), held(WEEK, 'c1', 'A2'), beat(WEEK + 30)], WEEK + 40],
    [
      'sees its agent sign off',
      [...talk, said(60, 'available'), said(WEEK + MS, 'offline'), beat(WEEK + 30)],
      WEEK + 40,
    ],
    ['sees its agent wrap up', [...talk, said(60, 'available'), said(WEEK + MS, 'wrapUp'), beat(WEEK + 30)], WEEK + 40],
    ['sees its agent not ready', [...talk, said(60, 'available'), said(WEEK + MS, 'notReady')], WEEK + 40],
    [
      'sees its agent answer',
      [...talk, said(60, 'available'), enqueued(WEEK, 'c2'), answered(WEEK + MS, 'c2'), closed(WEEK + MS, 'c2')],
      WEEK + 40,
    ],
    [
      'leaves with another',
      [answered(-1), answered(0, 'c2'), said(60, 'notReady'), beat(WEEK + 30), held(WEEK + 40)],
      WEEK + 50,
    ],
    [
      'is followed by an earlier one of its agent',
      [enqueued(0), answered(5, 'c2'), answered(60), said(200, 'notReady'), beat(WEEK + 100)],
      WEEK + 110,
    ],
    ['is handed on', [...talk, handedOn(10), answered(WEEK + 100, 'c1', 'A2')], WEEK + 110],
    ['begins anew for its customer', [called(0), closed(60), called(WEEK + 100)], WEEK + 110],
    [
      'rings anew',
      [enqueued(-10), alerted(0), said(60, 'available'), enqueued(WEEK + MS), alerted(WEEK + MS)],
      WEEK + 40,
    ],
    ['rings', [enqueued(-10), alerted(0), said(60, 'available'), alerted(WEEK + MS), beat(WEEK + 30)], WEEK + 40],
    ['begins anew when it is over', [...talk, closed(60), enqueued(WEEK + 100), ended(WEEK + 110)], WEEK + 120],
    [
      'begins anew twice',
      [
        enqueued(0),
        enqueued(WEEK + 60),
        answered(WEEK + 61),
        closed(WEEK + 70),
        enqueued(2 * WEEK + 100),
        ended(2 * WEEK + 110),
      ],
      2 * WEEK + 120,
    ],
    [
      'begins anew twice, seen',
      [
        enqueued(0),
        beat(WEEK + 50),
        enqueued(WEEK + 60),
        answered(WEEK + 61),
        closed(WEEK + 70),
        enqueued(2 * WEEK + 100),
        ended(2 * WEEK + 110),
      ],
      2 * WEEK + 120,
    ],
  ]
  test.each(cases)('%s', (_title, events, asOf) => {
    expect(faultInAnyOrder(events, asOf)).toBeUndefined()
    expect(faultInAnyOrder(events, asOf, { ...TWO_WEEKS, queues: { SALES: {} } })).toBeUndefined()
  })

  test('[FL12] has passed the limits that it passed until then', () => {
    const config = { ...TWO_WEEKS, queues: { SALES: { answerWithinMs: (WEEK - 600) * 1000 } } }
    const wait = [enqueued(0), held(WEEK - 30), beat(WEEK + 30)]
    expect(faultInAnyOrder(wait, WEEK + 40, config)).toBeUndefined()
    expect(viewOf(wait, WEEK + 40, config).queues['SALES']?.lastBreachAt).toBe('2026-03-09T08:50:00.001Z')
  })

  test.each([-1, 0, 1])('falls on the horizon, give or take %i ms', (ms) => {
    const settled = WEEK + MS + 62 * 60 + ms * MS
    const events = [...talk, beat(settled), enqueued(settled + 10), answered(settled + 20)]
    expect(faultInAnyOrder(events, settled + 30, { ...TWO_WEEKS, queues: { SALES: {} } })).toBeUndefined()
    const wait = [enqueued(0), beat(settled), closed(settled + 10)]
    expect(faultInAnyOrder(wait, settled + 30, { ...TWO_WEEKS, queues: { SALES: {} } })).toBeUndefined()
  })
})

test('[FL22, FL30] an answer teaches for seven days to the millisecond', () => {
  const queuesAt = (seconds: number) =>
    viewOf([enqueued(-5), answered(0), held(WEEK - 10), beat(seconds)], seconds).agents['A1']?.queues
  expect([queuesAt(WEEK), queuesAt(WEEK + MS)]).toEqual([['SALES'], []])
})

describe('[FL31, FL23] a queue at the first instant of a new life', () => {
  const cases: Case[] = [
    ['is named by an earlier mail', [mail(0), opened(WEEK + 30, 'Q'), mail(WEEK + 10, 'c2')], WEEK + 60],
    [
      'is not named in time',
      [mail(0), mail(WEEK, 'c2', 'chat'), opened(WEEK + 30, 'Q'), opened(WEEK + 10, 'Q')],
      WEEK + 60,
    ],
    ['hears of two channels at once', [mail(0), mail(WEEK + 10, 'c2'), mail(WEEK + 10, 'c3', 'chat')], WEEK + 60],
    ['is bridged', [mail(0), opened(WEEK, 'Q'), opened(WEEK + 30, 'Q'), mail(WEEK + 10, 'c2', 'chat')], WEEK + 60],
  ]
  test.each(cases)('%s', (_title, events, asOf) => {
    expect(faultInAnyOrder(events, asOf)).toBeUndefined()
  })
})

describe('[FL4] a late event of what nobody has heard of', () => {
  test('ends what opens just within the grace of the site', () => {
    const late = event(600, 'contact.abandoned', { contact: 'c1' })
    const open = { ...enqueued(600), source: '/slow' }
    const newest = { ...enqueued(4200, 'c2', 'OTHER'), source: '/acd' }
    expect(viewOf([newest, late, open], 4200).queues['SALES']?.waiting).toBe(0)
    expect(viewOf([newest, open], 4200).queues['SALES']?.waiting).toBe(1)
  })

  test('ends no wrap-up of an agent nobody knows', () => {
    const late = event(0, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })
    expect(viewOf([enqueued(4200), late], 4200).agents).toEqual({})
  })
})
