/** Days on which core and oracle once disagreed, shrunk to what it took. */
import { expect, test } from 'vitest'
import type { EventData, EventType, FloorEvent } from '../../src/core/events/event.ts'
import type { SiteConfig } from '../../src/core/site.ts'
import { faultLookingBack, firstFault } from './judge.ts'
import type { Delivery } from './oracle/delivery.ts'
import type { Step } from './steps.ts'

const UTC: SiteConfig = { site: 'main' }

function told<T extends EventType>(
  at: string,
  type: T,
  data: EventData<T>,
  [source, id]: [string, string],
  storedAt?: string,
): Delivery {
  const event = { id, source, type, time: Date.parse(at), data } as unknown as FloorEvent
  return storedAt === undefined ? { event } : { event, storedAt: Date.parse(storedAt) }
}

function ask(at: string): Step {
  return { askAt: Date.parse(at) }
}

function expectAgreement(steps: readonly Step[], config: SiteConfig = UTC): void {
  expect(firstFault(steps, config)).toBeUndefined()
}

test('a waiting contact, then two hours of heartbeats only (F16: letting go comes to an end)', () => {
  expectAgreement([
    told('2026-03-02T09:00:00.000Z', 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, ['/acd', '1']),
    told('2026-03-02T11:05:00.000Z', 'source.heartbeat', {}, ['/acd', '2']),
    ask('2026-03-02T11:05:00.000Z'),
  ])
})

test('the latest of two segments enqueued in one ms, by folding order, gives the channel (F13, F14)', () => {
  const at = '2026-03-29T00:49:05.000Z'
  expectAgreement([
    told(at, 'contact.enqueued', { contact: 'c2', queue: '007', channel: 'voice' }, ['/acd', 'e0090']),
    told(at, 'contact.enqueued', { contact: 'ö', queue: '007', channel: 'callback' }, ['/acd', 'e0012']),
    told(at, 'contact.flowedOut', { contact: 'ö', reason: 'timeout', queue: '007', to: '007' }, ['/acd', 'e0068']),
    ask('2026-03-29T01:04:05.000Z'),
  ])
})

test('two heartbeats in one ms: the later by folding order tells the interval (F14)', () => {
  const at = '2026-03-02T08:18:00.000Z'
  expectAgreement([
    told(at, 'source.heartbeat', { intervalMs: 60_000 }, ['/crm', 'e0051']),
    told(at, 'source.heartbeat', { intervalMs: 5_000 }, ['/crm', 'e0005']),
    ask('2026-03-02T09:11:55.066Z'),
  ])
})

test('an escalation raised, resolved and raised again, the first raise arriving last (F14)', () => {
  const escalation = 'x2'
  expectAgreement([
    told('2026-10-03T14:46:14.000Z', 'escalation.resolved', { escalation, by: 'Nia' }, ['/crm', 'e1']),
    told('2026-10-03T14:47:39.000Z', 'escalation.raised', { escalation, reason: 'angry' }, ['/crm', 'e2']),
    told('2026-10-03T14:36:57.000Z', 'escalation.raised', { escalation, reason: 'vip' }, ['/acd', 'e3']),
    ask('2026-10-03T15:19:23.999Z'),
  ])
})

test('percentiles of waits longer than a day (N8)', () => {
  const queue = '日本'
  expectAgreement([
    told('2026-03-02T22:56:02.001Z', 'contact.enqueued', { contact: '7', queue }, ['/acd', 'e0035']),
    told('2026-03-03T23:56:02.001Z', 'contact.enqueued', { contact: '007', queue }, ['/acd', 'e0052']),
    told('2026-03-03T23:57:02.001Z', 'contact.answered', { contact: '007', agent: 'A1' }, ['/acd', 'e0043']),
    told('2026-03-03T23:57:02.001Z', 'contact.answered', { contact: '7', agent: '王芳' }, ['/acd', 'e0061']),
    ask('2026-03-04T00:19:02.001Z'),
  ])
})

