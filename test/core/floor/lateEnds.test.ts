/** What a late event still ends, at the very instant from which it may, and what it never does. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import type { FloorView } from '../../../src/core/view/floorView.ts'
import { answered, ended, enqueued, event, viewOf } from '../../support/events.ts'

/** Makes what happened before 100 s late. */
const NEWEST = enqueued(1_000, 'other', 'OTHER')

interface Case {
  readonly told: readonly FloorEvent[]
  readonly late: (seconds: number) => FloorEvent
  readonly seen: (view: FloorView) => unknown
  /** Seen with the late event of a millisecond before 50 s, and of 50 s. */
  readonly expected: readonly [before: unknown, then: unknown]
}

const waiting = ({ queues }: FloorView) => queues['SALES']?.waiting
const state = ({ agents }: FloorView) => agents['A1']?.state
const held = ({ agents }: FloorView) => agents['A1']?.contacts[0]?.held

const texts = ({ notices }: FloorView) => notices.map(({ text }) => text)
const cleared = (seconds: number) => event(seconds, 'notice.cleared', { notice: 'n' })

const CASES: Record<string, Case> = {
  'a wait, by its abandon': {
    told: [enqueued(50)],
    late: (seconds) => event(seconds, 'contact.abandoned', { contact: 'c1' }),
    seen: waiting,
    expected: [1, 0],
  },
  'a wait, by flowing out': {
    told: [enqueued(50)],
    late: (seconds) => event(seconds, 'contact.flowedOut', { contact: 'c1', reason: 'timeout' }),
    seen: waiting,
    expected: [1, 0],
  },
  'a talk, by its end': {
    told: [enqueued(0), answered(50)],
    late: (seconds) => ended(seconds),
    seen: state,
    expected: ['onContact', 'available'],
  },
  'a talk, by its transfer': {
    told: [enqueued(0), answered(50)],
    late: (seconds) => event(seconds, 'contact.transferred', { contact: 'c1', agent: 'A1', to: 'SALES' }),
    seen: (view) => [state(view), waiting(view)],
    expected: [
      ['onContact', 0],
      ['available', 0],
    ],
  },
  'a notice, by its clearing': {
    told: [event(50, 'notice.posted', { notice: 'n', text: 'drill' })],
    late: cleared,
    seen: texts,
    expected: [['drill'], []],
  },
  'a hold, by its retrieval': {
    told: [enqueued(0), answered(5), event(50, 'contact.held', { contact: 'c1', agent: 'A1' })],
    late: (seconds) => event(seconds, 'contact.retrieved', { contact: 'c1', agent: 'A1' }),
    seen: held,
    expected: [true, false],
  },
}

describe('late ends', () => {
  test.each(Object.entries(CASES))('[FL4] end what began by then: %s', (_, { told, late, seen, expected }) => {
    expect([49.999, 50].map((seconds) => seen(viewOf([...told, NEWEST, late(seconds)], 1_200)))).toEqual(expected)
  })

  test('[FL4, FL28] of two late clearings the newer one counts, in either order', () => {
    const posted = event(50, 'notice.posted', { notice: 'n', text: 'drill' })
    for (const order of [
      [cleared(40), cleared(60)],
      [cleared(60), cleared(40)],
    ])
      expect(texts(viewOf([posted, NEWEST, ...order], 1_200))).toEqual([])
  })

  test('[FL4, FL9] flowing out of one queue late opens nothing in another', () => {
    const out = event(60, 'contact.flowedOut', { contact: 'c1', reason: 'overflow', to: 'OTHER' })
    const { queues, total } = viewOf([enqueued(50), NEWEST, out], 1_200)
    expect([queues['SALES']?.waiting, queues['OTHER']?.waiting, total.waiting]).toEqual([0, 1, 1])
  })

  test('[FL9] what flows out of nowhere opens nothing, yet names where it goes', () => {
    const out = event(60, 'contact.flowedOut', { contact: 'c1', reason: 'overflow', to: 'DESK' })
    expect(viewOf([out], 90).queues['DESK']).toMatchObject({ waiting: 0, windows: { day: { offered: 0 } } })
  })

  test('[FL4, FL19] a late wrappedUp takes effect before what the agent said in that very millisecond', () => {
    const call = [enqueued(0), answered(5), ended(60), event(1_000, 'agent.state', { agent: 'A1', state: 'available' })]
    const done = event(60, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })
    const handled = (told: readonly FloorEvent[]) => viewOf(told, 1_200).agents['A1']?.windows.day.handled
    expect([handled(call), handled([...call, done])]).toEqual([1, 0])
  })
})
