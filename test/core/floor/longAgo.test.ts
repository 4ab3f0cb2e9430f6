/** What is remembered of what was over hours or days ago, and for how long. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const H = 3600
const WEEK = 7 * 24 * H

const heartbeats = (to: number) =>
  Array.from({ length: Math.floor(to / H) }, (_, i) => event((i + 1) * H, 'source.heartbeat', {}, { source: '/other' }))

/** Whether what is between is settled as it goes by, or all at once. */
const WAYS: readonly (readonly [string, (to: number) => readonly FloorEvent[]])[] = [
  ['with nothing between', () => []],
  ['with much between', heartbeats],
]

describe('contacts that were over', () => {
  test.each(WAYS)('[FL8, FL16] who handled one is known for seven days to the millisecond, %s', (_, between) => {
    const waiting = (seconds: number) => {
      const told = [enqueued(0), answered(5), ended(60), ...between(seconds), enqueued(seconds), ended(seconds + 9)]
      return viewOf(told, seconds + 10).queues['SALES']?.waiting
    }
    expect([waiting(60 + WEEK), waiting(60.001 + WEEK)]).toEqual([1, 0])
  })

  test.each(WAYS)('[FL6, FL16] whom one was handed to is known after hours, %s', (_, between) => {
    const handed = event(0, 'contact.transferred', { contact: 'c1', toAgent: 'A1' })
    const view = viewOf([handed, ...between(9 * H), answered(9 * H), answered(9 * H, 'c2')], 9 * H)
    expect([view.feed.orphans, view.agents['A1']?.contacts.length]).toEqual([1, 2])
  })

  test.each(WAYS)('[FL15, FL16] the channel one came by is known after hours, %s', (_, between) => {
    const chat = event(0, 'contact.enqueued', { contact: 'c1', queue: 'CHAT', channel: 'chat' })
    const gone = event(9, 'contact.abandoned', { contact: 'c1' })
    const told = event(9 * H, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'OTHER', waitMs: 1_000 })
    expect(viewOf([chat, gone, ...between(9 * H), told], 9 * H).queues['OTHER']?.channel).toBe('chat')
  })
})

describe('what was named again', () => {
  const again = 3 * 24 * H
  const then = again + WEEK

  test('[FL16] an open contact leaves seven days after it was last named, not first', () => {
    const alerted = event(again, 'contact.alerted', { contact: 'c1', agent: 'A1' })
    const suspects = (seconds: number) => {
      const on = heartbeats(seconds).filter(({ time }) => time > alerted.time)
      const last = event(seconds, 'source.heartbeat', {}, { source: '/other' })
      return viewOf([enqueued(0), alerted, ...on, last], seconds).feed.suspects.count
    }
    expect([suspects(then), suspects(then + 0.001)]).toEqual([1, 0])
  })

  test('[FL11, FL16] with it leaves its alert: the agent is free from then on', () => {
    const told = [enqueued(0), event(5, 'contact.alerted', { contact: 'c1', agent: 'A1' }), said(again, 'available')]
    const seen = viewOf([...told, event(WEEK + 60, 'source.heartbeat', {})], WEEK + 60).agents['A1']
    expect(seen).toMatchObject({ state: 'available', stateSince: '2026-03-09T09:00:05.001Z' })
  })

  test('[FL16] and so does a queue', () => {
    const told = [enqueued(0), event(9, 'contact.abandoned', { contact: 'c1' })]
    const named = event(again, 'ticket.opened', { ticket: 'k', queue: 'SALES' })
    const exists = (seconds: number) => {
      const on = heartbeats(seconds).filter(({ time }) => time > named.time)
      return 'SALES' in viewOf([...told, named, ...on], seconds).queues
    }
    expect([exists(then), exists(then + H)]).toEqual([true, false])
  })

  test('[FL16] an agent named after seven days to the millisecond is who they were, later they are new', () => {
    const name = (seconds: number) =>
      viewOf([said(0, 'available', { name: 'Nia' }), said(seconds, 'available')], seconds).agents['A1']?.name
    expect([name(WEEK), name(WEEK + 0.001)]).toEqual(['Nia', 'A1'])
  })

  test('[FL16] and so they are when an event of a little before is heard a little after', () => {
    const first = said(0, 'available', { name: 'Nia' })
    const slow = event(WEEK - 60, 'agent.state', { agent: 'A1', state: 'notReady' }, { source: '/slow' })
    const read = event(WEEK + 1_800, 'source.heartbeat', {})
    expect(viewOf([first, read, slow], WEEK + 1_800).agents['A1']).toMatchObject({ name: 'Nia', state: 'notReady' })
  })

  test('[FL3, FL16] a source’s promise of heartbeats is remembered for seven days', () => {
    const intervalMs = (seconds: number) => {
      const told = [
        event(0, 'source.heartbeat', { intervalMs: 5_000 }),
        event(seconds, 'contact.abandoned', { contact: 'c1' }),
      ]
      return viewOf(told, seconds).feed.sources['/acd']?.intervalMs
    }
    expect([intervalMs(WEEK), intervalMs(WEEK + 0.001)]).toEqual([5_000, undefined])
  })
})

