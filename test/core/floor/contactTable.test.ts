/** The contact's full transition table: every state × every event → what follows, and what it is then. */
import { describe, expect, test } from 'vitest'
import type { ContactEvent, EventOf } from '../../../src/core/events/event.ts'
import { DEFAULT_SETTINGS } from '../../../src/core/events/settings.ts'
import { stepContact, type ContactContext } from '../../../src/core/floor/contact/contactMachine.ts'
import { NEW_CONTACT, type ContactState } from '../../../src/core/floor/contact/contactState.ts'
import { at, event } from '../../support/events.ts'

/** A1 is the agent who has to do with the contact, A2 another; Q is the queue it waits in, R another. */
const STATES = {
  unknown: [],
  waiting: ['enqueued'],
  alerting: ['enqueued', 'alerted A1'],
  talking: ['enqueued', 'answered A1'],
  held: ['enqueued', 'answered A1', 'held A1'],
  'talking and waiting': ['enqueued', 'answered A1', 'enqueued R'],
  'a leg of two': ['enqueued', 'answered A1', 'answered A2'],
  over: ['enqueued', 'answered A1', 'ended A1'],
  'handed to A2': ['enqueued', 'answered A1', 'transferred toAgent A2'],
} as const satisfies Record<string, readonly EventName[]>
type StateName = keyof typeof STATES

const EVENTS = {
  enqueued: event(9, 'contact.enqueued', { contact: 'c', queue: 'Q' }),
  'enqueued R': event(9, 'contact.enqueued', { contact: 'c', queue: 'R' }),
  'alerted A1': event(9, 'contact.alerted', { contact: 'c', agent: 'A1' }),
  'alerted A2': event(9, 'contact.alerted', { contact: 'c', agent: 'A2' }),
  'timed out A1': event(9, 'contact.alertTimedOut', { contact: 'c', agent: 'A1' }),
  'answered A1': event(9, 'contact.answered', { contact: 'c', agent: 'A1' }),
  'answered A2': event(9, 'contact.answered', { contact: 'c', agent: 'A2' }),
  'answered A2 told wait': event(9, 'contact.answered', { contact: 'c', agent: 'A2', queue: 'R', waitMs: 2000 }),
  'held A1': event(9, 'contact.held', { contact: 'c', agent: 'A1' }),
  'retrieved A1': event(9, 'contact.retrieved', { contact: 'c', agent: 'A1' }),
  'transferred to R': event(9, 'contact.transferred', { contact: 'c', agent: 'A1', to: 'R' }),
  'transferred toAgent A2': event(9, 'contact.transferred', { contact: 'c', agent: 'A1', toAgent: 'A2' }),
  'flowed out': event(9, 'contact.flowedOut', { contact: 'c', reason: 'timeout' }),
  'flowed out of R to Q': event(9, 'contact.flowedOut', { contact: 'c', reason: 'overflow', queue: 'R', to: 'Q' }),
  abandoned: event(9, 'contact.abandoned', { contact: 'c' }),
  'abandoned R': event(9, 'contact.abandoned', { contact: 'c', queue: 'R' }),
  ended: event(9, 'contact.ended', { contact: 'c' }),
  'ended A1': event(9, 'contact.ended', { contact: 'c', agent: 'A1' }),
  'ended A2 by system': event(9, 'contact.ended', { contact: 'c', agent: 'A2', endedBy: 'system' }),
  'A1 offline': event(9, 'agent.state', { agent: 'A1', state: 'offline' }),
} as const
type EventName = keyof typeof EVENTS

