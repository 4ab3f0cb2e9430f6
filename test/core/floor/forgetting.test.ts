/** F16: gaps of more than seven days, whatever order the events come in. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import type { FloorView } from '../../../src/core/view/floorView.ts'
import { answered, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const WEEK = 7 * 86_400
const MS = 0.001

const alerted = (seconds: number, contact = 'c1', agent = 'A1') => event(seconds, 'contact.alerted', { contact, agent })
const held = (seconds: number, contact = 'c1', agent = 'A1') => event(seconds, 'contact.held', { contact, agent })
const abandoned = (seconds: number, contact = 'c1') => event(seconds, 'contact.abandoned', { contact })
/** Other sources tell of nothing in particular, and may be an hour apart. */
const beat = (seconds: number) => event(seconds, 'source.heartbeat', {}, { source: '/beat' })
const slow = <T extends FloorEvent>(one: T): T => ({ ...one, source: '/slow' })

function stateOf({ agents }: FloorView, id = 'A1') {
  const { state, stateSince } = agents[id] ?? {}
  return [state, stateSince]
}

describe('contacts', () => {
  const talk = [enqueued(0), answered(0), said(60, 'available', { agent: 'A1' })]
  const past = '2026-03-09T09:00:00.001Z'

  test('[FL16] a forgotten talk ends in the first millisecond past seven days, whenever that is noticed', () => {
    for (const seen of [[beat(WEEK + 30)], [beat(WEEK + 10), beat(WEEK + 30)], [beat(WEEK + 30), beat(WEEK + 10)]])
      expect(stateOf(viewOf([...talk, ...seen], WEEK + 40))).toEqual(['available', past])
    expect(stateOf(viewOf([...talk, beat(WEEK)], WEEK + 40))[0]).toBe('onContact')
  })

  test('[FL16, FL23] a naming in time that arrives after the gap was seen takes the forgetting back', () => {
    const named = slow(event(WEEK, 'contact.alertTimedOut', { contact: 'c1', agent: 'A2' }))
    const site = siteOf([...talk, enqueued(5, 'c2'), beat(WEEK + 30)], WEEK + 30)
    site.apply(named)
    const late = site.floorView({ live: true, appliedSeq: 6 })
    expect(late.agents['A1']).toMatchObject({ state: 'onContact', contacts: [{ contact: 'c1' }] })
    expect(late).toEqual(viewOf([...talk, enqueued(5, 'c2'), named, beat(WEEK + 30)], WEEK + 30))
  })

  test('[FL16] a wait that is over target leaves the trend as it leaves the queue', () => {
    const config = { suspectAfterMs: { voice: 2 * WEEK * 1000 }, queues: { SALES: { serviceLevelFormula: 'SL9' } } }
    const view = viewOf(
      [enqueued(0), enqueued(WEEK - 60, 'c2'), answered(WEEK - 59, 'c2'), beat(WEEK + 300)],
      WEEK + 300,
      config as Parameters<typeof viewOf>[2],
    )
    expect(view.queues['SALES']?.trend.serviceLevel.slice(-7)).toEqual([0, 0.5, 1, 1, 1, 1, 1])
  })

  test('[FL30] a wrap-up outlives its contact: it is the agent’s', () => {
    const events = [enqueued(0), answered(5), ended(60), said(WEEK - 10, 'wrapUp'), said(WEEK + 100, 'available')]
    const { handled, averageWrapUpMs } = viewOf(events, WEEK + 200).queues['SALES']?.windows.day ?? {}
    expect([handled, averageWrapUpMs]).toEqual([undefined, undefined])
    const named = event(WEEK + 90, 'ticket.opened', { ticket: 'k1', queue: 'SALES' })
    const again = viewOf([...events.slice(0, 4), named, ...events.slice(4)], WEEK + 200).queues['SALES']
    expect([again?.windows.day.handled, again?.windows.day.averageWrapUpMs]).toEqual([1, (WEEK + 40) * 1000])
  })
})

describe('late events', () => {
  test('[FL4] of a contact nobody has heard of, they end what turns out to have been open', () => {
    const late = event(600, 'contact.abandoned', { contact: 'c1' })
    const open = slow(enqueued(300))
    expect(viewOf([beat(3000), enqueued(3000, 'c2', 'OTHER'), late, open], 3000).queues['SALES']?.waiting).toBe(0)
  })

  test('[FL4, FL11] an alert that began after it goes on', () => {
    const timedOut = event(5, 'contact.alertTimedOut', { contact: 'c1', agent: 'A1' })
    const rings = [enqueued(0), alerted(10), enqueued(1000, 'c2', 'OTHER')]
    expect(stateOf(viewOf([...rings, timedOut], 1000))[0]).toBe('alerting')
    expect(stateOf(viewOf([...rings, { ...timedOut, time: rings[1]?.time } as FloorEvent], 1000))[0]).toBe('available')
  })
})

