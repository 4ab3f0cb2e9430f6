/** Messages a careless or hostile sender puts on the subject, each with the reason by which it has to be counted. */
import { randomUUID } from 'node:crypto'
import type { Rejection } from '../../src/core/events/decode.ts'
import { happening, type CloudEvent } from './floorLog.ts'

export interface BadMessage {
  readonly what: string
  readonly body: Uint8Array | string
  readonly reason: Rejection
  /** Headers, as the binary mode has them. */
  readonly ce?: Readonly<Record<string, string>>
}

function enqueued(data: object): CloudEvent {
  return { ...happening('contact.enqueued', { contact: 'x', queue: 'SALES' }), data }
}

function event(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...happening('contact.enqueued', { contact: 'x', queue: 'SALES' }), ...change })
}

/** A good event but for its size. */
function padded(bytes: number): string {
  return JSON.stringify(enqueued({ contact: 'x', queue: 'SALES', padding: 'x'.repeat(bytes) }))
}

function data(type: string, members: unknown): string {
  return event({ type, data: members })
}

const DEPTH = 30_000

export function badMessages(): BadMessage[] {
  return [
    { what: 'nothing', body: '', reason: 'notJson' },
    { what: 'words', body: 'call waiting in SALES', reason: 'notJson' },
    { what: 'half an event', body: event({}).slice(0, -10), reason: 'notJson' },
    { what: 'binary', body: Uint8Array.from({ length: 256 }, (_, n) => n), reason: 'notJson' },
    { what: 'broken UTF-8 in a string', body: withBrokenUtf8(), reason: 'notJson' },
    { what: 'deep nesting without an end', body: '['.repeat(DEPTH), reason: 'notJson' },
    { what: 'deep nesting', body: `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`, reason: 'notAnEvent' },
    { what: 'null', body: 'null', reason: 'notAnEvent' },
    { what: 'a list', body: `[${event({})}]`, reason: 'notAnEvent' },
    { what: 'a number', body: '1e999', reason: 'notAnEvent' },
    { what: 'an older envelope', body: event({ specversion: '0.3' }), reason: 'notAnEvent' },
    { what: 'no id', body: event({ id: undefined }), reason: 'notAnEvent' },
    { what: 'an id of __proto__', body: event({ id: '__proto__' }), reason: 'notAnEvent' },
    { what: 'a source of __proto__', body: event({ source: '__proto__' }), reason: 'notAnEvent' },
    { what: 'an id with a control character', body: event({ id: 'a\u0000b' }), reason: 'notAnEvent' },
    { what: 'an id of 129 characters', body: event({ id: 'x'.repeat(129) }), reason: 'notAnEvent' },
    { what: 'time as a number', body: event({ time: Date.now() }), reason: 'notAnEvent' },
    { what: "somebody else's event", body: data('com.github.push', { ref: 'main' }), reason: 'unknownType' },
    { what: 'a type of __proto__', body: event({ type: '__proto__' }), reason: 'unknownType' },
    { what: 'a type of constructor', body: event({ type: 'constructor' }), reason: 'unknownType' },
    { what: 'a time in words', body: event({ time: 'yesterday' }), reason: 'badTime' },
    { what: 'a day that does not exist', body: event({ time: '2026-02-30T00:00:00Z' }), reason: 'badTime' },
    { what: 'no queue', body: data('contact.enqueued', { contact: 'x' }), reason: 'badField' },
    { what: 'data as text', body: data('contact.enqueued', 'x'), reason: 'badField' },
    { what: 'a queue of __proto__', body: data('contact.enqueued', protoQueue()), reason: 'badField' },
    { what: 'a contact of 5', body: data('contact.enqueued', { contact: 5, queue: 'SALES' }), reason: 'badField' },
    { what: 'an empty contact', body: data('contact.enqueued', { contact: '', queue: 'SALES' }), reason: 'badField' },
    {
      what: 'a wait of less than nothing',
      body: data('contact.answered', { contact: 'x', agent: 'A', queue: 'SALES', waitMs: -1 }),
      reason: 'badField',
    },
    {
      what: 'a formula nobody knows',
      body: data('queue.configured', { queue: 'SALES', serviceLevelFormula: 'SL7' }),
      reason: 'badField',
    },
    {
      what: 'a member of __proto__',
      body: data('agent.state', { agent: 'A', state: 'available', queues: ['__proto__'] }),
      reason: 'badField',
    },
    {
      what: '300 queues',
      body: data('agent.state', { agent: 'A', state: 'available', queues: Array.from({ length: 300 }, randomUUID) }),
      reason: 'badField',
    },
    { what: 'a survey that says nothing', body: data('survey.answered', { contact: 'x' }), reason: 'badField' },
    { what: '70 KiB', body: padded(70 * 1024), reason: 'tooLarge' },
    { what: '900 KiB', body: padded(900 * 1024), reason: 'tooLarge' },
    { what: 'binary mode without an id', body: '{}', ce: { 'ce-type': 'contact.enqueued' }, reason: 'notAnEvent' },
    {
      what: 'binary mode of a type nobody knows',
      body: '{}',
      ce: {
        'ce-specversion': '1.0',
        'ce-id': '%E0%A4%A',
        'ce-source': '/x',
        'ce-type': 'toString',
        'ce-time': '2026-03-02T09:00:00Z',
      },
      reason: 'unknownType',
    },
  ]
}

function protoQueue(): unknown {
  return JSON.parse('{"contact":"x","queue":"__proto__"}')
}

function withBrokenUtf8(): Uint8Array {
  const bytes = Buffer.from(event({ id: 'broken-here' }))
  bytes[bytes.indexOf('-here')] = 0xff
  return bytes
}

export const SCRIPT = '<script>window.hacked = 1</script>'
export const IMAGE = '<img src="http://198.51.100.1/x.png" onerror="window.hacked = 2">'

/** Events that are what they should be, with contents that are not meant well: they count like any other. */
export function unkindEvents(): CloudEvent[] {
  const oddNames = ['constructor', 'toString', 'hasOwnProperty', 'length', '7', '\ud800', '\u202eSELAS', 'ПРОДАЖИ']
  return [
    happening('queue.configured', { queue: 'HTML', name: SCRIPT }),
    happening('contact.enqueued', { contact: IMAGE, queue: 'HTML' }),
    happening('agent.state', { agent: 'A1', name: IMAGE, state: 'available', team: SCRIPT, queues: ['HTML'] }),
    happening('notice.posted', { notice: 'n1', text: `${SCRIPT}${IMAGE}` }),
    ...oddNames.map((name) => happening('contact.enqueued', { contact: name, queue: name })),
    { ...happening('contact.enqueued', { contact: 'p', queue: 'HTML' }), ...polluting() },
  ]
}

/** Nested so deeply that not everybody's JSON could write it. */
export function deepEvent(): string {
  const event = happening('contact.enqueued', { contact: 'd', queue: 'HTML' })
  const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`
  return JSON.stringify(event).replace('"queue":', `"deep":${deep},"queue":`)
}

function polluting(): object {
  return JSON.parse('{"constructor":{"prototype":{"polluted":1}},"toString":1}') as object
}