/** `facts · signals → what it is then`; nothing before the arrow: the event changes nothing. */
const TABLE: Record<EventName, Record<StateName, string>> = {
  enqueued: {
    unknown: 'offered Q → waits Q',
    waiting: '→ waits Q',
    alerting: '→ waits Q rings A1',
    talking: 'offered Q → waits Q talks A1:Q',
    held: 'offered Q → waits Q talks A1:Q held',
    'talking and waiting': 'flowedOut R, offered Q → waits Q talks A1:Q',
    'a leg of two': 'offered Q → waits Q talks A1:Q A2',
    over: 'offered Q → waits Q',
    'handed to A2': 'offered Q → waits Q',
  },
  'enqueued R': {
    unknown: 'offered R → waits R',
    waiting: 'flowedOut Q, offered R → waits R',
    alerting: 'flowedOut Q, offered R · A1 alertEnded → waits R',
    talking: 'offered R → waits R talks A1:Q',
    held: 'offered R → waits R talks A1:Q held',
    'talking and waiting': '→ waits R talks A1:Q',
    'a leg of two': 'offered R → waits R talks A1:Q A2',
    over: 'offered R → waits R',
    'handed to A2': 'offered R → waits R',
  },
  'alerted A1': {
    unknown: '→ idle',
    waiting: '· A1 alertStarted → waits Q rings A1',
    alerting: '· A1 alertStarted → waits Q rings A1',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q held',
    'talking and waiting': '· A1 alertStarted → waits R rings A1 talks A1:Q',
    'a leg of two': '→ talks A1:Q A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'alerted A2': {
    unknown: '→ idle',
    waiting: '· A2 alertStarted → waits Q rings A2',
    alerting: '· A1 alertEnded, A2 alertStarted → waits Q rings A2',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q held',
    'talking and waiting': '· A2 alertStarted → waits R rings A2 talks A1:Q',
    'a leg of two': '→ talks A1:Q A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'timed out A1': {
    unknown: '→ idle',
    waiting: 'alertTimedOut Q → waits Q',
    alerting: 'alertTimedOut Q · A1 alertEnded → waits Q',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q held',
    'talking and waiting': 'alertTimedOut R → waits R talks A1:Q',
    'a leg of two': '→ talks A1:Q A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'answered A1': {
    unknown: 'orphaned · A1 talkStarted → talks A1',
    waiting: 'answered Q · A1 talkStarted → talks A1:Q',
    alerting: 'answered Q · A1 alertEnded, A1 talkStarted → talks A1:Q',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q held',
    'talking and waiting': 'answered R · A1 talkStarted → talks A1:Q A1:R',
    'a leg of two': '→ talks A1:Q A2',
    over: 'orphaned · A1 talkStarted → talks A1',
    'handed to A2': 'orphaned · A1 talkStarted → talks A1',
  },
  'answered A2': {
    unknown: 'orphaned · A2 talkStarted → talks A2',
    waiting: 'answered Q · A2 talkStarted → talks A2:Q',
    alerting: 'answered Q · A1 alertEnded, A2 talkStarted → talks A2:Q',
    talking: '· A2 talkStarted → talks A1:Q A2',
    held: '· A2 talkStarted → talks A1:Q held A2',
    'talking and waiting': 'answered R · A2 talkStarted → talks A1:Q A2:R',
    'a leg of two': '→ talks A1:Q A2',
    over: 'orphaned · A2 talkStarted → talks A2',
    'handed to A2': '· A2 talkStarted → talks A2',
  },
  'answered A2 told wait': {
    unknown: 'offered R, answered R · A2 talkStarted → talks A2:R',
    waiting: 'answered Q · A2 talkStarted → talks A2:Q',
    alerting: 'answered Q · A1 alertEnded, A2 talkStarted → talks A2:Q',
    talking: '· A2 talkStarted → talks A1:Q A2',
    held: '· A2 talkStarted → talks A1:Q held A2',
    'talking and waiting': 'answered R · A2 talkStarted → talks A1:Q A2:R',
    'a leg of two': '→ talks A1:Q A2',
    over: 'offered R, answered R · A2 talkStarted → talks A2:R',
    'handed to A2': '· A2 talkStarted → talks A2',
  },
  'held A1': {
    unknown: '→ idle',
    waiting: '→ waits Q',
    alerting: '→ waits Q rings A1',
    talking: '→ talks A1:Q held',
    held: '→ talks A1:Q held',
    'talking and waiting': '→ waits R talks A1:Q held',
    'a leg of two': '→ talks A1:Q held A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'retrieved A1': {
    unknown: '→ idle',
    waiting: '→ waits Q',
    alerting: '→ waits Q rings A1',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q',
    'talking and waiting': '→ waits R talks A1:Q',
    'a leg of two': '→ talks A1:Q A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'transferred to R': {
    unknown: 'offered R → waits R',
    waiting: 'flowedOut Q, offered R → waits R',
    alerting: 'flowedOut Q, offered R · A1 alertEnded → waits R',
    talking: 'transferredOut Q, offered R · A1 talkEnded → waits R',
    held: 'transferredOut Q, offered R · A1 talkEnded → waits R',
    'talking and waiting': 'transferredOut Q · A1 talkEnded → waits R',
    'a leg of two': 'transferredOut Q, offered R · A1 talkEnded → waits R talks A2',
    over: 'offered R → waits R',
    'handed to A2': 'offered R → waits R',
  },
  'transferred toAgent A2': {
    unknown: '→ idle',
    waiting: '→ waits Q',
    alerting: '→ waits Q rings A1',
    talking: 'transferredOut Q · A1 talkEnded → idle',
    held: 'transferredOut Q · A1 talkEnded → idle',
    'talking and waiting': 'transferredOut Q · A1 talkEnded → waits R',
    'a leg of two': 'transferredOut Q · A1 talkEnded → talks A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'flowed out': {
    unknown: 'orphaned → idle',
    waiting: 'flowedOut Q → idle',
    alerting: 'flowedOut Q · A1 alertEnded → idle',
    talking: 'orphaned → talks A1:Q',
    held: 'orphaned → talks A1:Q held',
    'talking and waiting': 'flowedOut R → talks A1:Q',
    'a leg of two': 'orphaned → talks A1:Q A2',
    over: 'orphaned → idle',
    'handed to A2': 'orphaned → idle',
  },
  'flowed out of R to Q': {
    unknown: 'orphaned → idle',
    waiting: 'orphaned → waits Q',
    alerting: 'orphaned → waits Q rings A1',
    talking: 'orphaned → talks A1:Q',
    held: 'orphaned → talks A1:Q held',
    'talking and waiting': 'flowedOut R, offered Q → waits Q talks A1:Q',
    'a leg of two': 'orphaned → talks A1:Q A2',
    over: 'orphaned → idle',
    'handed to A2': 'orphaned → idle',
  },
  abandoned: {
    unknown: 'orphaned → idle',
    waiting: 'abandoned Q → idle',
    alerting: 'abandoned Q · A1 alertEnded → idle',
    talking: 'orphaned → talks A1:Q',
    held: 'orphaned → talks A1:Q held',
    'talking and waiting': 'abandoned R → talks A1:Q',
    'a leg of two': 'orphaned → talks A1:Q A2',
    over: 'orphaned → idle',
    'handed to A2': 'orphaned → idle',
  },
  'abandoned R': {
    unknown: 'orphaned → idle',
    waiting: 'orphaned → waits Q',
    alerting: 'orphaned → waits Q rings A1',
    talking: 'orphaned → talks A1:Q',
    held: 'orphaned → talks A1:Q held',
    'talking and waiting': 'abandoned R → talks A1:Q',
    'a leg of two': 'orphaned → talks A1:Q A2',
    over: 'orphaned → idle',
    'handed to A2': 'orphaned → idle',
  },
  ended: {
    unknown: '→ idle',
    waiting: 'abandoned Q → idle',
    alerting: 'abandoned Q · A1 alertEnded → idle',
    talking: '· A1 talkEnded → idle',
    held: '· A1 talkEnded → idle',
    'talking and waiting': 'abandoned R · A1 talkEnded → idle',
    'a leg of two': '· A1 talkEnded, A2 talkEnded → idle',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'ended A1': {
    unknown: '→ idle',
    waiting: 'abandoned Q → idle',
    alerting: 'abandoned Q · A1 alertEnded → idle',
    talking: '· A1 talkEnded → idle',
    held: '· A1 talkEnded → idle',
    'talking and waiting': '· A1 talkEnded → waits R',
    'a leg of two': '· A1 talkEnded → talks A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'ended A2 by system': {
    unknown: '→ idle',
    waiting: 'flowedOut Q → idle',
    alerting: 'flowedOut Q · A1 alertEnded → idle',
    talking: '→ talks A1:Q',
    held: '→ talks A1:Q held',
    'talking and waiting': 'flowedOut R → talks A1:Q',
    'a leg of two': '· A2 talkEnded → talks A1:Q',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
  'A1 offline': {
    unknown: '→ idle',
    waiting: '→ waits Q',
    alerting: '· A1 alertEnded → waits Q',
    talking: '· A1 talkEnded → idle',
    held: '· A1 talkEnded → idle',
    'talking and waiting': '· A1 talkEnded → waits R',
    'a leg of two': '· A1 talkEnded → talks A2',
    over: '→ idle',
    'handed to A2': '→ idle',
  },
}

describe('[FL5, FL6, FL7, FL8, FL9, FL11, FL20] contact', () => {
  for (const [name, cells] of Object.entries(TABLE) as [EventName, Record<StateName, string>][])
    for (const [state, expected] of Object.entries(cells) as [StateName, string][])
      test(`${state}: ${name} ⇒ ${expected}`, () => expect(whatFollows(state, name)).toBe(expected))
})

function whatFollows(from: StateName, name: EventName): string {
  let state: ContactState = NEW_CONTACT
  STATES[from].forEach((before, i) => (state = step(state, EVENTS[before], i).state))
  const { state: after, facts, signals } = step(state, EVENTS[name], 9)
  const told = signals.length === 0 ? '' : `· ${signals.join(', ')}`
  return [facts.join(', '), told, `→ ${shapeOf(after)}`].filter((part) => part !== '').join(' ')
}

function step(state: ContactState, source: ContactEvent | EventOf<'agent.state'>, seconds: number) {
  const facts: string[] = []
  const signals: string[] = []
  const context: ContactContext = {
    contact: 'c',
    settingsAt: () => DEFAULT_SETTINGS,
    suspectAfterMs: () => 14_400_000,
    fact: (fact) =>
      fact.type === 'contactStarted'
        ? undefined
        : void facts.push(
            [fact.type.replace(/^segment(.)/, (_, c: string) => c.toLowerCase()), 'queue' in fact ? fact.queue : '']
              .join(' ')
              .trim(),
          ),
    signal: (agent, signal) => void signals.push(`${agent} ${signal.type}`),
  }
  const one = { ...source, time: at(seconds), id: `${seconds}` }
  return { state: stepContact(state, one, context), facts, signals }
}

function shapeOf({ segment, alert, talks }: ContactState): string {
  const parts = [
    segment === undefined ? '' : `waits ${segment.queue}`,
    alert === undefined ? '' : `rings ${alert.agent}`,
    talks.length === 0 ? '' : 'talks',
    ...talks.map(
      (talk) =>
        `${talk.agent}${talk.queue === undefined ? '' : `:${talk.queue}`}${talk.heldSince === undefined ? '' : ' held'}`,
    ),
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'idle' : parts.join(' ')
}
