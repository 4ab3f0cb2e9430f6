/** Whatever is decoded comes out of a batch as it went in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_DATA, type EventType } from '../../../src/core/events/schema.ts'
import { epochMs } from '../../../src/core/units.ts'
import { decodeBatch, encodeBatch } from '../../../src/server/feedThread/batchCodec.ts'
import type { DecodedMessage, EventMessage } from '../../../src/server/ports.ts'
import { START, aMessage } from '../pipeline/rig.ts'

function decoded(body: string): DecodedMessage {
  return aMessage(1, epochMs(START), { body })
}

function anEvent(type: string, data: string): DecodedMessage {
  return decoded(anEventText(type, data))
}

function anEventText(type: string, data: string, source = '/s'): string {
  const envelope = { specversion: '1.0', id: 'a', source, type, time: '2026-03-02T09:00:00Z' }
  return `{${JSON.stringify(envelope).slice(1, -1)},"data":${data}}`
}

function sentOn(...messages: DecodedMessage[]): DecodedMessage[] {
  return decodeBatch(encodeBatch(messages))
}

describe('a batch', () => {
  test.each([
    ['a plain one', 'contact.enqueued', '{"contact":"c","queue":"q","skills":["a","b"],"priority":3}'],
    ['lone surrogates', 'contact.wrappedUp', '{"contact":"\\ud800","agent":"\\udfff","code":"a\\ud83d"}'],
    ['beyond Latin 1', 'notice.posted', '{"notice":"n","text":"\u2028 \\u0000 ПРОДАЖИ \u{1f600}"}'],
    ['empty members', 'agent.state', '{"agent":"a","state":"offline","reason":"","name":"","queues":[]}'],
    ['no data', 'source.heartbeat', '{}'],
    ['minus zero', 'contact.answered', '{"contact":"c","agent":"a","waitMs":-0}'],
    [
      'minus zero in two places',
      'queue.configured',
      '{"queue":"q","targetRatio":-0.0,"answerWithinMs":-0,"shortAbandonMs":0}',
    ],
    ['a huge number', 'ticket.opened', '{"ticket":"t","queue":"q","priority":-1.7976931348623157e308}'],
    ['a tiny number', 'ticket.opened', '{"ticket":"t","queue":"q","priority":5e-324}'],
    ['names that objects have', 'notice.posted', '{"notice":"constructor","text":"__proto__"}'],
  ])('keeps %s', (_, type, data) => {
    const message = anEvent(type, data)
    expect(message).toHaveProperty('event')
    expect(sentOn(message)).toEqual([message])
  })

  test('keeps the time a number, and adds no member', () => {
    const [message] = sentOn(anEvent('contact.answered', '{"contact":"c","agent":"a","waitMs":-0}')) as EventMessage[]
    expect(message?.event.time).toBe(Date.parse('2026-03-02T09:00:00Z'))
    expect(Object.keys(message ?? {})).toEqual(['seq', 'storedAt', 'site', 'event'])
    expect(Object.keys(message?.event ?? {})).toEqual(['id', 'source', 'type', 'time', 'data'])
    expect(Object.keys(message?.event.data ?? {})).toEqual(['contact', 'agent', 'waitMs'])
  })

  test('[F17] keeps what is no event with its body, byte for byte, and one that names no site', () => {
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const broken = aMessage(7, epochMs(START), { body, site: 'york' })
    const stray = aMessage(8, epochMs(START), { body, subject: 'floor' })
    const empty = aMessage(9, epochMs(START), { body: '' })
    const [first, second, third] = sentOn(broken, stray, empty)
    expect([first, second, third]).toEqual([broken, stray, empty])
    expect(second?.site).toBeUndefined()
  })

  test('keeps whose each message is, though a site or source is named once while it stays the same', () => {
    const from = (seq: number, site: string, source: string) =>
      aMessage(seq, epochMs(START + seq), { site, body: anEventText('notice.cleared', '{"notice":"n"}', source) })
    const stray = (seq: number) => aMessage(seq, epochMs(START), { body: '', subject: 'floor' })
    const messages = [
      from(1, 'a', '/s'),
      from(2, 'a', '/s'),
      from(3, 'b', '/s'),
      from(4, 'b', '/t'),
      stray(5),
      stray(6),
      from(7, 'b', '/t'),
      aMessage(8, epochMs(START), { site: 'b', body: '{' }),
      aMessage(9, epochMs(START), { site: 'a', body: '{' }),
      from(10, 'a', '/t'),
    ]
    expect(sentOn(...messages)).toEqual(messages)
    expect(sentOn(...messages).map(({ site }) => site)).toEqual(messages.map(({ site }) => site))
    expect(sentOn()).toEqual([])
  })

  test('keeps whatever numbers and texts the decoder lets through', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0, 1e21))
    const value = fc.oneof(number, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
    const types = fc.constantFrom(...(Object.keys(EVENT_DATA) as EventType[]))
    const cases = fc.tuple(
      types,
      fc.dictionary(
        fc.constantFrom(
          'contact',
          'queue',
          'priority',
          'level',
          'note',
          'reason',
          'escalation',
          'ticket',
          'agent',
          'name',
          'waitMs',
        ),
        value,
      ),
    )
    fc.assert(
      fc.property(cases, ([type, data]) => {
        const ids = { contact: 'c', queue: 'q', ticket: 't', agent: 'a', escalation: 'e', reason: 'r', by: 'b' }
        const message = anEvent(type, text({ ...ids, ...data }))
        expect(sentOn(message)).toEqual([message])
      }),
      { numRuns: 500 },
    )
  })
})

/** JSON in which −0 stays. */
function text(data: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(data).map(([name, value]) => {
    return `${JSON.stringify(name)}:${Object.is(value, -0) ? '-0' : JSON.stringify(value)}`
  })
  return `{${members.join(',')}}`
}
