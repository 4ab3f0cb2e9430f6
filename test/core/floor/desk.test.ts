import { describe, expect, test } from 'vitest'
import type { EventData, EventType } from '../../../src/core/events/event.ts'
import { createSite } from '../../../src/core/site.ts'
import { epochMs } from '../../../src/core/units.ts'
import { deskDays } from '../../fixtures/workedDay.ts'
import { event, viewOf } from '../../support/events.ts'

const H = 3600
const ticket = (hours: number, type: Extract<EventType, `ticket.${string}`>, id = 'k1') =>
  event(
    hours * H,
    type,
    (type === 'ticket.opened' ? { ticket: id, queue: 'DESK' } : { ticket: id }) as EventData<'ticket.opened'>,
  )

describe('desk', () => {
  test('[FL25] backlog from opening until resolved or closed, with its first age when reopened', () => {
    const life = [ticket(-10, 'ticket.opened'), ticket(0, 'ticket.closed'), ticket(1, 'ticket.reopened')]
    expect(viewOf(life.slice(0, 2), 2 * H).tickets).toMatchObject({ backlog: 0, resolved: 1, reopened: 0 })
    const again = viewOf(life, 2 * H).tickets
    expect(again).toMatchObject({ backlog: 1, resolved: 1, reopened: 1, oldestSince: '2026-03-01T23:00:00.000Z' })
    expect(again.backlogByAge).toEqual({ '<4h': 0, '4-8h': 0, '8-24h': 1, '1-3d': 0, '3-7d': 0, '>7d': 0 })
  })

  test('[FL25] events of a ticket nobody opened are void; an opening that arrives later makes them count', () => {
    const resolved = ticket(1, 'ticket.resolved')
    expect(viewOf([resolved], 2 * H).tickets).toMatchObject({ backlog: 0, resolved: 0 })
    expect(viewOf([resolved, ticket(0.9, 'ticket.opened')], 2 * H).tickets).toMatchObject({
      backlog: 0,
      resolved: 1,
      opened: 1,
    })
  })

  test('[FL26] the first reply counts from the opening, every opening and reopening to its next reply', () => {
    const life = [
      ticket(0, 'ticket.opened'),
      ticket(1, 'ticket.replied'),
      ticket(2, 'ticket.replied'),
      ticket(3, 'ticket.resolved'),
    ]
    const again = [ticket(4, 'ticket.reopened'), ticket(4.5, 'ticket.replied')]
    expect(viewOf([...life, ...again], 5 * H).tickets).toMatchObject({
      firstResponse: { n: 1, p50Ms: H * 1000, averageMs: H * 1000 },
      averageResponseTimeMs: 0.75 * H * 1000,
      resolution: { n: 1, p50Ms: 3 * H * 1000, averageMs: 3 * H * 1000 },
    })
  })

  test('[FL25] 70 % solved the same day: how many more, and what can still be reached', () => {
    const opened = ['a', 'b', 'c', 'd'].map((id, i) => ticket(i, 'ticket.opened', id))
    const { tickets } = viewOf([...opened, ticket(5, 'ticket.resolved', 'a')], 6 * H)
    expect(tickets.solvedSameDay).toEqual({ ratio: 0.25, needed: 2, bestReachable: 1 })
  })

  const raised = (seconds: number) =>
    event(seconds, 'escalation.raised', { escalation: 'e1', reason: 'angry', severity: 'critical' })
  const act = (seconds: number, what: 'claimed' | 'released' | 'resolved', by: string) =>
    event(seconds, `escalation.${what}`, { escalation: 'e1', by })
  const owner = (events: Parameters<typeof viewOf>[0]) =>
    viewOf(events, 600).escalations.map(({ claimedBy }) => claimedBy)

  test('[FL27] the first claim in stream order wins until it is released by its owner', () => {
    expect(owner([raised(0), act(9, 'claimed', 'Nia'), act(5, 'claimed', 'Rhys')])).toEqual(['Nia'])
    expect(owner([raised(0), act(5, 'claimed', 'Nia'), act(6, 'released', 'Rhys'), act(7, 'claimed', 'Rhys')])).toEqual(
      ['Nia'],
    )
    expect(owner([raised(0), act(5, 'claimed', 'Nia'), act(6, 'released', 'Nia'), act(7, 'claimed', 'Rhys')])).toEqual([
      'Rhys',
    ])
  })

  test('[FL27] resolved it is gone; raised anew it has no owner', () => {
    const over = [raised(0), act(5, 'claimed', 'Nia'), act(6, 'resolved', 'Nia')]
    expect(owner(over)).toEqual([])
    expect(owner([...over, raised(60)])).toEqual([undefined])
    expect(owner([...over, act(30, 'claimed', 'Rhys'), raised(60)])).toEqual([undefined])
  })

  test('[FL28] a notice shows until it is cleared or over, the newest posting of its id', () => {
    const post = (seconds: number, text: string, until?: string) =>
      event(seconds, 'notice.posted', { notice: 'n', text, ...(until === undefined ? {} : { until }) })
    const texts = (events: Parameters<typeof viewOf>[0], asOf = 100) =>
      viewOf(events, asOf).notices.map(({ text }) => text)
    expect(texts([post(5, 'new'), post(0, 'old')])).toEqual(['new'])
    expect(texts([post(0, 'old'), event(5, 'notice.cleared', { notice: 'n' })])).toEqual([])
    expect(texts([post(0, 'drill', '2026-03-02T09:01:00Z')], 59.999)).toEqual(['drill'])
    expect(texts([post(0, 'drill', '2026-03-02T09:01:00Z')], 60)).toEqual([])
  })

  test('[WI10] business hours: only the time in which the queue is open counts (metrics 6.8)', () => {
    const hours = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, from: '09:00', to: '17:00' }]
    const queues = Object.fromEntries(
      [...new Set(deskDays.map(({ data }) => ('queue' in data ? data.queue : undefined)))].map((queue) => [
        queue ?? '',
        { hours },
      ]),
    )
    const site = createSite({ site: 'main', zone: 'Europe/Berlin', queues })
    for (const one of deskDays) site.apply(one)
    site.advanceTo(epochMs(Date.parse('2026-03-30T16:30:00+02:00')))
    const minutes = (n: number) => n * 60_000
    expect(site.floorView({ live: true, appliedSeq: 0 }).tickets.businessHours).toEqual({
      firstResponse: { n: 5, p50Ms: minutes(15), averageMs: minutes(54) },
      responses: 5,
      averageResponseTimeMs: minutes(54),
      resolution: { n: 4, p50Ms: minutes(80), averageMs: minutes(140) },
    })
  })

  test('[WI11] repeat contacts look back 24 h and 7 days over customers that are known', () => {
    const call = (hours: number, contact: string, customer?: string) =>
      event(hours * H, 'contact.enqueued', { contact, queue: 'SALES', ...(customer === undefined ? {} : { customer }) })
    const week = [call(-100, 'c1', 'ann'), call(-30, 'c2', 'bob'), call(-20, 'c3', 'cat')]
    const today = [
      call(0, 'c4', 'ann'),
      call(0.05, 'c5', 'cat'),
      call(0.1, 'c6'),
      call(0.12, 'c7', 'dan'),
      call(0.15, 'c8', 'dan'),
      call(0.2, 'c8', 'dan'),
    ]
    const expected = { contacts: 5, identified: 4, identificationRate: 0.8, rate24h: 0.5, rate7d: 0.75 }
    const { repeatContacts, firstContactProxies } = viewOf([...week, ...today], 3 * H).quality
    expect([repeatContacts, firstContactProxies.notRepeated7d]).toEqual([expected, 0.25])
    const [first, second, ...rest] = today
    if (first === undefined || second === undefined) throw new Error('no calls')
    expect(viewOf([...week, first, second, ...rest.reverse()], 3 * H).quality.repeatContacts).toEqual(expected)
  })

  test('[WI11] the look-back goes on after contacts are settled', () => {
    const calls = Array.from({ length: 39 }, (_, hour) =>
      event(hour * H, 'contact.enqueued', { contact: `c${hour}`, queue: 'Q', customer: `h${hour % 30}` }),
    )
    const { repeatContacts } = viewOf(calls, 39 * H - 1).quality
    // Today from midnight: hours 15 to 38; those from 30 on came back after 30 hours.
    expect(repeatContacts).toMatchObject({ contacts: 24, rate24h: 0, rate7d: 9 / 24 })
  })
})