describe('agents', () => {
  const nia = said(0, 'notReady', { name: 'Nia', team: 'Taff', queues: ['SALES'] })
  /** Keeps the contact known while its agent is not. */
  const kept = [alerted(WEEK - 60, 'c1', 'A2'), alerted(WEEK + 3600, 'c1', 'A2')]
  const talk = [enqueued(0), answered(5), ...kept]

  test('[FL30] a talk of before they were forgotten is its queue’s and contact’s, not theirs', () => {
    const view = viewOf([...talk, said(2 * WEEK, 'available')], 2 * WEEK)
    expect([view.agents['A1']?.contacts, view.queues['SALES']]).toEqual([[], undefined])
    const named = event(2 * WEEK, 'ticket.opened', { ticket: 'k1', queue: 'SALES' })
    expect(viewOf([...talk, slow(named), said(2 * WEEK, 'available')], 2 * WEEK).feed.suspects.contacts).toEqual(['c1'])
  })

  test('[FL30] it ends handled by nobody and without wrap-up', () => {
    const view = viewOf(
      [...talk, said(WEEK + 3700, 'available'), event(WEEK + 3800, 'contact.ended', { contact: 'c1' })],
      WEEK + 3900,
    )
    expect(stateOf(view)).toEqual(['available', '2026-03-09T10:01:40.000Z'])
    expect([view.agents['A1']?.windows.day.handled, view.total.windows.day.handled]).toEqual([0, 0])
  })

  test('[FL30, FL23] a talk that ends once they are forgotten is nobody’s, unless a naming before that is underway', () => {
    const config = { queues: { SALES: {} } }
    const both = ['c1', 'c2'] as const
    const talking = both.flatMap((contact) => [enqueued(0, contact), answered(5, contact)])
    const calls = [...talking, ...both.map((contact) => alerted(WEEK - 60, contact, 'A2'))]
    const end = event(WEEK + 60, 'contact.ended', { contact: 'c1', wrapUp: false })
    const other = event(WEEK + 61, 'contact.ended', { contact: 'c2', wrapUp: false })
    const bridge = slow(held(WEEK + 2, 'x'))
    const handled = (events: FloorEvent[]) =>
      viewOf([...calls, ...events], WEEK + 90, config).queues['SALES']?.windows.day.handled
    expect([handled([end, other]), handled([other, end])]).toEqual([0, 0])
    expect([handled([bridge, end, other]), handled([end, other, bridge]), handled([other, end, bridge])]).toEqual([
      2, 2, 2,
    ])
  })

  test('[FL30] alerted again with a contact that rang for them before, they are alerting', () => {
    const rang = [enqueued(0), alerted(5), event(WEEK - 60, 'contact.enqueued', { contact: 'c1', queue: 'SALES' })]
    const back = said(WEEK + 60, 'available')
    expect(stateOf(viewOf([...rang, back], WEEK + 100))[0]).toBe('available')
    expect(stateOf(viewOf([...rang, back, alerted(WEEK + 90)], WEEK + 100))[0]).toBe('alerting')
  })

  test('[FL30] what they did today before they were forgotten is not theirs', () => {
    const begun = [enqueued(0), answered(1), event(WEEK - 3600, 'contact.ended', { contact: 'c1', wrapUp: false })]
    const view = viewOf([...begun, beat(WEEK + 30), said(WEEK + 60, 'available')], WEEK + 90)
    expect(view.agents['A1']?.windows.day).toMatchObject({ handled: 0, availableMs: 30_000, onContactMs: 0 })
    const settled = Array.from({ length: 12 }, (_, i) => beat(WEEK + 600 * (i + 1)))
    const later = viewOf([...begun, beat(WEEK + 30), said(WEEK + 60, 'available'), ...settled], WEEK + 7200)
    expect(later.agents['A1']?.windows.day).toMatchObject({ handled: 0, availableMs: 7_140_000, onContactMs: 0 })
  })

  test('[FL30, FL23] a naming that closes the gap brings back who they were, whenever it arrives', () => {
    const bridge = slow(held(WEEK - 10, 'x'))
    const again = said(WEEK + 60, 'available')
    const inOrder = viewOf([nia, bridge, again], WEEK + 90)
    expect(inOrder.agents['A1']).toMatchObject({ name: 'Nia', team: 'Taff', queues: ['SALES'] })
    expect(viewOf([nia, again, bridge], WEEK + 90)).toEqual(inOrder)
    expect(viewOf([nia, again], WEEK + 90).agents['A1']).toMatchObject({ name: 'A1', queues: [] })
  })

  test('[FL30, FL23] one that does not close it lets them begin there', () => {
    const first = slow(held(WEEK + 10, 'x'))
    const events = [nia, first, said(WEEK + 60, 'available')]
    const inOrder = viewOf(events, WEEK + 90)
    expect(stateOf(inOrder)).toEqual(['available', '2026-03-09T09:00:10.000Z'])
    expect(viewOf([nia, said(WEEK + 60, 'available'), first], WEEK + 90)).toEqual(inOrder)
  })
})

