/** The published JSON Schema of all events: one definition a type, and their union. */
import type { TObject } from '@sinclair/typebox'
import { EVENT_DATA, EVENT_ENVELOPE } from '../../core/events/schema.ts'

const INSTANT = { format: 'date-time' }
/** What the decoder asks for over and above a type's own schema. */
const BEYOND: Readonly<Record<string, object>> = {
  'survey.answered': { anyOf: [{ required: ['csat'] }, { required: ['nps'] }, { required: ['resolved'] }] },
  'notice.posted': { properties: { until: INSTANT } },
}

export const EVENTS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: '/api/v1/events.schema.json',
  title: 'Callboard events (CloudEvents 1.0, structured mode)',
  oneOf: Object.keys(EVENT_DATA).map((type) => ({ $ref: `#/$defs/${type}` })),
  $defs: {
    envelope: { allOf: [EVENT_ENVELOPE, { properties: { time: INSTANT } }] },
    ...Object.fromEntries(Object.entries(EVENT_DATA).map(([type, data]) => [type, eventSchema(type, data)])),
  },
}

function eventSchema(type: string, data: TObject): object {
  const beyond = BEYOND[type]
  const needsData = (data.required ?? []).length > 0 || beyond !== undefined
  return {
    allOf: [
      { $ref: '#/$defs/envelope' },
      {
        properties: { type: { const: type }, data: beyond === undefined ? data : { allOf: [data, beyond] } },
        ...(needsData ? { required: ['data'] } : {}),
      },
    ],
  }
}
