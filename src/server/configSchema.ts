/** What the config file may say: validated by this and published as JSON Schema. */
import { Type, type Static } from '@sinclair/typebox'
import { Channel, EVENT_DATA } from '../core/events/schema.ts'
import { WEEKDAYS } from '../core/windows/openingHours.ts'

const closed = { additionalProperties: false } as const

const TimeOfDay = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$', description: 'Local time, HH:MM.' })

const OpeningSpan = Type.Object(
  {
    days: Type.Array(Type.Union(WEEKDAYS.map((day) => Type.Literal(day))), { minItems: 1 }),
    from: TimeOfDay,
    to: TimeOfDay,
  },
  closed,
)

const QueueConfig = Type.Composite(
  [
    Type.Omit(EVENT_DATA['queue.configured'], ['queue']),
    Type.Object({
      hours: Type.Optional(
        Type.Array(OpeningSpan, { description: 'Local opening hours, for business-hours figures of tickets.' }),
      ),
    }),
  ],
  {
    ...closed,
    description: 'Settings of a queue, as in queue.configured; they hold from the beginning of the log.',
  },
)

const SiteConfig = Type.Object(
  {
    zone: Type.Optional(Type.String({ description: 'IANA time zone, such as Europe/London; UTC when left out.' })),
    queues: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 128 }), QueueConfig)),
    suspectAfterMs: Type.Optional(
      Type.Partial(Type.Record(Channel, Type.Integer({ minimum: 1 })), {
        ...closed,
        description: 'How long a contact may be without an event before it is a suspect, by channel, ms.',
      }),
    ),
  },
  closed,
)

export const CONFIG_SCHEMA = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    sites: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), SiteConfig, closed)),
    log: Type.Optional(
      Type.Object(
        {
          retentionMs: Type.Optional(
            Type.Integer({ minimum: 60_000, description: 'How long a stream made by Callboard keeps events; 7 days.' }),
          ),
        },
        closed,
      ),
    ),
    auth: Type.Optional(
      Type.Object(
        {
          open: Type.Literal(true, {
            description:
              'Whoever reaches the address may see everything and publish events: say so, or stay on loopback.',
          }),
        },
        closed,
      ),
    ),
  },
  { ...closed, $id: '/api/v1/config.schema.json', title: 'Callboard configuration' },
)

export type ConfigFile = Static<typeof CONFIG_SCHEMA>
