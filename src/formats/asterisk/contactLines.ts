/** The lines of calls: one handler for each event name that belongs to a call. */
import type { EventData, EventType } from '../../core/events/event.ts'
import { later, seconds, type AgentId, type EpochMs } from '../../core/units.ts'
import { agentState } from './agentState.ts'
import { numberIn, type ContactLine, type Draft, type Known, type Meaning } from './meaning.ts'

type Handler = (line: ContactLine, known: Known) => Meaning
type FlowReason = EventData<'contact.flowedOut'>['reason']

export const CONTACT_LINES: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['ENTERQUEUE', enterQueue],
  ['RINGNOANSWER', ringNoAnswer],
  ['RINGCANCELED', ringCanceled],
  ['AGENTDUMP', agentDump],
  ['CONNECT', connect],
  ['COMPLETEAGENT', complete('agent')],
  ['COMPLETECALLER', complete('customer')],
  ['ABANDON', abandon],
  ['EXITWITHTIMEOUT', exit('timeout')],
  ['EXITWITHKEY', exit('key')],
  ['EXITEMPTY', exit('empty')],
  ['WITHDRAW', exit('overflow')],
  ['SYSCOMPAT', exit('system')],
  ['BLINDTRANSFER', transfer('blind')],
  ['ATTENDEDTRANSFER', transfer('attended')],
  ['TRANSFER', transfer(undefined)],
  ['FULL', refuse('overflow')],
  ['CLOSED', refuse('overflow')],
  ['DIVERT_CA_RATIO', refuse('overflow')],
  ['DIVERT_HOLDTIME', refuse('overflow')],
  ['JOINEMPTY', refuse('empty')],
  ['LEAVEEMPTY', leaveEmpty],
])

const NO_AGENT: Meaning = { bad: 'names no agent' }
const NO_QUEUE: Meaning = { bad: 'names no queue' }

function enterQueue(line: ContactLine, known: Known): Meaning {
  const { contact, queue } = line
  if (queue === undefined) return NO_QUEUE
  const time = placed('contact.enqueued', line, known)
  known.contacts.enqueued(contact, { queue, since: time })
  return { drafts: [{ type: 'contact.enqueued', time, data: { contact, queue } }] }
}

function ringNoAnswer(line: ContactLine, known: Known): Meaning {
  const { contact, agent } = line
  if (agent === undefined) return NO_AGENT
  const ringMs = numberIn(line.data[0]) ?? 0
  if (Number.isNaN(ringMs)) return notANumber('ring time', line.data[0])
  known.agents.seenAtWork(agent, line.queue)
  const alert = alerted(line, agent, ringMs, known)
  const time = placed('contact.alertTimedOut', line, known)
  return { drafts: [...alert, { type: 'contact.alertTimedOut', time, data: { contact, agent, ...inQueue(line) } }] }
}

function ringCanceled(line: ContactLine, known: Known): Meaning {
  const { agent } = line
  if (agent === undefined) return NO_AGENT
  const ringMs = numberIn(line.data[0]) ?? 0
  if (Number.isNaN(ringMs)) return notANumber('ring time', line.data[0])
  known.agents.seenAtWork(agent, line.queue)
  const drafts = alerted(line, agent, ringMs, known)
  return drafts.length === 0 ? { ignored: 'notWaiting' } : { drafts }
}

function agentDump(line: ContactLine, known: Known): Meaning {
  const { contact, agent } = line
  if (agent === undefined) return NO_AGENT
  known.agents.seenAtWork(agent, line.queue)
  const time = placed('contact.alertTimedOut', line, known)
  return { drafts: [{ type: 'contact.alertTimedOut', time, data: { contact, agent, ...inQueue(line) } }] }
}

