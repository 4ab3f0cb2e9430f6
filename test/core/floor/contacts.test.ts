import { describe, expect, test } from 'vitest'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const day = (view: ReturnType<typeof viewOf>, queue = 'SALES') => view.queues[queue]?.windows.day

describe('contacts', () => {
  test('[FL10] talk is end − answer − hold, and an open hold ends with the talk', () => {
    const held = [
      event(20, 'contact.held', { contact: 'c1', agent: 'A1' }),
      event(30, 'contact.retrieved', { contact: 'c1', agent: 'A1' }),
    ]
    const again = event(50, 'contact.held', { contact: 'c1', agent: 'A1' })
    const view = viewOf(
      [
        enqueued(0),
        answered(10),
        ...held,
        again,
        ended(60),
        event(75, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' }),
      ],
      80,
    )
    expect(day(view)).toMatchObject({
      averageTalkMs: 30_000,
      averageHoldMs: 20_000,
      averageWrapUpMs: 15_000,
      averageHandleTimeMs: 65_000,
    })
  })

  test('[FL12] a wait passes its target a millisecond after the limit', () => {
    const site = siteOf([enqueued(0)], 20)
    const before = site.floorView({ live: true, appliedSeq: 1 })
    site.advanceTo(at(20.001))
    const after = site.floorView({ live: true, appliedSeq: 1 })
    const seen = [before, after].map(({ queues: { SALES } }) => [
      SALES?.windows.day.targetBreaches,
      SALES?.waitingOverTarget,
      SALES?.nextBreachAt,
      SALES?.lastBreachAt,
    ])
    expect(seen).toEqual([
      [0, 0, '2026-03-02T09:00:20.001Z', undefined],
      [1, 1, undefined, '2026-03-02T09:00:20.001Z'],
    ])
  })

  test('[FL12] a segment ending at that very instant has passed it, one ending before has not', () => {
    expect(day(viewOf([enqueued(0), answered(20.001)], 30))).toMatchObject({
      targetBreaches: 1,
      answeredWithinTarget: 0,
    })
    expect(day(viewOf([enqueued(0), answered(20)], 30))).toMatchObject({ targetBreaches: 0, answeredWithinTarget: 1 })
  })

  test('[FL12] a breach already told is taken back when an earlier end arrives', () => {
    const site = siteOf([enqueued(0)], 100)
    site.apply(answered(15))
    expect(site.floorView({ live: true, appliedSeq: 2 }).queues['SALES']?.windows['15m']).toMatchObject({
      targetBreaches: 0,
      promiseBreaches: 0,
      answered: 1,
    })
  })

  test('[FL13] a segment is judged by the settings at its enqueue, in whatever order they come', () => {
    const strict = event(5, 'queue.configured', { queue: 'SALES', answerWithinMs: 1_000 })
    const calls = [enqueued(0, 'c1'), enqueued(5, 'c2'), answered(4, 'c1'), answered(9, 'c2', 'A2')]
    const inOrder = day(viewOf([enqueued(0, 'c1'), answered(4, 'c1'), strict, ...calls], 30))
    expect(inOrder).toMatchObject({ answered: 2, answeredWithinTarget: 1, targetBreaches: 1 })
    expect(day(viewOf([...calls, strict], 30))).toEqual(inOrder)
  })

  test('[FL13] a wait of more than seven days told by its answer is judged by the settings of seven days ago', () => {
    const day = 86_400
    const change = (seconds: number, answerWithinMs: number) =>
      event(seconds, 'queue.configured', { queue: 'SALES', answerWithinMs })
    const told = (days: number) =>
      event(8 * day, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: days * day * 1_000 })
    const within = (days: number) => {
      const events = [change(0, 30 * day * 1_000), change(day / 2, 1_000), told(days)]
      return viewOf(events, 8 * day + 1).queues['SALES']?.windows.day.answeredWithinTarget
    }
    expect([within(7.9), within(6.9)]).toEqual([0, 0])
  })

  test('[FL13] settings of the config hold from the beginning, under what is configured later, field by field', () => {
    const config = { queues: { SALES: { answerWithinMs: 3_000, targetRatio: 0.9 } } }
    const view = viewOf(
      [enqueued(0), answered(4), event(10, 'queue.configured', { queue: 'SALES', targetRatio: 0.7 })],
      30,
      config,
    )
    expect([day(view)?.answeredWithinTarget, view.queues['SALES']?.settings]).toMatchObject([
      0,
      { answerWithinMs: 3_000, targetRatio: 0.7 },
    ])
  })

  test('[FL14] silent past its limit a contact leaves the figures of now, and comes back at its next event', () => {
    const site = siteOf([enqueued(0), enqueued(10, 'c2')], 4 * 3600 + 0.001)
    const now = () => {
      const { queues, feed } = site.floorView({ live: true, appliedSeq: 2 })
      return [
        queues['SALES']?.waiting,
        queues['SALES']?.longestWaitSince,
        queues['SALES']?.waitingOverTarget,
        feed.suspects,
      ]
    }
    expect(now()).toEqual([1, '2026-03-02T09:00:10.000Z', 1, { count: 1, contacts: ['c1'] }])
    site.apply(event(4 * 3600 + 1, 'contact.alerted', { contact: 'c1', agent: 'A1' }))
    expect(now()).toEqual([2, '2026-03-02T09:00:00.000Z', 2, { count: 0, contacts: [] }])
  })

  test('[FL14] a chat may be silent for a day', () => {
    const chat = event(0, 'contact.enqueued', { contact: 'c1', queue: 'CHAT', channel: 'chat' })
    expect(viewOf([chat], 24 * 3600).feed.suspects.count).toBe(0)
    expect(viewOf([chat], 24 * 3600 + 0.001).feed.suspects.count).toBe(1)
  })

  test('[FL15] an unconfigured queue takes the channel of its latest segment', () => {
    const chat = event(0, 'contact.enqueued', { contact: 'c1', queue: 'FIRST', channel: 'chat' })
    const on = event(5, 'contact.flowedOut', { contact: 'c1', reason: 'overflow', to: 'SECOND' })
    expect(viewOf([chat, on], 10).queues['SECOND']?.channel).toBe('chat')
    expect(
      viewOf([chat, on, event(6, 'contact.enqueued', { contact: 'c2', queue: 'SECOND' })], 10).queues['SECOND']
        ?.channel,
    ).toBe('voice')
  })

  test('[FL16] hours later an agent who once handled a contact is still known to have', () => {
    const back = enqueued(10_000)
    const events = [enqueued(0), answered(5), ended(60), said(70, 'available'), back, ended(10_010)]
    const filler = Array.from({ length: 200 }, (_, i) => enqueued(100 + i * 49, `f${i}`, 'OTHER'))
    const view = viewOf([...events.slice(0, 4), ...filler, back, ended(10_010)], 10_020)
    expect(view.queues['SALES']?.waiting).toBe(1)
  })

  test('[FL16] after seven days without an event an open contact leaves without an outcome', () => {
    const week = 7 * 86_400
    const events = [enqueued(0), answered(5), enqueued(1, 'c2'), said(week - 10, 'available', { agent: 'A1' })]
    const view = viewOf([...events, enqueued(week + 600, 'c3')], week + 900)
    expect([view.queues['SALES']?.waiting, view.feed.suspects.count, view.agents['A1']?.state]).toEqual([
      1,
      0,
      'available',
    ])
  })

  test('[FL6] a wait told afterwards counts where it was: offered then, answered now', () => {
    const told = event(70, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: 65_000 })
    expect(day(viewOf([told], 80))).toMatchObject({
      offered: 1,
      answered: 1,
      answeredWithinTarget: 0,
      targetBreaches: 1,
      promiseBreaches: 1,
      averageSpeedOfAnswerMs: 65_000,
    })
  })

  test('[FL6] the true enqueue, arriving later, takes the told one back', () => {
    const told = event(70, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: 65_000 })
    expect(day(viewOf([told, enqueued(60)], 80))).toMatchObject({
      offered: 1,
      answered: 1,
      answeredWithinTarget: 1,
      targetBreaches: 0,
      averageSpeedOfAnswerMs: 10_000,
    })
  })
})

