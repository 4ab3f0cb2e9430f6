/** Days on which core and oracle once disagreed, shrunk to what it took. */
import { expect, test } from 'vitest'
import type { EventData, EventType, FloorEvent } from '../../src/core/events/event.ts'
import type { SiteConfig } from '../../src/core/site.ts'
import { firstFault } from './judge.ts'
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