function connect(line: ContactLine, known: Known): Meaning {
  const { contact, agent } = line
  if (agent === undefined) return NO_AGENT
  const [hold, , ring] = line.data
  const waited = numberIn(hold)
  if (Number.isNaN(waited)) return notANumber('hold time', hold)
  const rung = numberIn(ring)
  if (Number.isNaN(rung)) return notANumber('ring time', ring)
  known.agents.seenAtWork(agent, line.queue)
  known.agents.wrapUpEnded(agent)
  const alert = alerted(line, agent, seconds(rung ?? 0), known)
  const time = placed('contact.answered', line, known)
  known.contacts.answered(contact, agent)
  known.agents.talkBegun(agent, contact)
  const waitMs = waited === undefined ? {} : { waitMs: seconds(waited) }
  return {
    drafts: [...alert, { type: 'contact.answered', time, data: { contact, agent, ...inQueue(line), ...waitMs } }],
  }
}

function complete(endedBy: 'agent' | 'customer'): Handler {
  return (line, known) => {
    const { contact, agent } = line
    if (agent === undefined) return NO_AGENT
    const time = placed('contact.ended', line, known)
    const ended: Draft = { type: 'contact.ended', time, data: { contact, agent, endedBy, wrapUp: false } }
    return { drafts: [ended, ...talkEnded(line, agent, known)] }
  }
}

function abandon(line: ContactLine, known: Known): Meaning {
  const time = placed('contact.abandoned', line, known)
  known.contacts.left(line.contact)
  return { drafts: [{ type: 'contact.abandoned', time, data: { contact: line.contact, ...inQueue(line) } }] }
}

function exit(reason: FlowReason): Handler {
  return (line, known) => {
    const time = placed('contact.flowedOut', line, known)
    known.contacts.left(line.contact)
    return { drafts: [{ type: 'contact.flowedOut', time, data: { contact: line.contact, reason, ...inQueue(line) } }] }
  }
}

/** [AQ8] No wrap-up is recorded, and `contact.transferred` cannot say so: it is over at once. */
function transfer(kind: 'blind' | 'attended' | undefined): Handler {
  return (line, known) => {
    const { contact, agent } = line
    if (agent === undefined) return NO_AGENT
    const time = placed('contact.transferred', line, known)
    const over = placed('contact.wrappedUp', line, known)
    const data = { contact, agent, ...(kind === undefined ? {} : { kind }) }
    return {
      drafts: [
        { type: 'contact.transferred', time, data },
        { type: 'contact.wrappedUp', time: over, data: { contact, agent } },
        ...talkEnded(line, agent, known),
      ],
    }
  }
}

function refuse(reason: FlowReason): Handler {
  const leave = exit(reason)
  return (line, known) => (isWaitingThere(line, known) ? leave(line, known) : { ignored: 'refused' })
}

function leaveEmpty(line: ContactLine, known: Known): Meaning {
  return isWaitingThere(line, known) ? exit('empty')(line, known) : { ignored: 'notWaiting' }
}

/** [AQ23] The talk is over; an agent who signed out in the meantime leaves now. */
function talkEnded({ contact, at }: ContactLine, agent: AgentId, known: Known): readonly Draft[] {
  known.contacts.talkEnded(contact, agent)
  const leaving = known.agents.talkEnded(agent, contact)
  return leaving === undefined ? [] : [agentState(leaving, at, known)]
}

function isWaitingThere({ contact, queue }: ContactLine, { contacts }: Known): boolean {
  const waiting = contacts.waiting(contact)
  return waiting !== undefined && (queue === undefined || queue === waiting.queue)
}

/** [AQ10] The alert that ends with this line: it began `ringMs` before, but not before the wait did. */
function alerted(line: ContactLine, agent: AgentId, ringMs: number, { contacts }: Known): readonly Draft[] {
  const { contact, at } = line
  const waiting = contacts.waiting(contact)
  if (waiting === undefined || ringMs === 0) return []
  const began = later(at, -ringMs)
  const time = began < waiting.since ? waiting.since : began
  return [{ type: 'contact.alerted', time, data: { contact, agent, queue: waiting.queue } }]
}

function placed(type: EventType, { contact, agent, at }: ContactLine, { order }: Known): EpochMs {
  return order.contactEventAt({ type, contact, agent }, at)
}

function inQueue({ queue }: ContactLine): { queue?: string } {
  return queue === undefined ? {} : { queue }
}

function notANumber(what: string, field: string | undefined): Meaning {
  return { bad: `${what} '${field}' is not a number` }
}