describe('forgetting', () => {
  const week = 7 * 86_400

  test('[FL16] a thing’s own silence decides, whoever else spoke: named again after seven days it begins anew', () => {
    const first = said(0, 'available', { name: 'Nia' })
    const strangers = [enqueued(week - 100, 'x', 'OTHER'), enqueued(week + 500, 'y', 'OTHER')]
    const again = said(week + 600, 'available')
    for (const events of [
      [first, again],
      [first, ...strangers, again],
    ])
      expect(viewOf(events, week + 700).agents['A1']).toMatchObject({
        name: 'A1',
        stateSince: '2026-03-09T09:10:00.000Z',
      })
  })

  test('[FL16] at seven days it is there, a millisecond later it is gone', () => {
    const seen = (seconds: number) => {
      const view = viewOf(
        [enqueued(0), answered(0), event(seconds, 'source.heartbeat', {}, { source: '/other' })],
        seconds,
      )
      return [Object.keys(view.queues), Object.keys(view.agents), view.agents['A1']?.contacts.length]
    }
    expect([seen(week), seen(week + 0.001)]).toEqual([
      [['SALES'], ['A1'], 1],
      [[], [], undefined],
    ])
  })

  test('[FL16] a configured queue stays', () => {
    const configured = event(0, 'queue.configured', { queue: 'SALES', name: 'Sales' })
    expect(viewOf([configured, enqueued(week + 100, 'c', 'OTHER')], week + 100).queues['SALES']?.name).toBe('Sales')
  })
})
