/** Tickets out of order, forgotten ones, and the durations behind their figures. */
import { describe, expect, test } from 'vitest'
import type { EventData, EventType } from '../../../src/core/events/event.ts'
import { Durations } from '../../../src/core/windows/durations.ts'
import { event, viewOf } from '../../support/events.ts'

const MINUTE = 60
const DAY = 86_400
const ticket = (seconds: number, type: Extract<EventType, `ticket.${string}`>) =>
  event(
    seconds,
    type,
    (type === 'ticket.opened' ? { ticket: 'k1', queue: 'DESK' } : { ticket: 'k1' }) as EventData<'ticket.opened'>,
  )

describe('tickets', () => {
  test('[FL23, FL26] a reply heard after a later one takes the first response over', () => {
    const told = [
      ticket(0, 'ticket.opened'),
      ticket(9 * MINUTE, 'ticket.replied'),
      ticket(4 * MINUTE, 'ticket.replied'),
    ]
    expect(viewOf(told, 10 * MINUTE).tickets).toMatchObject({
      firstResponse: { p50Ms: 240_000, averageMs: 240_000 },
      averageResponseTimeMs: 240_000,
    })
  })

  test('[FL23, FL25] a reopening heard before its resolution counts once the resolution is heard', () => {
    const told = [ticket(0, 'ticket.opened'), ticket(120, 'ticket.reopened'), ticket(60, 'ticket.resolved')]
    expect(viewOf(told.slice(0, 2), 180).tickets).toMatchObject({ backlog: 1, resolved: 0, reopened: 0 })
    expect(viewOf(told, 180).tickets).toMatchObject({ backlog: 1, resolved: 1, reopened: 1 })
  })

  test('[FL23] in one millisecond a ticket opens before it is resolved, whichever is heard first', () => {
    const told = [ticket(0, 'ticket.resolved'), ticket(0, 'ticket.opened')]
    for (const order of [told, told.toReversed()])
      expect(viewOf(order, 60).tickets).toMatchObject({ backlog: 0, opened: 1, resolved: 1 })
  })

  test('[FL16, FL25] solved and not named for more than seven days, a ticket is forgotten: opened again it is new', () => {
    const solved = [ticket(0, 'ticket.opened'), ticket(60, 'ticket.resolved')]
    const after = (seconds: number) => viewOf([...solved, ticket(seconds, 'ticket.opened')], seconds + 1).tickets
    expect(after(60 + 7 * DAY)).toMatchObject({ backlog: 0, opened: 0 })
    expect(after(60.001 + 7 * DAY)).toMatchObject({ backlog: 1, opened: 1 })
  })

  test('[WI4] durations leave as they came, equal ones one at a time', () => {
    const durations = new Durations()
    for (const ms of [5, 3, 5, 9]) durations.add(ms, 1)
    durations.add(5, -1)
    expect(durations.sorted).toEqual([3, 5, 9])
    expect(durations.sumMs).toBe(17)
    durations.add(9, -1)
    durations.add(3, -1)
    expect([...durations.sorted, durations.sumMs, durations.count]).toEqual([5, 5, 1])
  })
})
