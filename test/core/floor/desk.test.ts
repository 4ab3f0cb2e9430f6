import { describe, expect, test } from 'vitest'
import type { EventData, EventType } from '../../../src/core/events/event.ts'
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
      firstResponse: { p50Ms: H * 1000, averageMs: H * 1000 },
      averageResponseTimeMs: 0.75 * H * 1000,
      resolution: { p50Ms: 3 * H * 1000, averageMs: 3 * H * 1000 },
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
})
