import { describe, expect, test } from 'vitest'
import { answered, ended, enqueued, event, said, viewOf } from '../../support/events.ts'

const agent = (events: Parameters<typeof viewOf>[0], asOf: number, id = 'A1') => viewOf(events, asOf).agents[id]
const state = (events: Parameters<typeof viewOf>[0], asOf: number) => {
  const one = agent(events, asOf)
  return one === undefined
    ? undefined
    : [one.state, one.stateSince.slice(14, 23), ...(one.reason === undefined ? [] : [one.reason])]
}

const flicker = (to: 'notReady' | 'available', id: string) =>
  event(5, 'agent.state', { agent: 'A1', state: to }, { id })

describe('agents', () => {
  test('[FL17] named by a contact event, even an ignored one, an agent exists as available', () => {
    expect(state([event(3, 'contact.held', { contact: 'c1', agent: 'A1' })], 5)).toEqual(['available', '00:03.000'])
  })

  test('[FL17] an earlier event naming the agent, arriving later, lets them exist from there on', () => {
    expect(
      state(
        [
          event(9, 'contact.held', { contact: 'c1', agent: 'A1' }),
          event(3, 'contact.held', { contact: 'c1', agent: 'A1' }),
        ],
        10,
      ),
    ).toEqual(['available', '00:03.000'])
  })

  test('[FL17] toAgent and by create nobody', () => {
    const transferred = event(5, 'contact.transferred', { contact: 'c1', agent: 'A1', toAgent: 'A2' })
    const claimed = event(6, 'escalation.claimed', { escalation: 'e', by: 'Nia' })
    expect(Object.keys(viewOf([enqueued(0), answered(1), transferred, claimed], 9).agents)).toEqual(['A1'])
  })

  test('[FL18] contacts come before what the agent says, wrap-up before ringing', () => {
    const busy = [
      said(0, 'notReady', { reason: 'Lunch' }),
      enqueued(1),
      event(2, 'contact.alerted', { contact: 'c1', agent: 'A1' }),
    ]
    expect(state(busy, 3)).toEqual(['alerting', '00:02.000'])
    expect(state([...busy, answered(4)], 5)).toEqual(['onContact', '00:04.000'])
    const rings = [enqueued(8, 'c2'), event(8, 'contact.alerted', { contact: 'c2', agent: 'A1' })]
    expect(state([...busy, answered(4), ended(7), ...rings], 9)).toEqual(['wrapUp', '00:07.000'])
    expect(state(busy.slice(0, 1), 3)).toEqual(['notReady', '00:00.000', 'Lunch'])
  })

  test('[FL18] states of zero length leave no trace and a repeat does not restart the clock', () => {
    expect(
      state([said(0, 'available'), flicker('notReady', 'a'), flicker('available', 'b'), said(9, 'available')], 12),
    ).toEqual(['available', '00:00.000'])
  })

  test('[FL18] another reason is another state, and a reason is not carried over', () => {
    const lunch = said(0, 'notReady', { reason: 'Lunch' })
    expect(state([lunch, said(5, 'notReady', { reason: 'Break' })], 9)).toEqual(['notReady', '00:05.000', 'Break'])
    expect(state([lunch, said(5, 'notReady')], 9)).toEqual(['notReady', '00:05.000'])
  })

  test('[FL18] name, team and queues are carried over', () => {
    const known = said(0, 'available', { name: 'Nia', team: 'Taff', queues: ['B', 'A'] })
    expect(agent([known, said(5, 'offline')], 6)).toMatchObject({
      name: 'Nia',
      team: 'Taff',
      queues: ['A', 'B'],
      state: 'offline',
    })
  })

  const handled = (events: Parameters<typeof viewOf>[0]) => {
    const { averageWrapUpMs, handled } = viewOf(events, 600).queues['SALES']?.windows.day ?? {}
    return [handled, averageWrapUpMs]
  }

  test('[FL19] wrap-up ends at wrappedUp, at a said state, or at the next answer', () => {
    const over = [enqueued(0), answered(5), ended(60)]
    expect(handled([...over, event(70, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })])).toEqual([1, 10_000])
    expect(handled([...over, said(80, 'notReady')])).toEqual([1, 20_000])
    expect(handled([...over, said(80, 'wrapUp')])).toEqual([0, undefined])
    expect(handled([...over, enqueued(85, 'c2'), answered(90, 'c2')])).toEqual([1, 30_000])
  })

  test('[FL19] another answer in the same millisecond makes it zero, the own one does not', () => {
    expect(handled([enqueued(0), answered(5), enqueued(1, 'c2'), answered(60, 'c2'), ended(60)])).toEqual([1, 0])
    const atOnce = [enqueued(0), answered(5), ended(5), event(9, 'contact.wrappedUp', { contact: 'c1', agent: 'A1' })]
    expect(handled(atOnce)).toEqual([1, 4_000])
  })

  test('[FL19] with wrapUp false the handle closes at once', () => {
    expect(
      handled([enqueued(0), answered(5), event(60, 'contact.ended', { contact: 'c1', agent: 'A1', wrapUp: false })]),
    ).toEqual([1, 0])
  })

  test('[FL20] signing off ends talks and wrap-ups at that instant, also when it arrives first', () => {
    const calls = [enqueued(0), answered(5), enqueued(1, 'c2'), answered(6, 'c2'), ended(50, 'c2')]
    const off = said(60, 'offline')
    const expected = viewOf([...calls, off], 100)
    expect(expected.agents['A1']).toMatchObject({
      state: 'offline',
      contacts: [],
      windows: { day: { handled: 2, averageHandleTimeMs: 54_500 } },
    })
    expect(viewOf([off, ...calls], 100)).toEqual(expected)
  })

  test('[FL20, FL23] one sign-off ends two alerts, also when one of them turns out to have ended before', () => {
    const rings = (seconds: number, contact: string) => [
      enqueued(seconds, contact),
      event(seconds + 2, 'contact.alerted', { contact, agent: 'A1' }),
    ]
    const off = said(30, 'offline')
    const gone = event(20, 'contact.abandoned', { contact: 'c1' })
    const inOrder = viewOf([...rings(1, 'c1'), ...rings(2, 'c2'), gone, off, said(60, 'available')], 90)
    expect(inOrder.agents['A1']?.windows.day.alertingMs).toBe(27_000)
    expect(viewOf([...rings(1, 'c1'), ...rings(2, 'c2'), off, said(60, 'available'), gone], 90)).toEqual(inOrder)
  })

  test('[FL21] a said wrap-up lasts to the next answer or wrappedUp, then available', () => {
    expect(state([said(0, 'wrapUp'), event(5, 'contact.wrappedUp', { contact: 'x', agent: 'A1' })], 9)).toEqual([
      'available',
      '00:05.000',
    ])
    const call = [enqueued(3), answered(5), event(8, 'contact.ended', { contact: 'c1', agent: 'A1', wrapUp: false })]
    expect(state([said(0, 'wrapUp'), ...call], 9)).toEqual(['available', '00:08.000'])
  })

  test('[FL22] membership is what was declared last, else what was answered', () => {
    expect(agent([enqueued(0), answered(5)], 9)?.queues).toEqual(['SALES'])
    expect(agent([enqueued(0), answered(5), said(6, 'available', { queues: [] })], 9)?.queues).toEqual([])
    expect(
      viewOf([enqueued(0), said(1, 'available', { queues: ['SALES', 'SALES'] })], 9).queues['SALES'],
    ).toMatchObject({ agentsAvailable: 1, agentsStaffed: 1, agentsSignedIn: 1 })
  })

  test('[FL22] a membership learnt from an answer that is taken back is gone', () => {
    expect(agent([enqueued(0), answered(5), event(2, 'contact.abandoned', { contact: 'c1' })], 9)?.queues).toEqual([])
  })
})
