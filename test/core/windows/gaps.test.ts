/** F16: what windows count at the first instant after a gap, and of a queue nobody names. */
import { expect, test } from 'vitest'
import { answered, enqueued, event, viewOf } from '../../support/events.ts'
import { faultInAnyOrder } from '../floor/everyOrder.ts'

const WEEK = 7 * 86_400

const closed = (seconds: number) => event(seconds, 'contact.ended', { contact: 'c1', wrapUp: false })
const beats = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => event(from + 600 * n, 'source.heartbeat', {}))

test('[WI9] a handle that closes at the first instant of an agent’s new life is theirs', () => {
  const events = [
    event(0, 'contact.held', { contact: 'x', agent: 'A1' }),
    enqueued(WEEK + 5),
    answered(WEEK + 10),
    closed(WEEK + 10),
  ]
  expect(faultInAnyOrder(events, WEEK + 60)).toBeUndefined()
  const handledIn = (asOf: number, later: ReturnType<typeof beats>) => {
    const { day, '60m': hour } = viewOf([...events, ...later], asOf).agents['A1']?.windows ?? {}
    return [day?.handled, hour?.handled]
  }
  expect(handledIn(WEEK + 60, [])).toEqual([1, 1])
  expect(handledIn(WEEK + 6000, beats(WEEK + 60, 10))).toEqual([1, 0])
})

test('[WI12] a queue named by nobody keeps what it counts today for when it is named again', () => {
  const before = [enqueued(0), event(WEEK - 60, 'contact.alerted', { contact: 'c1', agent: 'A2' })]
  const gone = event(WEEK + 100, 'contact.abandoned', { contact: 'c1' })
  const named = event(WEEK + 3 * 3600, 'ticket.opened', { ticket: 'k1', queue: 'SALES' })
  const events = [...before, gone, ...beats(WEEK + 600, 17), named]
  expect(viewOf(events.slice(0, -1), WEEK + 3 * 3600).queues).toEqual({})
  expect(viewOf(events, WEEK + 3 * 3600).queues['SALES']?.windows.day.abandoned).toBe(1)
})
