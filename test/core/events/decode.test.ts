import { describe, expect, test } from 'vitest'
import { compareEvents } from '../../../src/core/events/event.ts'
import { decodeEvent, decodeText } from '../../../src/core/events/decode.ts'
import { parseInstant, toInstant } from '../../../src/core/units.ts'
import { at, event } from '../../support/events.ts'

const GOOD = {
  specversion: '1.0',
  id: '8f0c',
  source: '/acd/london-1',
  type: 'contact.enqueued',
  time: '2026-03-02T09:00:10.000Z',
  data: { contact: 'c1', queue: 'SALES', channel: 'voice', customer: 'h:91ab' },
}
const outcome = (value: unknown) => {
  const decoded = decodeEvent(value)
  return 'event' in decoded ? 'event' : decoded.rejected
}
const withData = (data: object, type = GOOD.type) => outcome({ ...GOOD, type, data })

describe('decode', () => {
  test('an event comes out as it went in, time in ms', () => {
    const { specversion: _, ...rest } = GOOD
    expect(decodeEvent(GOOD)).toEqual({ event: { ...rest, time: at(10) } })
  })

  test('fields and attributes we do not know do no harm and are not kept; streamtime is read', () => {
    const decoded = decodeEvent({
      ...GOOD,
      streamtime: '2026-03-02T09:00:11Z',
      vendor: 1,
      data: { ...GOOD.data, extra: [] },
    })
    expect(decoded).toMatchObject({ streamTime: at(11), event: { data: { contact: 'c1' } } })
    expect('event' in decoded && Object.keys(decoded.event.data)).not.toContain('extra')
  })

  test.each([
    ['not an object', 7, 'notAnEvent'],
    ['an array', [GOOD], 'notAnEvent'],
    ['another version', { ...GOOD, specversion: '0.3' }, 'notAnEvent'],
    ['no id', { ...GOOD, id: undefined }, 'notAnEvent'],
    ['an empty id', { ...GOOD, id: '' }, 'notAnEvent'],
    ['an id too long', { ...GOOD, id: 'x'.repeat(129) }, 'notAnEvent'],
    ['a control character', { ...GOOD, id: 'a\u0007' }, 'notAnEvent'],
    ['__proto__', { ...GOOD, source: '__proto__' }, 'notAnEvent'],
    ['a type nobody knows', { ...GOOD, type: 'contact.sneezed' }, 'unknownType'],
    ['an inherited name as type', { ...GOOD, type: 'constructor' }, 'unknownType'],
    ['a time without zone', { ...GOOD, time: '2026-03-02T09:00:10' }, 'badTime'],
    ['the 30th of February', { ...GOOD, time: '2026-02-30T09:00:10Z' }, 'badTime'],
    ['no data', { ...GOOD, data: undefined }, 'badField'],
    ['data null', { ...GOOD, data: null }, 'badField'],
  ])('%s is rejected', (_, value, reason) => expect(outcome(value)).toBe(reason))

  test.each([
    ['contact.enqueued', { contact: 'c', queue: '__proto__' }],
    ['contact.enqueued', { contact: 'c', queue: 'Q', channel: 'pigeon' }],
    ['contact.answered', { contact: 'c', agent: 'A', waitMs: -1 }],
    ['contact.answered', { contact: 'c', agent: 'A', waitMs: 1.5 }],
    ['contact.flowedOut', { contact: 'c' }],
    ['agent.state', { agent: 'A', state: 'onContact' }],
    ['agent.state', { agent: 'A', state: 'notReady', reason: '__proto__' }],
    ['queue.configured', { queue: 'Q', serviceLevelFormula: 'SL7' }],
    ['queue.configured', { queue: 'Q', answerWithinMs: -1 }],
    ['survey.answered', { contact: 'c' }],
    ['survey.answered', { csat: 6 }],
    ['notice.posted', { notice: 'n', text: 'x', until: 'tomorrow' }],
  ])('%s %j is rejected', (type, data) => expect(withData(data, type)).toBe('badField'))

  test.each([
    ['contact.enqueued', { contact: 'constructor', queue: 'toString' }],
    ['contact.enqueued', { contact: '客 😀', queue: '"<b>' }],
    ['queue.configured', { queue: 'Q', serviceLevelFormula: 'SL9', targetRatio: 0.85 }],
    ['source.heartbeat', {}],
    ['survey.answered', { resolved: false }],
    ['notice.posted', { notice: 'n' }],
  ])('%s %j is an event', (type, data) => expect(withData(data, type)).toBe('event'))

  test('text that is no JSON is rejected as such', () => expect(decodeText('{')).toMatchObject({ rejected: 'notJson' }))

  test('the reason names the field', () =>
    expect(decodeEvent({ ...GOOD, data: { contact: 'c1' } })).toEqual({
      rejected: 'badField',
      detail: 'data/queue expected required property',
    }))
})

describe('instants', () => {
  test.each([
    ['2026-03-02T09:00:00.123456Z', '2026-03-02T09:00:00.123Z'],
    ['2026-03-02T10:00:00+01:00', '2026-03-02T09:00:00.000Z'],
    ['2024-02-29T00:00:00z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => expect(toInstant(parseInstant(text) ?? at(NaN))).toBe(expected))

  test.each(['2025-02-29T00:00:00Z', '2026-03-02T24:00:00Z', '2026-03-02', '1772442000000', '1969-12-31T23:59:59Z'])(
    '%s is none',
    (text) => expect(parseInstant(text)).toBeUndefined(),
  )
})

test('[FL23] at one instant causes come before effects, then source, then id by code units', () => {
  const mixed = [
    event(0, 'source.heartbeat', {}, { id: 'h' }),
    event(0, 'agent.state', { agent: 'A', state: 'available' }, { id: 's' }),
    event(0, 'contact.ended', { contact: 'c' }, { id: 'b', source: '/b' }),
    event(0, 'contact.abandoned', { contact: 'c' }, { id: 'a', source: '/b' }),
    event(0, 'contact.transferred', { contact: 'c' }, { id: 'z', source: '/a' }),
    event(0, 'contact.answered', { contact: 'c', agent: 'A' }, { id: 'w' }),
    event(0, 'contact.enqueued', { contact: 'c', queue: 'Q' }, { id: 'e' }),
    event(0, 'queue.configured', { queue: 'Q' }, { id: 'q' }),
  ]
  expect(
    mixed
      .sort(compareEvents)
      .map(({ id }) => id)
      .join(''),
  ).toBe('qewzabsh')
})
