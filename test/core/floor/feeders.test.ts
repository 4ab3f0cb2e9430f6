/** Which sources feed which figures. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { loadSite, type SiteDump } from '../../../src/core/site.ts'
import { at, enqueued, event, siteOf, viewOf } from '../../support/events.ts'

const HOUR_S = 3_600

const beat = (seconds: number) => event(seconds, 'source.heartbeat', { intervalMs: 5_000 }, { source: '/clock' })
const waits = (seconds: number, queue: string, source: string) =>
  event(seconds, 'contact.enqueued', { contact: `${source} ${seconds}`, queue }, { source })

function sourcesByQueue(events: readonly FloorEvent[], asOfSeconds: number): Record<string, string[]> {
  const { queues } = viewOf(events, asOfSeconds)
  return Object.fromEntries(Object.entries(queues).map(([id, { sources }]) => [id, sources]))
}

describe('[FL40] a queue’s sources', () => {
  test('are those whose contacts and agents named it, in code-unit order', () => {
    const events = [
      waits(0, 'SALES', '/b'),
      waits(1, 'SALES', '/B'),
      waits(2, 'SALES', '/a'),
      event(3, 'contact.transferred', { contact: '/a 2', to: 'BILLING' }, { source: '/c' }),
      event(3, 'contact.transferred', { contact: '/b 0', to: 'SALES' }, { source: '/c' }),
      event(4, 'agent.state', { agent: 'A1', state: 'available', queues: ['VIP', 'SALES'] }, { source: '/wfm' }),
      event(5, 'queue.configured', { queue: 'VIP', name: 'Very' }, { source: '/admin' }),
      event(6, 'ticket.opened', { ticket: 't1', queue: 'SALES' }, { source: '/desk' }),
      event(7, 'survey.answered', { csat: 5, queue: 'SALES' }, { source: '/survey' }),
      event(8, 'escalation.raised', { escalation: 'e1', reason: 'r', queue: 'SALES' }, { source: '/help' }),
      beat(9),
    ]
    expect(sourcesByQueue(events, 10)).toEqual({
      BILLING: ['/c'],
      SALES: ['/B', '/a', '/b', '/wfm'],
      VIP: ['/wfm'],
    })
  })

  test('end 24 h after they last named it, by the newest event and not by the clock', () => {
    const events = [waits(0, 'SALES', '/old'), waits(1, 'SALES', '/new')]
    const after = (seconds: number) => sourcesByQueue([...events, beat(seconds)], 30 * HOUR_S)
    expect(after(24 * HOUR_S)).toEqual({ SALES: ['/new', '/old'] })
    expect(after(24 * HOUR_S + 0.001)).toEqual({ SALES: ['/new'] })
    expect(after(24 * HOUR_S + 1.001)).toEqual({ SALES: [] })
    expect(sourcesByQueue(events, 30 * HOUR_S)).toEqual({ SALES: ['/new', '/old'] })
  })

  test('do not depend on the order of arrival', () => {
    const early = waits(0, 'SALES', '/acd')
    const later = waits(600, 'SALES', '/acd')
    const far = [beat(24 * HOUR_S + 300)]
    expect(sourcesByQueue([later, early, ...far], 30 * HOUR_S)).toEqual({ SALES: ['/acd'] })
    expect(sourcesByQueue([early, later, ...far], 30 * HOUR_S)).toEqual({ SALES: ['/acd'] })
  })

  test('gain nothing from a late event', () => {
    const late = waits(0, 'SALES', '/late')
    expect(sourcesByQueue([waits(2 * HOUR_S, 'SALES', '/acd'), late], 3 * HOUR_S)).toEqual({ SALES: ['/acd'] })
  })

  test('survive a dump, and leave memory with their 24 h', () => {
    const site = siteOf([waits(0, 'SALES', '/acd'), waits(5, 'SALES', '/pbx')], 10)
    const dumped = JSON.parse(JSON.stringify(site.dump())) as SiteDump
    const again = loadSite({ site: 'main' }, dumped)
    expect(again.floorView({ live: true, appliedSeq: 2 }).queues['SALES']?.sources).toEqual(['/acd', '/pbx'])
    again.apply(beat(25 * HOUR_S))
    expect(again.dump().feeders).toEqual({ queues: [], handedTo: [], parts: [] })
  })

  test('travel on every board that shows the queue', () => {
    const site = siteOf(
      [enqueued(0), event(0, 'agent.state', { agent: 'A1', state: 'available', queues: ['SALES'] })],
      1,
    )
    const seen = (['floor', 'lead', 'agent'] as const).map((kind) => {
      const board = { id: kind, site: 'main', kind, name: kind, agent: 'A1' }
      const view = site.boardView(board, { live: true, appliedSeq: 2 })
      return 'queues' in view && view.queues['SALES']?.sources
    })
    expect(seen).toEqual([['/acd'], ['/acd'], ['/acd']])
  })
})

test('[FL41] tickets, surveys and quality have sources of their own', () => {
  const events = [
    event(0, 'ticket.opened', { ticket: 't1', queue: 'DESK' }, { source: '/desk' }),
    event(1, 'ticket.resolved', { ticket: 't1' }, { source: '/portal' }),
    event(2, 'survey.answered', { csat: 5 }, { source: '/survey' }),
    waits(3, 'SALES', '/acd'),
  ]
  const { tickets, surveys, quality } = viewOf(events, 10)
  expect([tickets.sources, surveys.sources, quality.sources]).toEqual([['/desk', '/portal'], ['/survey'], ['/acd']])
  expect(viewOf([], at(0)).tickets.sources).toEqual([])
})