describe('queues', () => {
  const mail = event(0, 'contact.enqueued', { contact: 'c1', queue: 'Q', channel: 'email' })
  const channelOf = (events: FloorEvent[], asOf = WEEK + 90) => viewOf(events, asOf).queues['Q']?.channel

  test('[FL31] configured only past the gap, a queue has begun anew', () => {
    expect(channelOf([mail, event(WEEK + MS, 'queue.configured', { queue: 'Q' })])).toBe('voice')
    expect(channelOf([mail, event(WEEK, 'queue.configured', { queue: 'Q' }), beat(WEEK + 60)])).toBe('email')
  })

  test('[FL31] configured before the gap, it goes on', () => {
    const named = event(WEEK + 60, 'ticket.opened', { ticket: 'k1', queue: 'Q' })
    expect(channelOf([mail, event(9, 'queue.configured', { queue: 'Q' }), named])).toBe('email')
  })

  test('[FL31, FL23] a naming that closes the gap keeps the channel, whenever it arrives', () => {
    const named = event(WEEK + 60, 'ticket.opened', { ticket: 'k1', queue: 'Q' })
    const bridge = slow(event(WEEK - 9, 'ticket.opened', { ticket: 'k2', queue: 'Q' }))
    expect([channelOf([mail, named]), channelOf([mail, named, bridge]), channelOf([mail, bridge, named])]).toEqual([
      'voice',
      'email',
      'email',
    ])
  })

  test('[FL31] a wait told of since gives the channel, however long ago it began', () => {
    const told = event(WEEK + 60, 'contact.answered', {
      contact: 'c2',
      agent: 'A1',
      queue: 'Q',
      waitMs: (WEEK + 90) * 1000,
    })
    expect(channelOf([mail, told])).toBe('voice')
  })

  test('[WI12, FL31] what a queue counted today stays counted when it is forgotten and named anew', () => {
    const kept = [alerted(WEEK - 60), alerted(WEEK + 30)]
    const named = enqueued(WEEK + 90, 'c2')
    const view = viewOf([enqueued(0), ...kept, abandoned(WEEK + 60), named], WEEK + 120)
    expect(view.queues['SALES']?.windows.day).toMatchObject({ abandoned: 1, offered: 1 })
  })

  test('[WI12] a wait over target in a forgotten queue is one when it is named anew, and none once it ends', () => {
    const config = { suspectAfterMs: { voice: 3 * WEEK * 1000 } }
    const kept = Array.from({ length: 20 }, (_, day) => alerted(86_400 * (day + 1)))
    const named = event(20.5 * 86_400, 'queue.configured', { queue: 'SALES', serviceLevelFormula: 'SL9' })
    const over = viewOf([enqueued(0), ...kept, named], 20.5 * 86_400, config).queues['SALES']
    const done = [abandoned(20.5 * 86_400 + 1), enqueued(20.5 * 86_400 + 2, 'c2'), answered(20.5 * 86_400 + 3, 'c2')]
    const after = viewOf([enqueued(0), ...kept, named, ...done], 20.5 * 86_400 + 60, config).queues['SALES']
    expect([over?.waitingOverTarget, after?.waitingOverTarget]).toEqual([1, 0])
    expect([over?.trend.serviceLevel.at(-1), after?.trend.serviceLevel.at(-1)]).toEqual([0, 0.5])
  })
})

describe('sources', () => {
  const promise = event(0, 'source.heartbeat', { intervalMs: 5_000 }, { source: '/s' })
  const spoke = (seconds: number, id = `${seconds}`) =>
    event(seconds, 'contact.held', { contact: 'c1', agent: 'A1' }, { source: '/s', id })
  const intervalOf = (events: FloorEvent[]) => viewOf(events, WEEK + 90).feed.sources['/s']?.intervalMs

  test('[FL32, FL23] past a gap a source has promised nothing, unless the gap is closed after all', () => {
    expect(intervalOf([promise, spoke(WEEK + 60)])).toBeUndefined()
    expect(intervalOf([promise, spoke(WEEK - 9), spoke(WEEK + 60)])).toBe(5_000)
    expect(intervalOf([promise, spoke(WEEK + 60), spoke(WEEK - 9)])).toBe(5_000)
  })
})
