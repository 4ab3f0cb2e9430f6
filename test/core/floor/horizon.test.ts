/** What is settled while it goes on: wherever the horizon falls, the same conclusions, each told once. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import type { FloorView } from '../../../src/core/view/floorView.ts'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const MIN = 60
const H = 3600
/** Past this age nothing changes any more, s. */
const SETTLED_AFTER = 62 * MIN

const heartbeat = (seconds: number, more = {}) => event(seconds, 'source.heartbeat', {}, more)
const ticket = (seconds: number, type: 'ticket.opened' | 'ticket.replied' | 'ticket.resolved') =>
  event(seconds, type, { ticket: 'k', queue: 'DESK' })

/** `first`, then the horizon passes over it at `seconds`, perhaps again 5 minutes on, then `last` out of order. */
function settledAt(seconds: number, first: readonly FloorEvent[], last: readonly FloorEvent[]) {
  const asOf = SETTLED_AFTER + 20 * MIN
  const horizons = [heartbeat(seconds + SETTLED_AFTER), heartbeat(seconds + SETTLED_AFTER + 5 * MIN)]
  return [horizons.slice(0, 1), horizons].map((settling) => ({
    view: viewOf([...first, ...settling, ...last.toReversed()], asOf),
    inOrder: viewOf([...first, ...[...settling, ...last].sort((a, b) => a.time - b.time)], asOf),
  }))
}

function expectSame({ view, inOrder }: { view: FloorView; inOrder: FloorView }): void {
  expect(JSON.stringify(view) === JSON.stringify(inOrder)).toBe(true)
}

/** Off what it falls on, s. */
const HORIZONS = [-0.001, 0, 0.001]

describe('the horizon falls on', () => {
  const call = [enqueued(0), answered(10), ended(20), event(30, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })]
  const after = [said(66 * MIN, 'available'), said(66 * MIN + 5, 'notReady')]
  const again = [enqueued(66 * MIN), event(66 * MIN + 9, 'contact.abandoned', { contact: 'c1' })]

  test.each([0, 10, 15, 20, 25, 30, 35])('[FL23, FL24] a call, %i s after it began', (seconds) => {
    for (const shift of HORIZONS) {
      for (const views of settledAt(seconds + shift, call, [...after, ...again])) {
        expectSame(views)
        const { agents, queues } = views.view
        expect(agents['A1']?.windows.day).toMatchObject({ handled: 1, averageHandleTimeMs: 20_000 })
        expect(queues['SALES']?.windows.day).toMatchObject({ offered: 2, answered: 1, abandoned: 1, handled: 1 })
      }
    }
  })

  test.each([0, 20, 60, 70])('[FL12, FL24] a wait that goes on, %i s after it began', (seconds) => {
    for (const shift of [...HORIZONS, 0.002, 0.003]) {
      const last = [event(66 * MIN, 'contact.alerted', { contact: 'c1', agent: 'A1' }), ended(66 * MIN + 5)]
      for (const views of settledAt(seconds + shift, [enqueued(0)], last)) {
        expectSame(views)
        const { day } = views.view.queues['SALES']?.windows ?? {}
        expect(day).toMatchObject({ targetBreaches: 1, promiseBreaches: 1, abandoned: 1 })
      }
    }
  })

  test.each([0, 60, 120])('[FL24, FL25] a ticket, %i s after it was opened', (seconds) => {
    for (const shift of HORIZONS) {
      const life = [ticket(0, 'ticket.opened'), ticket(60, 'ticket.replied'), ticket(120, 'ticket.resolved')]
      for (const views of settledAt(seconds + shift, life, [ticket(66 * MIN, 'ticket.replied')])) {
        expectSame(views)
        const firstResponse = { n: 1, p50Ms: 60_000 }
        expect(views.view.tickets).toMatchObject({ opened: 1, resolved: 1, firstResponse })
      }
    }
  })
})

