/** The very instants at which rules turn over. */
import { describe, expect, test } from 'vitest'
import { answered, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const H = 3600
const WEEK = 7 * 24 * H

describe('late, to the millisecond', () => {
  const later = enqueued(3_000, 'other', 'OTHER')
  const done = (seconds: number) => event(seconds, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })
  const stateOf = (events: Parameters<typeof viewOf>[0]) => viewOf(events, 3_060).agents['A1']?.state

  test('[FL4] a late wrappedUp ends the wrap-up that began in its own millisecond, not the next one', () => {
    expect(stateOf([enqueued(0), answered(5), ended(60), later, done(60)])).toBe('available')
    expect(stateOf([enqueued(0), answered(5), ended(60.001), later, done(60)])).toBe('wrapUp')
  })

  test('[FL4] and the said one likewise', () => {
    expect(stateOf([said(60, 'wrapUp'), later, done(60)])).toBe('available')
    expect(stateOf([said(60.001, 'wrapUp'), later, done(60)])).toBe('wrapUp')
  })

  test('[FL4] a late resolve ends what was opened in its own millisecond, not the next one', () => {
    const backlog = (openedAt: number) => {
      const opened = event(openedAt, 'ticket.opened', { ticket: 'k', queue: 'DESK' })
      return viewOf([opened, later, event(60, 'ticket.resolved', { ticket: 'k' })], 3_060).tickets.backlog
    }
    expect([backlog(60), backlog(60.001)]).toEqual([0, 1])
  })
})

describe('memory', () => {
  const week = (asOf: number, more: Parameters<typeof viewOf>[0] = []) => {
    const alive = Array.from({ length: 8 }, (_, day) => said(day * 24 * H + 3_600, 'available', { name: `${day}` }))
    const queue = event(asOf, 'ticket.opened', { ticket: 'k', queue: 'SALES' })
    return viewOf([enqueued(0), answered(5), ended(60), ...alive.slice(0, 7), ...more, queue], asOf).agents['A1']
      ?.queues
  }

  test('[FL22] what was learnt is forgotten seven days after the last answer, not the first', () => {
    expect([week(WEEK + 5), week(WEEK + 5.001)]).toEqual([['SALES'], []])
    const again = [enqueued(6 * 24 * H + 4_000, 'c2'), answered(6 * 24 * H + 4_005, 'c2')]
    expect(week(WEEK + 5.001, again)).toEqual(['SALES'])
  })

  test('[FL14] at most 100 suspects are listed, all are counted', () => {
    const silent = Array.from({ length: 120 }, (_, i) => enqueued(i, `c${String(i).padStart(3, '0')}`))
    const { count, contacts } = viewOf(silent, 5 * H).feed.suspects
    expect([count, contacts.length, contacts[0], contacts[99]]).toEqual([120, 100, 'c000', 'c099'])
  })
})

describe('midnight', () => {
  /** Fifteen hours after nine. */
  const MIDNIGHT = 15 * H

  test('[WI2, WI9] time that ends at midnight is yesterday’s, also when it was settled hours ago', () => {
    const states = [said(MIDNIGHT - 600, 'available'), said(MIDNIGHT, 'notReady'), said(MIDNIGHT + 300, 'available')]
    const on = Array.from({ length: 40 }, (_, i) => said(MIDNIGHT + 600 + i * 600, 'available', { name: `${i}` }))
    const { windows } = viewOf([...states, ...on], MIDNIGHT + 7 * H).agents['A1'] ?? {}
    expect(windows?.day).toMatchObject({ notReadyMs: 300_000, availableMs: (7 * H - 300) * 1000 })
  })

  test('[WI2, WI6] a settled breach and a settled wait of yesterday are not today’s', () => {
    const before = [enqueued(MIDNIGHT - 200), answered(MIDNIGHT - 50)]
    const on = Array.from({ length: 60 }, (_, i) => said(MIDNIGHT - 50 + i * 300, 'available', { name: `${i}` }))
    const { lastBreachAt, windows } = viewOf([...before, ...on], MIDNIGHT + 5 * H).queues['SALES'] ?? {}
    expect([lastBreachAt, windows?.day.longestAnsweredWaitMs]).toEqual([undefined, undefined])
  })

  test('[WI2, WI10] business hours’ figures begin anew with the day', () => {
    const queues = { DESK: { hours: [{ days: ['mon', 'tue'] as const, from: '00:00', to: '24:00' }] } }
    const opened = event(0, 'ticket.opened', { ticket: 'k', queue: 'DESK' })
    const replied = event(60, 'ticket.replied', { ticket: 'k' })
    const figures = (seconds: number) =>
      siteOf([opened, replied], seconds, { queues }).floorView({ live: true, appliedSeq: 0 }).tickets.businessHours
    expect([figures(MIDNIGHT - 0.001)?.firstResponse, figures(MIDNIGHT)]).toEqual([
      { n: 1, p50Ms: 60_000, averageMs: 60_000 },
      undefined,
    ])
  })
})
