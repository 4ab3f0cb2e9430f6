import { describe, expect, test } from 'vitest'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'
import { createSite } from '../../../src/core/site.ts'

const MIN = 60

describe('admission', () => {
  test('[FL1] the same identity counts once, whatever it says the second time', () => {
    const twice = [enqueued(0), event(5, 'contact.enqueued', { contact: 'c2', queue: 'SALES' }, { id: enqueued(0).id })]
    const view = viewOf(twice, 10)
    expect([view.queues['SALES']?.waiting, view.feed.duplicates]).toEqual([1, 1])
  })

  test('[FL1] equal ids of two sources are two events', () => {
    const one = event(0, 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, { id: '7' })
    const other = event(0, 'contact.enqueued', { contact: 'c2', queue: 'SALES' }, { id: '7', source: '/other' })
    expect(viewOf([one, other], 1).queues['SALES']?.waiting).toBe(2)
  })

  test('[FL2] more than 2 s ahead of its storage an event takes the time of its storage', () => {
    const site = createSite({ site: 'main' })
    site.apply(enqueued(10), at(7.999))
    const { feed, queues } = site.floorView({ live: true, appliedSeq: 1 })
    expect([feed.skewed, queues['SALES']?.longestWaitSince]).toEqual([1, '2026-03-02T09:00:07.999Z'])
  })

  test('[FL2] exactly 2 s ahead, or without a storage time, nothing is clamped', () => {
    const site = createSite({ site: 'main' })
    site.apply(enqueued(10, 'c1'), at(8))
    site.apply(enqueued(11, 'c2'))
    expect(site.floorView({ live: true, appliedSeq: 2 }).feed.skewed).toBe(0)
  })

  test('[FL3] 15 minutes behind its own source is in time, a millisecond more is late', () => {
    const site = siteOf([enqueued(15 * MIN, 'c9'), enqueued(0, 'c1')], 15 * MIN)
    expect(site.floorView({ live: true, appliedSeq: 2 }).feed.late).toBe(0)
    site.apply(event(-0.001, 'contact.enqueued', { contact: 'c2', queue: 'SALES' }))
    expect(site.floorView({ live: true, appliedSeq: 3 }).feed.late).toBe(1)
  })

  test('[FL3] another source may be 60 minutes behind the site', () => {
    const other = (seconds: number, contact: string) =>
      event(seconds, 'contact.enqueued', { contact, queue: 'Q' }, { source: '/slow' })
    const view = viewOf([enqueued(60 * MIN), other(0, 'c2'), other(-0.001, 'c3')], 60 * MIN)
    expect([view.queues['Q']?.waiting, view.feed.late]).toEqual([1, 1])
  })

  test('[FL4] a late abandon ends the wait as of the newest event and counts in no window', () => {
    const view = viewOf(
      [enqueued(0), enqueued(20 * MIN, 'c2'), event(30, 'contact.abandoned', { contact: 'c1' })],
      20 * MIN,
    )
    const { waiting, windows } = view.queues['SALES'] ?? {}
    expect([waiting, windows?.day.abandoned, windows?.day.offered, view.feed.late]).toEqual([1, 0, 2, 1])
  })

  test('[FL4] a late end does not end what was opened after its own time', () => {
    const view = viewOf(
      [enqueued(10 * MIN), enqueued(20 * MIN, 'c2'), event(0, 'contact.abandoned', { contact: 'c1' })],
      20 * MIN,
    )
    expect(view.queues['SALES']?.waiting).toBe(2)
  })

  test('[FL4] a late end of a talk frees the agent from now on, without wrap-up and uncounted', () => {
    const view = viewOf([enqueued(0), answered(5), enqueued(20 * MIN, 'c2'), ended(60)], 21 * MIN)
    expect(view.agents['A1']).toMatchObject({ state: 'available', stateSince: '2026-03-02T09:20:00.000Z' })
    expect([view.agents['A1']?.windows.day.handled, view.queues['SALES']?.windows.day.handled]).toEqual([0, 0])
  })

  test('[FL4] late states, settings and openings are void and name nobody', () => {
    const late = [
      event(0, 'contact.enqueued', { contact: 'x', queue: 'LATE' }),
      event(1, 'queue.configured', { queue: 'SALES', answerWithinMs: 1 }),
      said(2, 'notReady', { agent: 'A9' }),
      event(3, 'contact.alerted', { contact: 'c2', agent: 'A8' }),
    ]
    const view = viewOf([enqueued(30 * MIN, 'c2'), ...late], 30 * MIN)
    expect([
      Object.keys(view.queues),
      Object.keys(view.agents),
      view.queues['SALES']?.settings.answerWithinMs,
      view.feed.late,
    ]).toEqual([['SALES'], [], 20_000, 4])
  })

  test('[FL29] damage is counted in the day of the newest event; before any, in the first event’s day', () => {
    const site = createSite({ site: 'main' })
    const rejected = () => site.floorView({ live: true, appliedSeq: 1 }).feed.rejected
    site.reject('notJson')
    expect(rejected()).toEqual({ notJson: 1 })
    site.advanceTo(at(0))
    site.apply(enqueued(10))
    site.reject('badTime')
    expect(rejected()).toEqual({ badTime: 1, notJson: 1 })
    site.apply(said(86_400, 'available'))
    expect(rejected()).toEqual({})
  })
})

describe('late ends of wrap-ups', () => {
  const done = (seconds: number) => event(seconds, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })

  test('[FL4] a late wrappedUp ends a wrap-up that began before it, long after the contact is settled', () => {
    const view = viewOf([enqueued(0), answered(5), ended(60), enqueued(90_000, 'c2', 'OTHER'), done(900)], 90_060)
    expect(view.agents['A1']).toMatchObject({ state: 'available', stateSince: '2026-03-03T10:00:00.000Z' })
    expect(view.queues['SALES']?.windows.day.handled).toBe(0)
  })

  test('[FL4] and a said one, but none that began after it', () => {
    const later = enqueued(3_000, 'c2', 'OTHER')
    expect(viewOf([said(0, 'wrapUp'), later, done(60)], 3_060).agents['A1']).toMatchObject({ state: 'available' })
    expect(viewOf([said(120, 'wrapUp'), later, done(60)], 3_060).agents['A1']).toMatchObject({ state: 'wrapUp' })
  })

  test('[FL4] looking back, a late event takes effect where the newest event was read, not before', () => {
    const site = siteOf([enqueued(0), answered(5)], 200)
    site.observe(said(1_200, 'available', { agent: 'A2' }))
    site.apply(ended(100))
    expect(site.floorView({ live: true, appliedSeq: 0 }).agents['A1']?.state).toBe('onContact')
  })
})
