/**
 * The data of every event type (contract part 1), schema first: types are inferred from these, the
 * decoder is compiled from them and `/api/v1/events.schema.json` publishes them. Fields we do not know do
 * no harm, and are not kept: every vendor adds its own.
 */
import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { SERVICE_LEVEL_FORMULA_NAMES } from './settings.ts'

/** 1 to 128 characters, no control characters, not `__proto__`. */
const Id = Type.String({ minLength: 1, maxLength: 128, pattern: '^(?!__proto__$)[^\\u0000-\\u001f\\u007f-\\u009f]+$' })
/** An agent's reason becomes a key too, but may be empty: no reason said. */
const Reason = Type.String({ maxLength: 128, pattern: '^(?!__proto__$)[^\\u0000-\\u001f\\u007f-\\u009f]*$' })
const Text = Type.String({ maxLength: 4096 })
/** Up to a year: no wait, limit or interval of a contact centre is longer. */
const Duration = Type.Integer({ minimum: 0, maximum: 31_622_400_000 })
const Instant = Type.String({ maxLength: 40 })
const opt = <T extends TSchema>(schema: T) => Type.Optional(schema)
const oneOf = <T extends string>(...names: readonly T[]) => Type.Union(names.map((name) => Type.Literal(name)))

export const Channel = oneOf('voice', 'chat', 'email', 'social', 'callback')
const Ids = Type.Array(Id, { maxItems: 256 })

const contact = { contact: Id }
const contactAgent = { contact: Id, agent: Id }
const ticket = { ticket: Id, agent: opt(Id) }
const escalationAct = { escalation: Id, by: Id, note: opt(Text) }

export const EVENT_DATA = {
  'contact.enqueued': Type.Object({
    ...contact,
    queue: Id,
    channel: opt(Channel),
    customer: opt(Id),
    priority: opt(Type.Union([Type.Number(), Text])),
    skills: opt(Ids),
  }),
  'contact.alerted': Type.Object({ ...contactAgent, queue: opt(Id) }),
  'contact.alertTimedOut': Type.Object({ ...contactAgent, queue: opt(Id) }),
  'contact.answered': Type.Object({ ...contactAgent, queue: opt(Id), waitMs: opt(Duration) }),
  'contact.held': Type.Object(contactAgent),
  'contact.retrieved': Type.Object(contactAgent),
  'contact.transferred': Type.Object({
    ...contact,
    agent: opt(Id),
    to: opt(Id),
    toAgent: opt(Id),
    kind: opt(oneOf('blind', 'attended')),
  }),
  'contact.flowedOut': Type.Object({
    ...contact,
    reason: oneOf('overflow', 'timeout', 'voicemail', 'callback', 'key', 'empty', 'system'),
    queue: opt(Id),
    to: opt(Id),
  }),
  'contact.abandoned': Type.Object({ ...contact, queue: opt(Id) }),
  'contact.ended': Type.Object({
    ...contact,
    agent: opt(Id),
    endedBy: opt(oneOf('agent', 'customer', 'system')),
    wrapUp: opt(Type.Boolean()),
  }),
  'contact.wrappedUp': Type.Object({ ...contactAgent, code: opt(Text) }),
  'agent.state': Type.Object({
    agent: Id,
    state: oneOf('available', 'notReady', 'wrapUp', 'offline'),
    reason: opt(Reason),
    name: opt(Text),
    team: opt(Id),
    queues: opt(Ids),
  }),
  'ticket.opened': Type.Object({
    ticket: Id,
    queue: Id,
    priority: opt(Type.Union([Type.Number(), Text])),
    customer: opt(Id),
    firstReplyDue: opt(Instant),
    resolveDue: opt(Instant),
  }),
  'ticket.replied': Type.Object(ticket),
  'ticket.resolved': Type.Object(ticket),
  'ticket.reopened': Type.Object(ticket),
  'ticket.closed': Type.Object(ticket),
  'survey.answered': Type.Object({
    csat: opt(Type.Integer({ minimum: 1, maximum: 5 })),
    nps: opt(Type.Integer({ minimum: 0, maximum: 10 })),
    resolved: opt(Type.Boolean()),
    contact: opt(Id),
    ticket: opt(Id),
    queue: opt(Id),
    agent: opt(Id),
  }),
  'escalation.raised': Type.Object({
    escalation: Id,
    reason: Text,
    contact: opt(Id),
    ticket: opt(Id),
    queue: opt(Id),
    agent: opt(Id),
    level: opt(Type.Union([Type.Number(), Text])),
    severity: opt(oneOf('warning', 'critical')),
    note: opt(Text),
  }),
  'escalation.claimed': Type.Object(escalationAct),
  'escalation.released': Type.Object(escalationAct),
  'escalation.resolved': Type.Object(escalationAct),
  'queue.configured': Type.Object({
    queue: Id,
    name: opt(Text),
    channel: opt(Channel),
    answerWithinMs: opt(Duration),
    targetRatio: opt(Type.Number({ minimum: 0, maximum: 1 })),
    shortAbandonMs: opt(Duration),
    serviceLevelFormula: opt(oneOf(...SERVICE_LEVEL_FORMULA_NAMES)),
    waitPromiseMs: opt(Duration),
  }),
  'notice.posted': Type.Object({
    notice: Id,
    text: opt(Text),
    until: opt(Instant),
    severity: opt(Type.String({ maxLength: 32 })),
  }),
  'notice.cleared': Type.Object({ notice: Id }),
  'source.heartbeat': Type.Object({ intervalMs: opt(Duration) }),
} as const satisfies Record<string, TObject>

export type EventType = keyof typeof EVENT_DATA
export type EventData<T extends EventType> = Static<(typeof EVENT_DATA)[T]>

/** The CloudEvents 1.0 attributes we read; others, `streamtime` among them, pass through. */
export const EVENT_ENVELOPE = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Id,
  source: Id,
  type: Type.String({ minLength: 1, maxLength: 128 }),
  time: Instant,
})
