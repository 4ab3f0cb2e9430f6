/** The map that tells which column of a file of call records means what; schema first, types inferred. */
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { TypeCompiler, ValueErrorType, type ValueError } from '@sinclair/typebox/compiler'
import { Channel } from '../../core/events/schema.ts'

const closed = { additionalProperties: false } as const
const opt = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** A column by its name in the header, or by its number from 1. */
const Column = Type.Union([Type.String({ minLength: 1 }), Type.Integer({ minimum: 1 })])
/** What the column holds when it holds nothing; the empty text always counts. */
const none = opt(Type.Array(Type.String()))
const Value = Type.Union([
  Type.Object({ column: Column, none }, closed),
  Type.Object({ constant: Type.String({ minLength: 1 }) }, closed),
])
const Duration = Type.Object(
  {
    column: Column,
    unit: opt(
      Type.Union(['s', 'ms', 'min', 'clock'].map((unit) => Type.Literal(unit as 's' | 'ms' | 'min' | 'clock'))),
    ),
    none,
  },
  closed,
)
const Instant = Type.Object(
  { column: Column, format: Type.String({ minLength: 1 }), none, minus: opt(Type.Array(Duration)) },
  closed,
)
const Span = Type.Union([Duration, Type.Object({ until: Instant }, closed)])
const FlowReason = Type.Union([
  Type.Literal('overflow'),
  Type.Literal('timeout'),
  Type.Literal('voicemail'),
  Type.Literal('callback'),
  Type.Literal('key'),
  Type.Literal('empty'),
  Type.Literal('system'),
])
const Outcome = Type.Union([
  Type.Literal('answered'),
  Type.Literal('abandoned'),
  Type.Object({ flowedOut: FlowReason }, closed),
  Type.Object({ ignored: Type.String({ minLength: 1 }) }, closed),
])

export const RECORD_MAP = Type.Object(
  {
    delimiter: opt(Type.String({ minLength: 1, maxLength: 1 })),
    /** The quotation mark; empty where the file knows none. */
    quote: opt(Type.String({ maxLength: 1 })),
    header: opt(Type.Boolean()),
    source: opt(Type.String({ minLength: 1, maxLength: 128 })),
    contact: Type.Array(Column, { minItems: 1 }),
    queue: Value,
    agent: opt(Value),
    customer: opt(Value),
    channel: opt(Channel),
    /** The date of times that are written without one, and the time whose date it is. */
    date: opt(Type.Object({ column: Column, format: Type.String({ minLength: 1 }), of: opt(Instant) }, closed)),
    /** In each of these lists the first entry that has a value in the row counts. */
    enqueued: Type.Array(Instant, { minItems: 1 }),
    wait: Type.Array(Span, { minItems: 1 }),
    talk: Type.Array(Span, { minItems: 1 }),
    outcome: Type.Union([
      Type.Object({ column: Column, values: Type.Record(Type.String(), Outcome), otherwise: opt(Outcome) }, closed),
      Type.Object({ constant: Outcome }, closed),
    ]),
    /** Rows to leave out: those in which each column named in `when` holds one of its values. */
    ignore: opt(
      Type.Array(
        Type.Object(
          {
            reason: Type.String({ minLength: 1 }),
            when: Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 })),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
)

export type RecordMap = Static<typeof RECORD_MAP>
export type ColumnRef = Static<typeof Column>
export type ValueSpec = Static<typeof Value>
export type DurationSpec = Static<typeof Duration>
export type InstantSpec = Static<typeof Instant>
export type SpanSpec = Static<typeof Span>
export type OutcomeSpec = Static<typeof Outcome>

const check = TypeCompiler.Compile(RECORD_MAP)
/** More would not help anybody to mend the map. */
const MAX_PROBLEMS = 5

/** A map from what was parsed from JSON, or what is wrong with it, one sentence a place. */
export function recordMap(value: unknown): { readonly map: RecordMap } | { readonly problems: readonly string[] } {
  if (check.Check(value)) return { map: value }
  const problems = new Set([...check.Errors(value)].map(explain))
  return { problems: [...problems].slice(0, MAX_PROBLEMS) }
}

/** Where a map may say one thing or another, the complaint is about the one that it comes closest to. */
function explain(error: ValueError): string {
  const { path, message, schema } = error
  const variants = error.errors
    .map((errors) => [...errors])
    .filter((errors) => errors.every((inner) => inner.path !== path))
  const closest = variants.sort((a, b) => a.length - b.length)[0]
  const inner = closest?.find(({ type }) => type === ValueErrorType.ObjectAdditionalProperties) ?? closest?.[0]
  if (inner !== undefined) return explain(inner)
  const choices = (schema.anyOf as TSchema[] | undefined)?.map(described).join(', ')
  return `${path || 'the map'}: ${choices === undefined ? message.toLowerCase() : `expected one of ${choices}`}`
}

function described({ const: literal, type, properties }: TSchema): string {
  if (literal !== undefined) return JSON.stringify(literal)
  return properties === undefined ? String(type) : `{ ${Object.keys(properties as object).join(', ')} }`
}