test('offline ends an alert that was told of out of order (F6, F14)', () => {
  const agent = 'A2'
  const queue = 'Ä "quoted"'
  expectAgreement([
    told('2026-04-24T00:36:14.000Z', 'contact.alerted', { contact: '1e3', agent }, ['/acd', 'e0072']),
    told('2026-04-24T00:36:20.000Z', 'contact.alerted', { contact: '7', agent }, ['/acd', 'e0110']),
    told('2026-04-24T00:36:18.000Z', 'contact.enqueued', { contact: '7', queue }, ['/acd', 'e0109']),
    told('2026-04-24T00:37:54.000Z', 'contact.answered', { contact: 'constructor', agent, queue }, ['/acd', 'e0122']),
    told('2026-04-24T00:36:12.000Z', 'contact.enqueued', { contact: '1e3', queue }, ['/acd', 'e0071']),
    told('2026-04-24T00:36:29.000Z', 'agent.state', { agent, state: 'offline' }, ['/acd', 'e0187']),
    told('2026-04-24T00:36:20.000Z', 'contact.ended', { contact: '1e3' }, ['/acd', 'e0136']),
    ask('2026-04-24T01:14:44.001Z'),
  ])
})

test('offline in the ms of two alerts ends both, and the next alert is a new one (F6, F14)', () => {
  const at = '2026-03-02T08:55:00.000Z'
  const agent = '007'
  expectAgreement([
    told(at, 'contact.enqueued', { contact: '1e3', queue: 'SALES' }, ['/crm', 'e0002']),
    told(at, 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, ['/acd', 'e0013']),
    told(at, 'contact.enqueued', { contact: 'valueOf', queue: '__proto__x' }, ['/acd', 'e0092']),
    told(at, 'agent.state', { agent, state: 'offline' }, ['/acd', 'e0100']),
    told(at, 'contact.alerted', { contact: '1e3', agent }, ['/acd', 'e0103']),
    told(at, 'contact.alerted', { contact: 'valueOf', agent }, ['/acd', 'e0179']),
    told(at, 'contact.answered', { contact: 'valueOf', agent: 'A1' }, ['/acd', 'e0225']),
    told('2026-03-02T08:55:02.001Z', 'contact.alerted', { contact: 'c1', agent }, ['7', 'e0033']),
    ask('2026-03-02T08:55:02.001Z'),
  ])
})

test('a late resolve does not end a backlog reopened after its own time (F15, N12)', () => {
  const ticket = 'k2'
  expectAgreement([
    told('2026-03-08T10:14:11.590Z', 'ticket.opened', { ticket, queue: 'DESK' }, ['/acd', 'e0014']),
    told('2026-03-08T10:15:55.300Z', 'ticket.resolved', { ticket }, ['/acd', 'e0096']),
    told('2026-03-08T10:20:42.634Z', 'ticket.reopened', { ticket }, ['/acd', 'e0275']),
    told('2026-03-08T10:41:59.772Z', 'contact.wrappedUp', { contact: 'c1', agent: 'A1' }, ['/acd', 'e0226']),
    told('2026-03-08T10:15:55.300Z', 'ticket.resolved', { ticket }, ['/acd', 'e0233']),
    ask('2026-03-08T10:41:59.772Z'),
  ])
})

test('an agent named again after eight days starts anew (F16)', () => {
  expectAgreement([
    told('2026-03-29T01:12:32.001Z', 'agent.state', { agent: 'A1', state: 'available', name: 'Ana' }, ['/acd', '1']),
    told('2026-04-06T01:54:22.001Z', 'contact.transferred', { contact: 'c1', agent: 'A1' }, ['/acd', '2']),
    ask('2026-04-06T02:14:21.000Z'),
  ])
})

test('a contact forgotten in wrap-up is not handled eight days later (F16)', () => {
  expectAgreement([
    told('2026-06-04T18:26:05.000Z', 'contact.answered', { contact: 'c1', agent: 'A1' }, ['/acd', '1']),
    told('2026-06-04T18:34:00.000Z', 'contact.ended', { contact: 'c1', agent: 'A1' }, ['/acd', '2']),
    told('2026-06-12T18:30:00.000Z', 'agent.state', { agent: 'A1', state: 'available' }, ['/acd', '3']),
    ask('2026-06-12T18:40:59.999Z'),
  ])
})

test('a contact forgotten while waiting does not flow out of its old queue eight days later (F1, F16)', () => {
  expectAgreement([
    told('2026-04-23T22:02:30.000Z', 'queue.configured', { queue: 'SALES' }, ['/acd', '1']),
    told('2026-04-23T23:13:00.000Z', 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, ['/acd', '2']),
    told('2026-05-01T23:54:42.000Z', 'contact.enqueued', { contact: 'c1', queue: 'DESK' }, ['/acd', '3']),
    ask('2026-05-02T00:34:22.826Z'),
  ])
})

