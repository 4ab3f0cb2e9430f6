/** The last millisecond inside and the first outside. */
import { describe, expect, test } from 'vitest'
import { estimatedWait } from '../../../src/core/forecast/estimatedWait.ts'
import { days, epochMs, hours } from '../../../src/core/units.ts'
import { Customers } from '../../../src/core/windows/customers.ts'
import { SiteCalendar } from '../../../src/core/windows/siteDay.ts'
import { answered, at, ended, enqueued, said, siteOf } from '../../support/events.ts'

describe('edges', () => {
  test.each([
    [hours(24) - 1, 1, 1],
    [hours(24), 0, 1],
    [days(7) - 1, 0, 1],
    [days(7), 0, 0],
  ])('[WI11] begun %i ms after the one before, a contact is a repeat or not', (after, repeated24h, repeated7d) => {
    const customers = new Customers(new SiteCalendar('UTC'))
    for (const [contact, time] of [
      ['c1', at(0)],
      ['c2', epochMs(at(0) + after)],
    ] as const)
      customers.count({ type: 'contactStarted', at: time, contact, customer: 'k' }, 1)
    expect(customers.today(epochMs(at(0) + after))).toMatchObject({ repeated24h, repeated7d })
  })

  test('[WI11] the first instant of the day is of the day', () => {
    const customers = new Customers(new SiteCalendar('UTC'))
    const midnight = epochMs(Date.UTC(2026, 2, 2))
    customers.count({ type: 'contactStarted', at: midnight, contact: 'c1', customer: 'k' }, 1)
    expect(customers.today(midnight)).toMatchObject({ contacts: 1, identified: 1 })
  })

  test('[WI9] a handle leaves the window when its close is as old as the window is wide', () => {
    const call = [enqueued(0), answered(10), ended(60), said(60, 'available')]
    const site = siteOf(call, 60 + 900 - 0.001)
    const handled = () => site.floorView({ live: true, appliedSeq: 4 }).agents['A1']?.windows['15m'].handled
    expect(handled()).toBe(1)
    site.advanceTo(at(60 + 900))
    expect(handled()).toBe(0)
  })

  test('[WI10] opening at a local time of day, to the millisecond', () => {
    const calendar = new SiteCalendar('Europe/Berlin')
    const day = calendar.dayOf(at(0))
    expect(calendar.timeOfDay(day, '08:30')).toBe(Date.UTC(2026, 2, 2, 7, 30))
    expect(calendar.timeOfDay(day, '24:00')).toBe(Date.UTC(2026, 2, 2, 23))
  })

  test('[ME7] handle times of the hour from the tenth handle on, else of the day', () => {
    const waitOf = (handled: number) =>
      estimatedWait({
        waiting: 0,
        agentsStaffed: 1,
        agentsAvailable: 0,
        oldestWaitMs: 0,
        lastHour: { handled, handleMs: handled * 1000, abandonRate: { numerator: 0, denominator: 0 } },
        today: { handled: 20, handleMs: 20 * 3000 },
        departures: 0,
      })
    // The mean of two methods, of which the oldest wait says 0.
    expect([waitOf(9), waitOf(10), waitOf(11)]).toEqual([1500, 500, 500])
  })
})
