import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { decodeMessage } from '../../../src/server/feed/read/decodeMessage.ts'
import { START, aLoggedMessage, anEvent, type PublishedEvent } from '../pipeline/rig.ts'

function decoded(event: PublishedEvent): ReturnType<typeof decodeMessage> {
  return decodeMessage(aLoggedMessage(1, epochMs(START), event))
}

function reason(event: PublishedEvent): string {
  const result = decoded(event)
  return 'rejected' in result ? result.rejected : 'accepted'
}

const posted = {
  seq: 1,
  storedAt: START,
  site: 'main',
  event: { id: 'n1', source: '/test', type: 'notice.posted', time: START, data: { notice: 'n1', text: 'x' } },
}

const binaryHeaders = {
  'ce-specversion': '1.0',
  'ce-id': 'n1',
  'ce-source': '/test',
  'ce-type': 'notice.posted',
  'ce-time': '2026-03-02T09:00:00.000Z',
}

test('[SV1] the subject gives the site, the envelope the type', () => {
  expect(decoded({ id: 'n1', subject: 'floor.main.contact.enqueued' })).toEqual(posted)
  expect(decoded({ id: 'n1', subject: 'floor.North-1_b.x' })).toEqual({ ...posted, site: 'North-1_b' })
})

test.each([
  'floor',
  'floor.main',
  'floor.main.',
  'floor..notice.posted',
  'floor.caf\u00e9.notice.posted',
  'floor.a b.notice.posted',
  `floor.${'s'.repeat(65)}.notice.posted`,
  'wall.main.notice.posted',
  'xfloor.main.notice.posted',
  '',
])('[SV2] subject %j names no site', (subject) => {
  expect(reason({ subject })).toBe('badSubject')
})

test('[F17] what is no event keeps its site, its body and why', () => {
  const body = new TextEncoder().encode('{')
  const stored = { seq: 1, storedAt: START, body }
  expect(decoded({ body })).toEqual({ ...stored, site: 'main', rejected: 'notJson', detail: 'not JSON' })
  const stray = { ...stored, site: undefined, rejected: 'badSubject', detail: 'floor' }
  expect(decoded({ body, subject: 'floor' })).toEqual(stray)
})

describe('damage', () => {
  test('[SV4] 64 KiB are read, one byte more is not', () => {
    const event = anEvent('n1', START)
    const padding = ' '.repeat(65_536 - event.length)
    expect(reason({ body: event + padding })).toBe('accepted')
    expect(reason({ body: `${event}${padding} ` })).toBe('tooLarge')
  })

  test.each([
    ['nothing', new Uint8Array()],
    ['half an event', '{"specversion":"1.0"'],
    ['text', 'hello'],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0xfe, 0x22)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)],
    ['a surrogate half in UTF-8', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ])('[SV4] %s is not JSON', (_name, body) => {
    expect(reason({ body })).toBe('notJson')
  })

  test.each(['null', '7', '[]', '{}', '{"specversion":"0.3"}', '{"__proto__":{"specversion":"1.0"}}'])(
    '[SV4] %s is not an event',
    (body) => {
      expect(reason({ body })).toBe('notAnEvent')
    },
  )

  test('[SV4] a deeply nested body does no harm', () => {
    expect(reason({ body: '['.repeat(30_000) + ']'.repeat(30_000) })).toBe('notAnEvent')
    expect(reason({ body: `{"data":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}` })).toBe('notAnEvent')
  })

  test('[SV4] decoding never throws', () => {
    const header = fc.tuple(fc.constantFrom(...Object.keys(binaryHeaders), 'content-type', 'x'), fc.string())
    const body = fc.oneof(fc.uint8Array(), fc.string(), fc.json(), fc.constant(anEvent('n1', START)))
    const subject = fc.oneof(fc.string(), fc.constant('floor.main.x'))
    fc.assert(
      fc.property(subject, fc.array(header), body, (to, headers, sent) => {
        const result = decoded({ subject: to, headers: Object.fromEntries(headers), body: sent })
        return result.site === undefined || result.site === 'main'
      }),
    )
  })
})

describe('binary mode', () => {
  test('[SV5] attributes come from the headers, data from the body', () => {
    expect(decoded({ headers: binaryHeaders, body: '{"notice":"n1","text":"x"}' })).toEqual(posted)
  })

  test('[SV5] values are percent-decoded where they can be', () => {
    const source = (value: string) =>
      decoded({ headers: { ...binaryHeaders, 'ce-source': value }, body: '{"notice":"n1"}' })
    expect(source('/b%C3%BCro%20%25')).toMatchObject({ event: { source: '/büro %' } })
    expect(source('100%')).toMatchObject({ event: { source: '100%' } })
  })

  test('[SV5] an empty body is no data', () => {
    expect(reason({ headers: { ...binaryHeaders, 'ce-type': 'source.heartbeat' }, body: '' })).toBe('accepted')
    expect(reason({ headers: binaryHeaders, body: '' })).toBe('badField')
  })

  test('[SV5] data that is no JSON is not JSON, a missing attribute is no event', () => {
    expect(reason({ headers: binaryHeaders, body: '<xml/>' })).toBe('notJson')
    const { 'ce-id': _id, ...withoutId } = binaryHeaders
    expect(reason({ headers: withoutId, body: '{"notice":"n1"}' })).toBe('notAnEvent')
  })

  test('[SV5] a CloudEvents content type means structured', () => {
    const headers = {
      ...binaryHeaders,
      'ce-id': 'other',
      'content-type': 'application/cloudevents+json; charset=utf-8',
    }
    expect(decoded({ id: 'n1', headers })).toEqual(posted)
  })
})
