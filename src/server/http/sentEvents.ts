/** The events of an ingest request, each decoded or with the reason why not. Pure. */
import { decodeEvent, MAX_EVENT_BYTES } from '../../core/events/decode.ts'
import type { FloorEvent } from '../../core/events/event.ts'

export const MAX_EVENTS = 1000

/** One event of the request that may be published. */
export interface GoodEvent {
  /** Its place in the request, from 0. */
  readonly index: number
  readonly event: FloorEvent
  readonly body: Uint8Array
}

export interface BadEvent {
  readonly index: number
  readonly reason: string
  readonly detail: string
  /** What the sender calls it, as far as that can be read. */
  readonly source?: string
  readonly id?: string
}

export interface SentEvents {
  readonly good: readonly GoodEvent[]
  readonly bad: readonly BadEvent[]
}

export type ParsedBody = SentEvents | { readonly mistake: string; readonly status: 400 | 413 }

type Parser = (text: string) => ParsedBody

/** Content type → how its body is read. */
const PARSERS: Readonly<Record<string, Parser>> = {
  'application/cloudevents+json': parseOne,
  'application/cloudevents-batch+json': parseBatch,
  'application/x-ndjson': parseLines,
}

export const ACCEPTED_TYPES = Object.keys(PARSERS)

/** The parser for a Content-Type header; undefined when we take no such thing. */
export function parserFor(contentType: string | undefined): ((body: Uint8Array) => ParsedBody) | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const parse = Object.hasOwn(PARSERS, type) ? PARSERS[type] : undefined
  if (parse === undefined) return undefined
  return (body) => {
    const text = textOf(body)
    return text === undefined ? { status: 400, mistake: 'the body is not UTF-8' } : parse(text)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function textOf(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}

function parseOne(text: string): ParsedBody {
  return collect([judge(text, 0)])
}

function parseLines(text: string): ParsedBody {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return tooManyOrNone(lines.length) ?? collect(lines.map(judge))
}

function parseBatch(text: string): ParsedBody {
  const values = parse(text)
  if (!Array.isArray(values)) return { status: 400, mistake: 'the body is not a JSON array of events' }
  return tooManyOrNone(values.length) ?? collect(values.map(judgeValue))
}

function tooManyOrNone(count: number): ParsedBody | undefined {
  if (count === 0) return { status: 400, mistake: 'there is no event in the body' }
  if (count > MAX_EVENTS) return { status: 413, mistake: `${count} events; send at most ${MAX_EVENTS} at once` }
  return undefined
}

type Judged = { readonly good: GoodEvent } | { readonly bad: BadEvent }

/** What is published is the sender's own text. */
function judge(text: string, index: number): Judged {
  const value = parse(text)
  if (value === undefined) return { bad: { index, reason: 'notJson', detail: 'not JSON' } }
  return judgeAs(value, text, index)
}

function judgeValue(value: unknown, index: number): Judged {
  const text = stringify(value)
  if (text === undefined) return { bad: { index, reason: 'tooLarge', detail: 'nested too deeply', ...names(value) } }
  return judgeAs(value, text, index)
}

function judgeAs(value: unknown, text: string, index: number): Judged {
  const body = Buffer.from(text)
  if (body.byteLength > MAX_EVENT_BYTES) {
    const detail = `${body.byteLength} bytes, more than ${MAX_EVENT_BYTES}`
    return { bad: { index, reason: 'tooLarge', detail, ...names(value) } }
  }
  const decoded = decodeEvent(value)
  if ('event' in decoded) return { good: { index, event: decoded.event, body } }
  return { bad: { index, reason: decoded.rejected, detail: decoded.detail, ...names(value) } }
}

/** What the sender may know its event by; cut, because it may be anything. */
function names(value: unknown): { source?: string; id?: string } {
  const { source, id } = (value ?? {}) as { source?: unknown; id?: unknown }
  return {
    ...(typeof source === 'string' ? { source: source.slice(0, 128) } : {}),
    ...(typeof id === 'string' ? { id: id.slice(0, 128) } : {}),
  }
}

function collect(judged: readonly Judged[]): SentEvents {
  return {
    good: judged.flatMap((one) => ('good' in one ? [one.good] : [])),
    bad: judged.flatMap((one) => ('bad' in one ? [one.bad] : [])),
  }
}

/** Undefined when it is no JSON: JSON has no undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Undefined when it is nested more deeply than the stack goes. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
