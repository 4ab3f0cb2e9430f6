import { describe, expect, test } from 'vitest'
import type { BoardDefinition, BoardView } from '../../../src/core/view/boardView.ts'
import type { Site } from '../../../src/core/site.ts'
import { answered, at, ended, enqueued, event, said, siteOf } from '../../support/events.ts'

const board = (kind: BoardDefinition['kind'], agent?: string): BoardDefinition => ({
  id: kind,
  site: 'main',
  kind,
  name: kind,
  ...(agent === undefined ? {} : { agent }),
})
const read = (site: Site, kind: BoardDefinition['kind'], agent?: string): BoardView =>
  site.boardView(board(kind, agent), { live: true, appliedSeq: 1 })
const FLOOR = [
  said(0, 'available', { name: 'Nia', team: 'Taff', queues: ['SALES'] }),
  said(0, 'available', { agent: 'A2' }),
  enqueued(1),
  answered(5),
  ended(50),
  said(60, 'available'),
  enqueued(70, 'c2', 'OTHER'),
]

describe('boards', () => {
  test.each([
    ['floor', ['board', 'site', 'zone', 'feed', 'notices', 'queues', 'total', 'agents', 'escalations', 'alerts']],
    ['agents', ['board', 'site', 'zone', 'feed', 'notices', 'agents', 'teams', 'escalations']],
    ['desk', ['board', 'site', 'zone', 'feed', 'notices', 'tickets', 'surveys', 'quality', 'escalations']],
    ['lead', ['board', 'site', 'zone', 'feed', 'notices', 'escalations', 'queues', 'agents']],
  ] as const)('%s shows its part', (kind, keys) => expect(Object.keys(read(siteOf(FLOOR, 80), kind))).toEqual(keys))

  test('an agent’s own board shows nobody else', () => {
    const view = read(siteOf(FLOOR, 80), 'agent', 'A1')
    expect(view).toMatchObject({ agent: { name: 'Nia', state: 'available' }, queues: { SALES: { waiting: 0 } } })
    expect(JSON.stringify(view)).not.toMatch(/A2|OTHER/)
  })

  test('before any event names the agent, there is no agent on it', () => {
    expect(read(siteOf(FLOOR, 80), 'agent', 'nobody')).toMatchObject({ queues: {} })
    expect(Object.keys(read(siteOf(FLOOR, 80), 'agent', 'nobody'))).not.toContain('agent')
  })

  test('on the wire time is summed to the last whole minute, handles are counted at once', () => {
    const view = read(siteOf(FLOOR, 119), 'agents')
    expect('teams' in view && view.agents['A1']?.windows['15m']).toMatchObject({
      handled: 1,
      availableMs: 5_000,
      onContactMs: 45_000,
      wrapUpMs: 10_000,
    })
  })

  test('nothing happens, nothing changes, but for heartbeats and the minute', () => {
    const site = siteOf(FLOOR.slice(2, 3), 62)
    for (const kind of ['floor', 'agents', 'desk', 'lead'] as const) {
      const before = JSON.stringify(read(site, kind))
      const same = siteOf(FLOOR.slice(2, 3), 62)
      same.apply(event(110, 'source.heartbeat', { intervalMs: 5_000 }))
      same.advanceTo(at(119))
      expect(JSON.stringify(read(same, kind)).replace('{"intervalMs":5000}', '{}')).toBe(before)
    }
  })

  test('[FC6] each queue says how many answers in time bring the last 30 minutes back to target', () => {
    const missed = [enqueued(0), answered(5), enqueued(0, 'c2'), answered(40, 'c2', 'A2')]
    const asked = (events: typeof missed) =>
      siteOf(events, 60).floorView({ live: true, appliedSeq: 1 }).queues['SALES']?.answersToTarget
    expect([asked(missed), asked(missed.slice(0, 2)), asked(missed.slice(0, 1))]).toEqual([3, 0, undefined])
  })

  test('a source past its limit is silent, and so are the agents it spoke of last', () => {
    const beat = event(0, 'source.heartbeat', { intervalMs: 5_000 })
    const seen = (seconds: number) => {
      const view = siteOf([beat, said(0, 'available')], seconds).floorView({ live: true, appliedSeq: 1 })
      return view.agents['A1']?.silent
    }
    expect([seen(15), seen(15.001)]).toEqual([undefined, true])
  })

  test('a forecast on the wire holds for its minute', () => {
    const site = siteOf(FLOOR, 80)
    const forecast = () => {
      const view = read(site, 'lead')
      return 'total' in view || !('queues' in view) ? undefined : view.queues['SALES']?.forecast
    }
    expect(forecast()).toEqual({ estimatedWaitMs: 0 })
    site.apply(enqueued(90, 'c9'))
    site.advanceTo(at(110))
    expect(forecast()).toEqual({ estimatedWaitMs: 0 })
    site.advanceTo(at(120))
    expect(forecast()).not.toEqual({ estimatedWaitMs: 0 })
  })
})