describe('the desk', () => {
  const posted = (seconds: number, text: string) => event(seconds, 'notice.posted', { notice: 'n', text })
  const cleared = (seconds: number) => event(seconds, 'notice.cleared', { notice: 'n' })
  const raised = (seconds: number) => event(seconds, 'escalation.raised', { escalation: 'e', reason: 'angry' })
  const resolved = (seconds: number) => event(seconds, 'escalation.resolved', { escalation: 'e', by: 'Nia' })
  const texts = (told: readonly FloorEvent[], asOf: number) => viewOf(told, asOf).notices.map(({ text }) => text)
  const raisedAt = (told: readonly FloorEvent[], asOf: number) =>
    viewOf(told, asOf).escalations.map((escalation) => escalation.raisedAt.slice(11, 16))

  test('[FL28] a notice without an end shows for as long as nobody clears it', () => {
    expect(texts([posted(0, 'drill'), ...heartbeats(30 * H)], 30 * H)).toEqual(['drill'])
  })

  test('[FL23, FL28] what cleared a notice is remembered while a posting of before may still come', () => {
    const read = event(3 * H, 'source.heartbeat', {}, { source: '/other' })
    expect(texts([cleared(3 * H), read, posted(3 * H - 60, 'drill')], 3 * H)).toEqual([])
    expect(texts([posted(0, 'old'), cleared(3 * H), read, posted(3 * H - 60, 'drill')], 3 * H)).toEqual([])
  })

  test('[FL27] raised anew hours after it was resolved, it stands since then', () => {
    const again = [raised(0), resolved(60), ...heartbeats(3 * H), raised(3 * H + 60)]
    expect(raisedAt(again, 3 * H + 120)).toEqual(['12:01'])
    expect(raisedAt([...again, resolved(3 * H + 90)], 3 * H + 120)).toEqual([])
  })

  test.each([580, 980])('[FL24, FL27] settled up to %i s, a second raise stands and can be resolved', (horizon) => {
    const settled = [...heartbeats(H), event(horizon + 3_720, 'source.heartbeat', {})]
    const told = [raised(0), resolved(60), raised(900), ...settled]
    expect(raisedAt([...told, resolved(4_800), raised(4_860)], 4_900)).toEqual(['10:21'])
    expect(raisedAt([...told, raised(4_800)], 4_900)).toEqual(['09:15'])
    const over = [raised(0), resolved(60), resolved(900), ...settled]
    expect(raisedAt([...over, raised(4_860)], 4_900)).toEqual(['10:21'])
  })

  test('[FL27] an escalation can be asked for by its id while it is open', () => {
    const site = siteOf([raised(0), event(5, 'escalation.claimed', { escalation: 'e', by: 'Nia' })], 9)
    expect(site.escalation('e')).toEqual({ raised: raised(0), owner: { by: 'Nia', at: at(5) } })
    expect(site.escalation('other')).toBeUndefined()
    site.apply(resolved(20))
    expect(site.escalation('e')).toBeUndefined()
  })
})

test('[FL22] a queue that an agent only declares exists, with its member', () => {
  expect(viewOf([said(0, 'available', { queues: ['NEW'] })], 9).queues['NEW']).toMatchObject({ agentsAvailable: 1 })
})

test('[FL40, FL41] what fed a figure for 24 h to the millisecond does so also where nothing is settled just then', () => {
  const sources = (seconds: number) => {
    const opened = event(0, 'ticket.opened', { ticket: 'k', queue: 'DESK' }, { source: '/desk' })
    const waits = event(0, 'contact.enqueued', { contact: 'c', queue: 'DESK' }, { source: '/desk' })
    const others = [seconds - 60, seconds].map((time) => event(time, 'source.heartbeat', {}))
    const { queues, tickets } = viewOf([opened, waits, ...others], seconds)
    return [queues['DESK']?.sources, tickets.sources]
  }
  expect([sources(24 * H), sources(24 * H + 0.001)]).toEqual([
    [['/desk'], ['/desk']],
    [[], []],
  ])
})