test('one of two talks forgotten leaves the other (F16)', () => {
  const agent = 'A1'
  expectAgreement([
    told('2026-06-01T16:27:02.000Z', 'contact.answered', { contact: 'c1', agent, queue: 'SALES' }, ['/acd', '1']),
    told('2026-06-01T16:34:01.000Z', 'contact.answered', { contact: 'c2', agent }, ['/acd', '2']),
    told('2026-06-08T16:29:00.000Z', 'contact.transferred', { contact: 'c3', to: 'SALES' }, ['/crm', '3']),
    ask('2026-06-08T18:15:00.000Z'),
  ])
})

test('a source heard again after eight days has promised nothing yet (F16, W4)', () => {
  expectAgreement([
    told('2026-04-29T20:51:40.000Z', 'source.heartbeat', { intervalMs: 600_000 }, ['/acd', '1']),
    told('2026-05-07T21:03:40.000Z', 'contact.answered', { contact: 'c1', agent: 'A1' }, ['/acd', '2']),
    ask('2026-05-07T23:07:10.000Z'),
  ])
})

test('a late wrappedUp ends the wrap-up of a contact long closed (F3, F15)', () => {
  const agent = 'A1'
  expectAgreement([
    told('2026-10-26T00:28:00.000Z', 'contact.answered', { contact: 'c1', agent, queue: 'SALES' }, ['/acd', '1']),
    told('2026-10-26T00:28:10.000Z', 'contact.ended', { contact: 'c1', agent }, ['/acd', '2']),
    told('2026-10-27T02:07:00.000Z', 'contact.ended', { contact: 'c2', agent: 'A2' }, ['/crm', '3']),
    told('2026-10-26T01:06:00.000Z', 'contact.wrappedUp', { contact: 'c1', agent }, ['/crm', '4']),
    ask('2026-10-27T12:01:50.001Z'),
  ])
})

test('a late wrappedUp ends a said wrap-up (F6, F15)', () => {
  expectAgreement([
    told('2026-04-05T13:13:39.320Z', 'agent.state', { agent: 'A1', state: 'wrapUp' }, ['/acd', '1']),
    told('2026-04-05T13:16:43.716Z', 'contact.answered', { contact: 'c1', agent: 'A2' }, ['/acd', '2']),
    told('2026-04-05T13:36:05.190Z', 'contact.transferred', { contact: 'c2', agent: 'A2' }, ['/crm', '3']),
    told('2026-04-05T13:17:03.649Z', 'contact.wrappedUp', { contact: 'c1', agent: 'A1' }, ['/crm', '4']),
    ask('2026-04-05T13:38:04.092Z'),
  ])
})

test('looking back, a late end takes effect at the newest event time read, folded or not (F15, N15)', () => {
  const agent = 'A1'
  const log = [
    told('2026-04-05T11:54:20.000Z', 'contact.answered', { contact: 'c1', agent, queue: 'SALES' }, ['/acd', '2']),
    told('2026-04-05T11:54:20.000Z', 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, ['/acd', '1']),
    told('2026-04-05T12:13:40.000Z', 'agent.state', { agent: 'A2', state: 'available' }, ['/crm', '3']),
    told('2026-04-05T11:57:40.000Z', 'contact.transferred', { contact: 'c1', agent }, ['/crm', '4']),
  ]
  expect(faultLookingBack(log, Date.parse('2026-04-05T11:58:30.000Z'), UTC)).toBeUndefined()
})

test('looking back, late arrivals count on the site day of the newest event time read (F15, N15)', () => {
  const log = [
    told('2026-09-06T04:05:31.599Z', 'contact.answered', { contact: '7', agent: 'A1' }, ['/acd', '1']),
    told('2026-09-06T03:12:44.684Z', 'contact.held', { contact: 'c1', agent: 'A1' }, ['/acd', '2']),
  ]
  const santiago = { site: 'main', zone: 'America/Santiago' }
  expect(faultLookingBack(log, Date.parse('2026-09-06T03:49:45.195Z'), santiago)).toBeUndefined()
})