describe('a wait of many hours', () => {
  const heartbeats = (to: number) => Array.from({ length: to / 300 }, (_, i) => heartbeat((i + 1) * 300))
  /** Q_T alone: nobody is answered, so a service level says that somebody waits past the target. */
  const configured = event(-1, 'queue.configured', { queue: 'SALES', serviceLevelFormula: 'SL9' })
  const overTarget = ({ queues }: FloorView) => queues['SALES']?.trend.serviceLevel.at(-1) === 0

  test('[FL12, FL24] it passes each limit once, also the one that comes after hours', () => {
    const promised = event(-1, 'queue.configured', { queue: 'SALES', waitPromiseMs: 3 * H * 1000 })
    const { windows } = viewOf([promised, enqueued(0), ...heartbeats(5 * H)], 5 * H).queues['SALES'] ?? {}
    expect(windows?.day).toMatchObject({ targetBreaches: 1, promiseBreaches: 1 })
  })

  test('[FL14, WI8] silent for four hours it is out of the trend, also where the clock stops on that very instant', () => {
    const site = siteOf([configured, enqueued(0), ...heartbeats(4 * H)], 4 * H)
    const seen = [4 * H, 4 * H + 0.001, 4 * H + 120].map((seconds) => {
      site.advanceTo(at(seconds))
      return overTarget(site.floorView({ live: true, appliedSeq: 0 }))
    })
    expect(seen).toEqual([true, true, false])
  })

  test('[FL14, WI8] heard of again in that very instant it stays in the trend, ended then it leaves nothing there', () => {
    const then = 4 * H + 0.001
    const alerted = event(then, 'contact.alerted', { contact: 'c1', agent: 'A1' })
    const gone = event(then, 'contact.abandoned', { contact: 'c1' })
    expect(overTarget(viewOf([configured, enqueued(0), alerted], then + 120))).toBe(true)
    const { trend } = viewOf([configured, enqueued(0), gone], then + H).queues['SALES'] ?? {}
    expect(trend?.serviceLevel.at(-1)).toBeNull()
  })

  test.each([4 * H + 0.001, 5 * H])(
    '[FL4, FL14] a late event that ends nothing does not count it again: %f s',
    (now) => {
      const late = event(10, 'contact.retrieved', { contact: 'c1', agent: 'A1' })
      const other = event(now, 'contact.enqueued', { contact: 'c2', queue: 'SALES' })
      const told = [
        configured,
        enqueued(0),
        other,
        late,
        event(now + 9, 'contact.answered', { contact: 'c2', agent: 'A1' }),
      ]
      const { serviceLevel } = viewOf(told, now + 120).queues['SALES']?.trend ?? {}
      expect(serviceLevel?.at(-1)).toBe(1)
    },
  )

  test('[FL12] heard of in the very instant it passes its promise, it has passed it once', () => {
    const alerted = event(60.001, 'contact.alerted', { contact: 'c1', agent: 'A1' })
    const { windows } = viewOf([enqueued(0), alerted], 90).queues['SALES'] ?? {}
    expect(windows?.day.promiseBreaches).toBe(1)
  })

  test('[FL6, WI8] told afterwards it is in the trend from its target on to its answer', () => {
    const inTime = [enqueued(0, 'c2'), answered(5, 'c2', 'A2')]
    const told = event(190, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: 160_000 })
    const { trend } = viewOf([configured, ...inTime, told], 300).queues['SALES'] ?? {}
    expect(trend?.serviceLevel.slice(-5)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5])
    const late = viewOf([configured, ...inTime, enqueued(30), answered(190)], 300).queues['SALES']
    expect(late?.trend).toEqual(trend)
  })

  test('[FL6, FL12] told afterwards it has passed a limit from the first millisecond past it', () => {
    const breaches = (waitMs: number) => {
      const told = event(70, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs })
      const { targetBreaches, promiseBreaches } = viewOf([told], 80).queues['SALES']?.windows.day ?? {}
      return [targetBreaches, promiseBreaches]
    }
    expect([20_000, 20_001, 60_000, 60_001].map(breaches)).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ])
  })
})

test('[FL20, FL24] a sign-off told late ends an alert that was settled hours ago, not when the next one replaced it', () => {
  const alerted = (seconds: number, agent: string) => event(seconds, 'contact.alerted', { contact: 'c1', agent })
  const heartbeats = Array.from({ length: 24 }, (_, i) => heartbeat(i * 300 + 10))
  const told = [enqueued(0), alerted(5, 'A1'), ...heartbeats, alerted(2 * H + 60, 'A2'), said(2 * H + 30, 'offline')]
  const { agents } = viewOf(told, 2 * H + 90)
  expect(agents['A1']).toMatchObject({ state: 'offline', stateSince: '2026-03-02T11:00:30.000Z' })
})
