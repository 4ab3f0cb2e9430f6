import { expect, test } from 'vitest'
import { EVENT_DATA } from '../../../src/core/events/schema.ts'
import { EVENTS_SCHEMA } from '../../../src/server/http/schemas.ts'

const published = JSON.parse(JSON.stringify(EVENTS_SCHEMA)) as {
  oneOf: { $ref: string }[]
  $defs: Record<string, { allOf?: [unknown, { properties: { type: unknown; data: unknown }; required?: string[] }] }>
}

test('every event type is one of the choices and has its definition', () => {
  const types = Object.keys(EVENT_DATA)
  expect(published.oneOf.map(({ $ref }) => $ref)).toEqual(types.map((type) => `#/$defs/${type}`))
  expect(Object.keys(published.$defs)).toEqual(['envelope', ...types])
})

test('a definition says the type, the data and whether there must be any', () => {
  expect(published.$defs['contact.held']?.allOf?.[1]).toMatchObject({
    properties: { type: { const: 'contact.held' }, data: { type: 'object', required: ['contact', 'agent'] } },
    required: ['data'],
  })
  expect(published.$defs['source.heartbeat']?.allOf?.[1].required).toBeUndefined()
  expect(published.$defs['survey.answered']?.allOf?.[1]).toMatchObject({
    properties: {
      data: { allOf: [{}, { anyOf: [{ required: ['csat'] }, { required: ['nps'] }, { required: ['resolved'] }] }] },
    },
    required: ['data'],
  })
})

test('instants are said to be RFC 3339', () => {
  expect(published.$defs['envelope']?.allOf?.[1]).toEqual({ properties: { time: { format: 'date-time' } } })
  expect(published.$defs['notice.posted']?.allOf?.[1]).toMatchObject({
    properties: {
      data: {
        allOf: [{ properties: { until: { type: 'string' } } }, { properties: { until: { format: 'date-time' } } }],
      },
    },
  })
})