test('a queue the config file settles is not forgotten (F16)', () => {
  const config: SiteConfig = { site: 'main', queues: { SALES: { answerWithinMs: 10_000 } } }
  const steps = [
    told('2026-03-28T21:26:30.000Z', 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES' }, ['/acd', '1']),
    told('2026-04-05T21:28:20.000Z', 'contact.enqueued', { contact: 'c2', queue: 'DESK' }, ['/acd', '2']),
    ask('2026-04-05T21:36:29.999Z'),
  ]
  expectAgreement(steps, config)
})

test('configured after twelve days of silence, a queue has no channel of before (F13, F16)', () => {
  const queue = '日本'
  expectAgreement([
    told('2026-03-02T23:30:00.000Z', 'contact.enqueued', { contact: '7', queue, channel: 'email' }, ['/acd', 'e0032']),
    told('2026-03-14T23:30:12.000Z', 'queue.configured', { queue, name: 'Sales' }, ['/acd', 'e0092']),
    ask('2026-03-14T23:31:00.689Z'),
  ])
})

test('what a forgotten queue counted today stays counted when it is named anew (F16)', () => {
  const contact = 'toString'
  const queue = 'constructor'
  const log = [
    told('2026-06-12T18:03:50.000Z', 'contact.enqueued', { contact, queue }, ['7', 'e0096']),
    told('2026-06-15T18:14:30.000Z', 'contact.alerted', { contact, agent: '🦉' }, ['/acd', 'e0165']),
    told('2026-06-21T18:20:50.000Z', 'contact.abandoned', { contact }, ['/crm', 'e0193']),
    told('2026-06-21T18:22:00.000Z', 'contact.enqueued', { contact, queue, channel: 'email' }, ['7', 'e0206']),
  ]
  expect(faultLookingBack(log, Date.parse('2026-06-21T18:22:40.000Z'), UTC)).toBeUndefined()
})

test('an old talk is not that of an agent forgotten and named again while its contact was remembered (F16)', () => {
  const agent = "O'Hara"
  const steps = [
    told('2026-05-02T21:45:24.000Z', 'contact.answered', { contact: '7', agent }, ['/crm', 'e0083']),
    told('2026-05-08T21:41:25.000Z', 'contact.flowedOut', { contact: '7', reason: 'overflow' }, ['/acd', 'e0131']),
    told('2026-05-11T21:44:31.000Z', 'contact.transferred', { contact: '1e3', agent }, ['/crm', 'e0163']),
    ask('2026-05-11T22:41:37.001Z'),
  ]
  expectAgreement(steps)
  expect(firstFault(steps, UTC, 'reloaded')).toBeUndefined()
})

test('an answer taken back does not renew a membership learnt the week before (F7, F14, F16)', () => {
  const agent = '7'
  const queue = '🦊'
  expectAgreement([
    told('2026-06-12T18:01:00.000Z', 'contact.answered', { contact: '-1', agent, waitMs: 61_000 }, ['/acd', 'e0074']),
    told('2026-06-12T17:59:10.000Z', 'contact.enqueued', { contact: '-1', queue }, ['/crm', 'e0042']),
    told('2026-06-15T18:17:30.000Z', 'contact.ended', { contact: 'c1', agent, wrapUp: false }, ['/crm', 'e0171']),
    told('2026-06-21T18:21:40.000Z', 'contact.answered', { contact: 'c2', agent, queue: 'DESK' }, ['/acd', 'e0188']),
    told('2026-06-21T18:22:40.000Z', 'agent.state', { agent, state: 'offline' }, ['7', 'e0228']),
    told('2026-06-21T18:19:20.000Z', 'contact.enqueued', { contact: 'c2', queue }, ['/crm', 'e0186']),
    told('2026-06-21T18:19:30.000Z', 'contact.flowedOut', { contact: 'c2', reason: 'key', to: 'DESK' }, [
      '/crm',
      'e0187',
    ]),
    ask('2026-06-21T18:25:10.001Z'),
  ])
})

test('a late clearing ends a notice posted in its own millisecond, whatever their ids (F15)', () => {
  const notice = '7'
  expectAgreement([
    told('2026-10-29T20:09:57.000Z', 'notice.posted', { notice, text: '' }, ['7', 'e0029']),
    told('2026-10-29T20:24:59.000Z', 'escalation.released', { escalation: 'x2', by: 'Lee' }, ['7', 'e0038']),
    told('2026-10-29T20:09:57.000Z', 'notice.cleared', { notice }, ['7', 'e0028']),
    ask('2026-10-29T21:59:59.999Z'),
  ])
})
