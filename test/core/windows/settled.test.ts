/** Facts that are no longer kept one by one still count, each in its own day. */
import { describe, expect, test } from 'vitest'
import type { ContactStarted, HandleClosed, SegmentOffered } from '../../../src/core/floor/fact.ts'
import { AgentWindows, noAgentTotals } from '../../../src/core/windows/agentWindows.ts'
import { Customers } from '../../../src/core/windows/customers.ts'
import { QueueWindows } from '../../../src/core/windows/queueWindows.ts'
import { SiteCalendar } from '../../../src/core/windows/siteDay.ts'
import type { CountedFact } from '../../../src/core/windows/totals.ts'
import { answered, at, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const H = 3600
/** Fifteen hours after nine. */
const MIDNIGHT = 15 * H

/** A sign of life every five minutes, so that what is old is settled. */
function heartbeats(from: number, to: number) {
  return Array.from({ length: Math.floor((to - from) / 300) }, (_, i) => event(from + i * 300, 'source.heartbeat', {}))
}

describe('queues', () => {
  const breached = (seconds: number): CountedFact => {
    return { type: 'targetBreached', at: at(seconds), learntAt: at(seconds), queue: 'Q' }
  }
  const answeredAfter = (seconds: number, waitMs: number) =>
    ({
      type: 'segmentAnswered',
      at: at(seconds),
      learntAt: at(seconds),
      queue: 'Q',
      agent: 'A1',
      waitMs,
      withinTarget: true,
    }) as CountedFact

  test('[WI2, WI6] settled before midnight, a breach and a longest wait end with their day', () => {
    const before = [enqueued(MIDNIGHT - 5 * H), answered(MIDNIGHT - 5 * H + 100)]
    const seen = (asOf: number) => {
      const view = viewOf([...before, ...heartbeats(MIDNIGHT - 4 * H, asOf)], asOf)
      const { lastBreachAt, windows } = view.queues['SALES'] ?? {}
      return [lastBreachAt?.slice(11, 19), windows?.day.longestAnsweredWaitMs]
    }
    expect([seen(MIDNIGHT - 0.001), seen(MIDNIGHT)]).toEqual([
      ['19:00:20', 100_000],
      [undefined, undefined],
    ])
  })

  test('[WI2, WI6] what happens at midnight is the new day’s, also once a greater one is taken back, also settled', () => {
    const windows = new QueueWindows(new SiteCalendar('UTC'), at(MIDNIGHT + 60))
    const later = [breached(MIDNIGHT + 9), answeredAfter(MIDNIGHT + 9, 90_000)]
    for (const fact of [breached(MIDNIGHT), answeredAfter(MIDNIGHT, 0), ...later]) windows.count(fact, 1)
    for (const fact of later) windows.count(fact, -1)
    const seen = () => [windows.lastBreachAt(), windows.longestAnsweredWaitTodayMs()]
    expect(seen()).toEqual([at(MIDNIGHT), 0])
    windows.advanceTo(at(MIDNIGHT + 3 * H))
    windows.settle(at(MIDNIGHT + 2 * H), at(MIDNIGHT + 3 * H))
    const takenBack = breached(MIDNIGHT + 3 * H)
    windows.count(takenBack, 1)
    windows.count(takenBack, -1)
    expect(seen()).toEqual([at(MIDNIGHT), 0])
  })

  test('[FL15] the channel of a queue outlives the day of its latest segment', () => {
    const chat = event(0, 'contact.enqueued', { contact: 'c1', queue: 'Q', channel: 'chat' })
    const view = viewOf([chat, ...heartbeats(300, MIDNIGHT + 2 * H)], MIDNIGHT + 2 * H)
    expect(view.queues['Q']?.channel).toBe('chat')
  })

  test.each([
    ['source', ['/a', '2'], ['/b', '1']],
    ['id', ['/a', '1'], ['/a', '2']],
  ] as const)(
    '[FL15, FL23] of two segments in one millisecond the later by %s gives the channel',
    (_, first, second) => {
      const offered = (channel: string, [source, id]: readonly [string, string]) =>
        ({
          type: 'segmentOffered',
          at: at(0),
          learntAt: at(0),
          queue: 'Q',
          channel,
          by: { rank: 1, source, id },
        }) satisfies SegmentOffered
      for (const order of [
        [offered('voice', first), offered('chat', second)],
        [offered('chat', second), offered('voice', first)],
      ]) {
        const windows = new QueueWindows(new SiteCalendar('UTC'), at(0))
        for (const fact of order) windows.count(fact, 1)
        expect(windows.latestOffered()?.channel).toBe('chat')
        windows.advanceTo(at(3 * H))
        windows.settle(at(2 * H), at(3 * H))
        expect(windows.latestOffered()?.channel).toBe('chat')
      }
    },
  )

  test('[FL15, FL16] forgotten and named again, a queue has no channel of before', () => {
    const chat = event(0, 'contact.enqueued', { contact: 'c1', queue: 'Q', channel: 'chat' })
    const done = event(9, 'contact.abandoned', { contact: 'c1' })
    const week = 7 * 24 * H
    const named = event(week + 3 * H, 'ticket.opened', { ticket: 'k1', queue: 'Q' })
    const alive = Array.from({ length: 8 }, (_, day) => event((day * 24 + 2) * H, 'source.heartbeat', {}))
    for (const between of [alive, []])
      expect(viewOf([chat, done, ...between, named], week + 3 * H).queues['Q']?.channel).toBe('voice')
  })
})

describe('agents', () => {
  const closed = (seconds: number, handle: string) =>
    ({
      type: 'handleClosed',
      at: at(seconds),
      learntAt: at(seconds),
      agent: 'A1',
      handle,
      talkMs: 1,
      holdMs: 0,
      wrapUpMs: 0,
    }) as HandleClosed

  test('[WI2, WI9] handles told in the wrong order around midnight are settled in their own days', () => {
    const windows = new AgentWindows(new SiteCalendar('UTC'))
    windows.count(closed(MIDNIGHT + 60, 'h2'), 1)
    windows.count(closed(MIDNIGHT - 60, 'h1'), 1)
    windows.settleHandles(at(MIDNIGHT + 2 * H))
    expect(windows.day(at(MIDNIGHT + 3 * H), [])).toEqual({ ...noAgentTotals(), handled: 1, handleMs: 1 })
  })

  test('[WI2, WI9] a handle that closes at midnight is the new day’s', () => {
    const end = event(MIDNIGHT, 'contact.ended', { contact: 'c1', agent: 'A1', wrapUp: false })
    const { windows } = viewOf([enqueued(MIDNIGHT - 60), answered(MIDNIGHT - 50), end], MIDNIGHT).agents['A1'] ?? {}
    expect([windows?.day.handled, windows?.['15m'].handled]).toEqual([1, 1])
  })

  test('[WI9] a reason of which no time lies in the window is not named in it', () => {
    const states = [said(0, 'notReady', { reason: 'Lunch' }), said(60, 'notReady', { reason: 'Coaching' })]
    const reasons = (asOf: number) => viewOf(states, asOf).agents['A1']?.windows['15m'].notReadyMsByReason
    expect(reasons(60)).toEqual({ Lunch: 60_000 })
    expect(reasons(60 + 900)).toEqual({ Coaching: 900_000 })
  })
})

describe('customers', () => {
  const started = (seconds: number, contact: string, customer?: string) =>
    ({
      type: 'contactStarted',
      at: at(seconds),
      contact,
      ...(customer === undefined ? {} : { customer }),
    }) as ContactStarted

  test('[WI11] settled, each contact counts once, by its own customer', () => {
    const customers = new Customers(new SiteCalendar('UTC'))
    const begun = [[0], [1, 'ann'], [2, 'bob'], [3, 'ann'], [4]] as const
    for (const [second, customer] of begun) customers.count(started(second, `c${second}`, customer), 1)
    const counts = { contacts: 5, identified: 3, repeated24h: 1, repeated7d: 1 }
    expect(customers.today(at(60))).toEqual(counts)
    customers.settle(at(60))
    expect(customers.today(at(60))).toEqual(counts)
  })

  test('[WI11, WI4] a beginning that is taken back goes alone', () => {
    const call = (seconds: number, contact: string, customer: string) =>
      event(seconds, 'contact.enqueued', { contact, queue: 'Q', customer })
    const { quality } = viewOf([call(100, 'c1', 'ann'), call(110, 'c2', 'bob'), call(50, 'c1', 'bob')], 120)
    expect(quality.repeatContacts).toMatchObject({ contacts: 2, identified: 2, rate24h: 0.5 })
  })
})

describe('counts of the site day', () => {
  test('[FL29] each day begins anew, the third and the fourth like the second', () => {
    const twice = (day: number) => Array.from({ length: 2 }, () => event(day * 24 * H, 'source.heartbeat', {}))
    const days = [0, 1, 2, 3].map((last) => [0, 1, 2, 3].slice(0, last + 1).flatMap(twice))
    expect(days.map((events, day) => viewOf(events, day * 24 * H).feed.duplicates)).toEqual([1, 1, 1, 1])
  })

  test('[FL29] looking back, the day that is read on into leaves the day asked for as it was', () => {
    const site = siteOf([...heartbeats(0, 301), ...heartbeats(0, 301)], 600)
    site.observe(event(24 * H, 'source.heartbeat', {}))
    site.reject('notJson')
    const { duplicates, rejected } = site.floorView({ live: true, appliedSeq: 0 }).feed
    expect([duplicates, rejected]).toEqual([1, {}])
  })
})

describe('the desk', () => {
  test('[WI2, FL25] what is opened at midnight is opened today', () => {
    const opened = event(MIDNIGHT, 'ticket.opened', { ticket: 'k1', queue: 'DESK' })
    expect(viewOf([opened], MIDNIGHT).tickets.opened).toBe(1)
  })

  test('[WI10] outside the opening hours no time passes', () => {
    const queues = { DESK: { hours: [{ days: ['mon'] as const, from: '09:00', to: '17:00' }] } }
    const replied = (from: number, to: number) => {
      const life = [
        event(from, 'ticket.opened', { ticket: 'k1', queue: 'DESK' }),
        event(to, 'ticket.replied', { ticket: 'k1' }),
      ]
      return viewOf(life, to, { queues }).tickets.businessHours?.firstResponse?.p50Ms
    }
    expect([replied(-2 * H, -H), replied(9 * H, 10 * H), replied(7 * H, 10 * H)]).toEqual([0, 0, H * 1000])
  })
})
