/** Unknown in, event or the reason why not out. Never throws (F17). */
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import { parseInstant, type EpochMs } from '../units.ts'
import type { FloorEvent } from './event.ts'
import { EVENT_DATA, EVENT_ENVELOPE, type EventType } from './schema.ts'

/** F17: how rejected messages are counted. */
export type Rejection = 'notJson' | 'notAnEvent' | 'unknownType' | 'badTime' | 'badField' | 'tooLarge'

/** F17: a message over this is rejected unread. */
export const MAX_EVENT_BYTES = 65_536

export type Decoded =
  | { readonly event: FloorEvent; readonly streamTime?: EpochMs }
  | { readonly rejected: Rejection; readonly detail: string }

const envelope = TypeCompiler.Compile(EVENT_ENVELOPE)

interface KnownType {
  readonly type: EventType
  readonly check: TypeCheck<TSchema>
  /** Members of its data. */
  readonly names: ReadonlySet<string>
}

const knownTypes = new Map<string, KnownType>(
  Object.entries(EVENT_DATA).map(([type, schema]) => {
    const names = new Set(Object.keys(schema.properties))
    return [type, { type: type as EventType, check: TypeCompiler.Compile(schema), names }]
  }),
)

/** Decodes one structured-mode CloudEvent that was parsed from JSON. */
export function decodeEvent(value: unknown): Decoded {
  if (!envelope.Check(value)) return { rejected: 'notAnEvent', detail: whyNot(envelope, value) }
  const data = (value as { data?: unknown }).data ?? {}
  const known = knownTypes.get(value.type)
  if (known === undefined) return { rejected: 'unknownType', detail: `no event type '${value.type}'` }
  const time = parseInstant(value.time)
  if (time === undefined) return { rejected: 'badTime', detail: `time '${value.time}' is not RFC 3339` }
  const { type, check } = known
  if (!check.Check(data)) return { rejected: 'badField', detail: `data${whyNot(check, data)}` }
  const problem = beyondSchema(type, data as Record<string, unknown>)
  if (problem !== undefined) return { rejected: 'badField', detail: problem }
  const members = knownMembers(known, data as Record<string, unknown>)
  // The schema has just proved what the type says.
  const event = { id: value.id, source: value.source, type, time, data: members } as unknown as FloorEvent
  const streamTime = streamTimeOf(value)
  return streamTime === undefined ? { event } : { event, streamTime }
}

/** Decodes the JSON text of one structured-mode CloudEvent. */
export function decodeText(text: string): Decoded {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { rejected: 'notJson', detail: 'not JSON' }
  }
  return decodeEvent(value)
}

/** The extension attribute `streamtime`: when a log stored the event (for `snapshot` and replays). */
function streamTimeOf(value: object): EpochMs | undefined {
  const attribute = (value as { streamtime?: unknown }).streamtime
  return typeof attribute === 'string' ? parseInstant(attribute) : undefined
}

/** What a vendor adds besides is not kept: events stay in memory for a while, and it may be large. */
function knownMembers({ names }: KnownType, data: Record<string, unknown>): Record<string, unknown> {
  for (const name in data)
    if (!names.has(name)) return Object.fromEntries(Object.entries(data).filter(([own]) => names.has(own)))
  return data
}

/** What JSON Schema cannot say. */
function beyondSchema(type: EventType, data: Record<string, unknown>): string | undefined {
  if (
    type === 'survey.answered' &&
    data['csat'] === undefined &&
    data['nps'] === undefined &&
    data['resolved'] === undefined
  )
    return 'data has none of csat, nps, resolved'
  if (type === 'notice.posted' && data['until'] !== undefined && parseInstant(data['until'] as string) === undefined)
    return 'data/until is not RFC 3339'
  return undefined
}

function whyNot(check: TypeCheck<TSchema>, value: unknown): string {
  const first = check.Errors(value).First()
  return first === undefined ? ' is not valid' : `${first.path || ''} ${first.message.toLowerCase()}`.trimEnd()
}
