/** Which JSON values are events, told once more and by hand from part 1 of the public contract. */
import { parseInstant } from '../../src/core/units.ts'

type Check = (value: unknown) => boolean
interface Data {
  readonly needs: Readonly<Record<string, Check>>
  readonly may?: Readonly<Record<string, Check>>
}

const isText: Check = (value) => typeof value === 'string' && value.length <= 4096
const isShort: Check = (value) => typeof value === 'string' && value.length <= 32
const isInstantText: Check = (value) => typeof value === 'string' && value.length <= 40
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isNumberOrText: Check = (value) => isNumber(value) || isText(value)
const isRatio: Check = (value) => isNumber(value) && Number(value) >= 0 && Number(value) <= 1
const isDuration: Check = (value) => isWhole(value, 0, 366 * 86_400_000)
const isId: Check = (value) => isReason(value) && value !== ''
const isIds: Check = (value) => Array.isArray(value) && value.length <= 256 && value.every(isId)
const isReason: Check = (value) => {
  if (typeof value !== 'string' || value.length > 128 || value === '__proto__') return false
  return Array.from(value).every((sign) => !isControl(sign.charCodeAt(0)))
}

function isControl(code: number): boolean {
  return code < 32 || (code >= 127 && code < 160)
}

function isWhole(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to
}

function oneOf(...names: string[]): Check {
  return (value) => typeof value === 'string' && names.includes(value)
}

const isChannel = oneOf('voice', 'chat', 'email', 'social', 'callback')
const contact = { contact: isId }
const both = { contact: isId, agent: isId }
const ticket: Data = { needs: { ticket: isId }, may: { agent: isId } }
const act: Data = { needs: { escalation: isId, by: isId }, may: { note: isText } }

const DATA: Readonly<Record<string, Data>> = {
  'contact.enqueued': {
    needs: { ...contact, queue: isId },
    may: { channel: isChannel, customer: isId, priority: isNumberOrText, skills: isIds },
  },
  'contact.alerted': { needs: both, may: { queue: isId } },
  'contact.alertTimedOut': { needs: both, may: { queue: isId } },
  'contact.answered': { needs: both, may: { queue: isId, waitMs: isDuration } },
  'contact.held': { needs: both },
  'contact.retrieved': { needs: both },
  'contact.transferred': {
    needs: contact,
    may: { agent: isId, to: isId, toAgent: isId, kind: oneOf('blind', 'attended') },
  },
  'contact.flowedOut': {
    needs: { ...contact, reason: oneOf('overflow', 'timeout', 'voicemail', 'callback', 'key', 'empty', 'system') },
    may: { queue: isId, to: isId },
  },
  'contact.abandoned': { needs: contact, may: { queue: isId } },
  'contact.ended': {
    needs: contact,
    may: { agent: isId, endedBy: oneOf('agent', 'customer', 'system'), wrapUp: isFlag },
  },
  'contact.wrappedUp': { needs: both, may: { code: isText } },
  'agent.state': {
    needs: { agent: isId, state: oneOf('available', 'notReady', 'wrapUp', 'offline') },
    may: { reason: isReason, name: isText, team: isId, queues: isIds },
  },
  'ticket.opened': {
    needs: { ticket: isId, queue: isId },
    may: { priority: isNumberOrText, customer: isId, firstReplyDue: isInstantText, resolveDue: isInstantText },
  },
  'ticket.replied': ticket,
  'ticket.resolved': ticket,
  'ticket.reopened': ticket,
  'ticket.closed': ticket,
  'survey.answered': {
    needs: {},
    may: {
      csat: (value) => isWhole(value, 1, 5),
      nps: (value) => isWhole(value, 0, 10),
      resolved: isFlag,
      contact: isId,
      ticket: isId,
      queue: isId,
      agent: isId,
    },
  },
  'escalation.raised': {
    needs: { escalation: isId, reason: isText },
    may: {
      contact: isId,
      ticket: isId,
      queue: isId,
      agent: isId,
      level: isNumberOrText,
      severity: oneOf('warning', 'critical'),
      note: isText,
    },
  },
  'escalation.claimed': act,
  'escalation.released': act,
  'escalation.resolved': act,
  'queue.configured': {
    needs: { queue: isId },
    may: {
      name: isText,
      channel: isChannel,
      answerWithinMs: isDuration,
      targetRatio: isRatio,
      shortAbandonMs: isDuration,
      serviceLevelFormula: oneOf('SL1', 'SL2', 'SL3', 'SL4', 'SL5', 'SL6', 'SL9'),
      waitPromiseMs: isDuration,
    },
  },
  'notice.posted': {
    needs: { notice: isId },
    may: { text: isText, until: (value) => isInstantText(value) && isInstant(value), severity: isShort },
  },
  'notice.cleared': { needs: { notice: isId } },
  'source.heartbeat': { needs: {}, may: { intervalMs: isDuration } },
}

function isInstant(value: unknown): boolean {
  return parseInstant(String(value)) !== undefined
}

/** Whether the log's reader has to take this value, parsed from JSON, for an event. */
export function isAcceptable(value: unknown): boolean {
  if (!isObject(value)) return false
  const { specversion, id, source, type, time } = value
  const data = value['data'] ?? {}
  if (specversion !== '1.0' || !isId(id) || !isId(source) || typeof type !== 'string') return false
  if (!isInstantText(time) || !isInstant(time) || !Object.hasOwn(DATA, type) || !isObject(data)) return false
  const { needs, may = {} } = DATA[type] as Data
  if (!Object.entries(needs).every(([name, check]) => Object.hasOwn(data, name) && check(data[name]))) return false
  if (!Object.entries(may).every(([name, check]) => !Object.hasOwn(data, name) || check(data[name]))) return false
  return type !== 'survey.answered' || ['csat', 'nps', 'resolved'].some((name) => Object.hasOwn(data, name))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
