/** Neighbours in the order of events (F14): one millisecond apart, or in the same one. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { SettingsTimeline } from '../../../src/core/floor/queue/settingsTimeline.ts'
import type { FloorView } from '../../../src/core/view/floorView.ts'
import { answered, at, enqueued, event, said, viewOf } from '../../support/events.ts'

const H = 3600
const from = (source: string, id: string) => ({ source, id })
const post = (seconds: number, text: string, more = {}) => event(seconds, 'notice.posted', { notice: 'n', text }, more)
const cleared = (seconds: number, more = {}) => event(seconds, 'notice.cleared', { notice: 'n' }, more)
const configured = (seconds: number, answerWithinMs: number, more = {}) =>
  event(seconds, 'queue.configured', { queue: 'SALES', answerWithinMs }, more)
const opened = (more = {}) => event(0, 'ticket.opened', { ticket: 'k', queue: 'DESK' }, more)
const ticket = (type: 'ticket.resolved' | 'ticket.reopened', more = {}) => event(0, type, { ticket: 'k' }, more)

interface Case {
  readonly told: readonly FloorEvent[]
  readonly seen: (view: FloorView) => unknown
  readonly expected: unknown
}

const texts = ({ notices }: FloorView) => notices.map(({ text }) => text)
const state = ({ agents }: FloorView) => agents['A1']?.state
const withinMs = ({ queues }: FloorView) => queues['SALES']?.settings.answerWithinMs
const desk = ({ tickets: { backlog, resolved, reopened } }: FloorView) => ({ backlog, resolved, reopened })

/** Each holds in whatever order the events come. */
const CASES: Record<string, Case> = {
  'a posting a millisecond newer': { told: [post(5, 'old'), post(5.001, 'new')], seen: texts, expected: ['new'] },
  'a posting of the same ms, by source before id': {
    told: [post(5, 'old', from('/a', '2')), post(5, 'new', from('/b', '1'))],
    seen: texts,
    expected: ['new'],
  },
  'a notice cleared a millisecond later': { told: [post(5, 'n'), cleared(5.001)], seen: texts, expected: [] },
  'a notice posted anew between two clearings': {
    told: [cleared(5), post(5.001, 'n', from('/a', '1')), cleared(5.001, from('/a', '2'))],
    seen: texts,
    expected: [],
  },
  'a notice posted a millisecond after it was cleared': {
    told: [post(4, 'old'), cleared(5), post(5.001, 'new')],
    seen: texts,
    expected: ['new'],
  },
  'settings of the same ms, by source before id': {
    told: [enqueued(0), configured(5, 1_000, from('/a', '2')), configured(5, 2_000, from('/b', '1'))],
    seen: withinMs,
    expected: 2_000,
  },
  'settings a millisecond newer': {
    told: [enqueued(0), configured(5, 1_000), configured(5.001, 2_000)],
    seen: withinMs,
    expected: 2_000,
  },
  'settings of the ms in which a contact is enqueued': {
    told: [enqueued(5), configured(5, 1_000)],
    seen: ({ queues }) => queues['SALES']?.lastBreachAt,
    expected: '2026-03-02T09:00:06.001Z',
  },
  'a sign-off a millisecond after the answer': {
    told: [enqueued(0), answered(60), said(60.001, 'offline')],
    seen: state,
    expected: 'offline',
  },
  'a sign-off in the ms of the answer': {
    told: [enqueued(0), answered(60), said(60, 'offline')],
    seen: state,
    expected: 'offline',
  },
  'the second of two sign-offs, a millisecond after the first': {
    told: [enqueued(0), said(60, 'offline'), answered(60.001), said(60.001, 'offline')],
    seen: state,
    expected: 'offline',
  },
  'two states of an agent': {
    told: [said(60, 'available'), said(30, 'notReady')],
    seen: ({ agents }) => agents['A1']?.windows.day.notReadyMs,
    expected: 30_000,
  },
  'an answer that turns out to have come too late': {
    told: [
      enqueued(0),
      answered(5),
      event(2, 'contact.abandoned', { contact: 'c1' }),
      event(6, 'contact.ended', { contact: 'c1', wrapUp: false }),
    ],
    seen: ({ agents }) => agents['A1']?.windows.day.onContactMs,
    expected: 1_000,
  },
  'two ends of a wait in one ms, by source before id': {
    told: [
      enqueued(0),
      event(5, 'contact.flowedOut', { contact: 'c1', reason: 'timeout' }, from('/a', '2')),
      event(5, 'contact.abandoned', { contact: 'c1' }, from('/b', '1')),
    ],
    seen: ({ queues }) => [queues['SALES']?.windows.day.flowedOut, queues['SALES']?.windows.day.abandoned],
    expected: [1, 0],
  },
  'the same answer told twice': {
    told: [
      enqueued(0),
      answered(5),
      answered(9),
      event(20, 'contact.ended', { contact: 'c1', agent: 'A1', wrapUp: false }),
    ],
    seen: ({ agents }) => [agents['A1']?.state, agents['A1']?.windows.day.onContactMs],
    expected: ['available', 15_000],
  },
  'a ticket resolved in the ms of its opening': {
    told: [opened(from('/z', '2')), ticket('ticket.resolved', from('/z', '3'))],
    seen: desk,
    expected: { backlog: 0, resolved: 1, reopened: 0 },
  },
  'a ticket reopened in the ms of its resolution, by source before id': {
    told: [
      opened(from('/a', '1')),
      ticket('ticket.resolved', from('/b', '9')),
      ticket('ticket.reopened', from('/c', '1')),
    ],
    seen: desk,
    expected: { backlog: 1, resolved: 1, reopened: 1 },
  },
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

describe('neighbours in the order of events', () => {
  test.each(Object.entries(CASES))('[FL23] %s', (_, { told, seen, expected }) => {
    for (const order of orders(told)) expect(seen(viewOf(order, 100))).toEqual(expected)
  })

  test('[FL17, FL23] of two sources naming an agent in one millisecond the later one answers for them', () => {
    const beat = (seconds: number, source: string, intervalMs?: number) =>
      event(seconds, 'source.heartbeat', intervalMs === undefined ? {} : { intervalMs }, { source })
    const named = (source: string) =>
      event(5, 'agent.state', { agent: 'A1', state: 'available' }, { source, id: source === '/a' ? '2' : '1' })
    const silent = (...sources: readonly string[]) => {
      const told = [beat(0, '/a', 5_000), beat(0, '/b'), ...sources.map(named)]
      return viewOf(told, 60).agents['A1']?.silent
    }
    expect([silent('/a'), silent('/a', '/b'), silent('/b', '/a'), silent('/b')]).toEqual([
      true,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('[FL22, FL16] what was learnt last counts from the latest answer, in whatever order two are told', () => {
    const calls = [enqueued(0), enqueued(0, 'c2'), answered(1_000), answered(990, 'c2')]
    const alive = said(3 * 24 * H, 'available')
    const asked = event(7 * 24 * H + 995, 'ticket.opened', { ticket: 'k', queue: 'SALES' })
    expect(viewOf([...calls, alive, asked], 7 * 24 * H + 995).agents['A1']?.queues).toEqual(['SALES'])
  })

  test('[FL13] a queue configured for ever keeps what it was told first', () => {
    const settings = new SettingsTimeline()
    settings.configure(event(0, 'queue.configured', { queue: 'Q', answerWithinMs: 1 }))
    for (let second = 1; second <= 1_500; second++)
      settings.configure(event(second, 'queue.configured', { queue: 'Q', targetRatio: second / 2_000 }))
    expect(settings.latest()).toMatchObject({ answerWithinMs: 1, targetRatio: 0.75 })
    expect(settings.at(at(1_400))).toMatchObject({ answerWithinMs: 1, targetRatio: 0.7 })
  })
})
