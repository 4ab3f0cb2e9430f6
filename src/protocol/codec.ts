/** Frames to bytes and back. What a stranger sends is checked member by member; what is wrong is a value. */
import type {
  ActMessage,
  DisplayMessage,
  DeltaMessage,
  Position,
  ServerMessage,
  SnapshotMessage,
  SubscribeMessage,
} from './messages.ts'

/** The longest frame a display may send, bytes: a subscribe with a token needs a tenth of it. */
export const MAX_DISPLAY_FRAME_BYTES = 16_384
/** A board's id is a site (64), a slash and a board whose own id may be an agent's (128). */
const MAX_BOARD_LENGTH = 256
const MAX_TOKEN_LENGTH = 8_192

/** Why a display's frame was not understood; goes into the close reason. */
export type DisplayMistake = 'notJson' | 'notAnObject' | 'unknownType' | `bad ${string}`

export type ParsedDisplayMessage = { message: DisplayMessage } | { mistake: DisplayMistake }

const encoder = new TextEncoder()

/** One frame's bytes, UTF-8 JSON. */
export function encodeMessage(message: ServerMessage | DisplayMessage): Uint8Array {
  return encoder.encode(JSON.stringify(message))
}

/** A snapshot around a view that is text already: it is written once for all displays. */
export function encodeSnapshot(frame: Omit<SnapshotMessage, 'view'>, view: string): Uint8Array {
  return encoder.encode(`${JSON.stringify(frame).slice(0, -1)},"view":${view}}`)
}

/** A delta around a patch that is text already. */
export function encodeDelta(frame: Omit<DeltaMessage, 'patch'>, patch: string): Uint8Array {
  return encoder.encode(`${JSON.stringify(frame).slice(0, -1)},"patch":${patch}}`)
}

const SERVER_TYPES: ReadonlySet<unknown> = new Set<ServerMessage['type']>([
  'snapshot',
  'delta',
  'pulse',
  'done',
  'refused',
])

/** A display's reading of a server's frame; undefined when it is none (a newer server may say more). */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const value = parseObject(text)
  if (typeof value === 'string') return undefined
  return SERVER_TYPES.has(value['type']) ? (value as unknown as ServerMessage) : undefined
}

/** The server's reading of a display's frame. */
export function parseDisplayMessage(text: string): ParsedDisplayMessage {
  const value = parseObject(text)
  if (typeof value === 'string') return { mistake: value }
  switch (value['type']) {
    case 'subscribe':
      return parseSubscribe(value)
    case 'claim':
    case 'release':
    case 'resolve':
      return parseAct(value, { type: value['type'], escalation: '' })
    case 'acknowledge':
      return parseAct(value, { type: 'acknowledge', alert: '' })
    case 'correct':
      return parseAct(value, { type: 'correct', contact: '' })
    default:
      return { mistake: 'unknownType' }
  }
}

type Members = Record<string, unknown>

function parseObject(text: string): Members | 'notJson' | 'notAnObject' {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'notJson'
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : 'notAnObject'
}

function parseSubscribe(value: Members): ParsedDisplayMessage {
  const { board, resume, as, token } = value
  if (!isId(board, MAX_BOARD_LENGTH)) return { mistake: 'bad board' }
  if (resume !== undefined && !isPosition(resume)) return { mistake: 'bad resume' }
  if (as !== undefined && !isId(as)) return { mistake: 'bad as' }
  if (token !== undefined && !isText(token, MAX_TOKEN_LENGTH)) return { mistake: 'bad token' }
  const message: SubscribeMessage = { type: 'subscribe', board }
  if (resume !== undefined) message.resume = { epoch: resume.epoch, revision: resume.revision }
  if (as !== undefined) message.as = as
  if (token !== undefined) message.token = token
  return { message }
}

const ACTS_ON = {
  claim: 'escalation',
  release: 'escalation',
  resolve: 'escalation',
  acknowledge: 'alert',
  correct: 'contact',
} as const

function parseAct(value: Members, act: ActMessage): ParsedDisplayMessage {
  const name = ACTS_ON[act.type]
  const id = value[name]
  return isId(id) ? { message: { ...act, [name]: id } } : { mistake: `bad ${name}` }
}

function isPosition(value: unknown): value is Position {
  if (typeof value !== 'object' || value === null) return false
  const { epoch, revision } = value as Members
  return isText(epoch, 128) && Number.isSafeInteger(revision) && Number(revision) >= 0
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/** The rule for ids everywhere: 1 to 128 characters, no control characters, not `__proto__`. */
function isId(value: unknown, maxLength = 128): value is string {
  return isText(value, maxLength) && value !== '' && value !== '__proto__' && !CONTROL.test(value)
}
