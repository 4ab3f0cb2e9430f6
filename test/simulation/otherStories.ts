/** What else happens in a simulated day: agents, settings, desk, escalations, notices, heartbeats. */
import type { EventData } from '../../src/core/events/event.ts'
import type { Teller } from './story.ts'

export function agentStory(day: Teller, at: number): void {
  const { by } = day
  const state = by.pick(['available', 'available', 'available', 'notReady', 'notReady', 'wrapUp', 'offline'] as const)
  day.tell(at, 'agent.state', {
    agent: day.agent(),
    state,
    ...day.maybe(state === 'notReady' ? 0.8 : 0.1, 'reason', () => by.pick(['BREAK', 'LUNCH', '', '7', 'constructor'])),
    ...day.maybe(0.2, 'name', () => by.pick(['Nia', '', 'Ana “Q” Lee'])),
    ...day.maybe(0.2, 'team', () => by.pick(['red', '7', 'constructor'])),
    ...day.maybe(0.2, 'queues', () => (by.often(0.2) ? [] : by.some([...day.cast.queues, day.queue()]))),
  })
}

export function settingsStory(day: Teller, at: number): void {
  const { by } = day
  const data: EventData<'queue.configured'> = {
    queue: day.queue(),
    ...day.maybe(0.4, 'answerWithinMs', () => by.pick([0, 1, 10_000, 20_000, 30_000, 600_000])),
    ...day.maybe(0.3, 'shortAbandonMs', () => by.pick([0, 5_000, 10_000])),
    ...day.maybe(0.3, 'waitPromiseMs', () => by.pick([0, 30_000, 60_000, 120_000])),
    ...day.maybe(0.2, 'targetRatio', () => by.pick([0, 0.7, 0.9, 1])),
    ...day.maybe(0.5, 'serviceLevelFormula', () => by.pick(['SL1', 'SL2', 'SL3', 'SL4', 'SL5', 'SL6', 'SL9'] as const)),
    ...day.maybe(0.2, 'name', () => by.pick(['Sales', '', 'valueOf'])),
    ...day.maybe(0.2, 'channel', () => by.pick(['chat', 'voice', 'email'] as const)),
  }
  day.tell(at, 'queue.configured', data)
}

const TICKETS = ['k1', 'k2', 'k3', '7', 'constructor', 'k6']

export function deskStory(day: Teller, at: number): void {
  const { by } = day
  const ticket = by.pick(TICKETS)
  by.pick([
    () => day.tell(at, 'ticket.opened', { ticket, queue: day.queue() }),
    () => day.tell(at, 'ticket.opened', { ticket, queue: day.queue() }),
    () => day.tell(at, 'ticket.replied', { ticket, ...day.maybe(0.3, 'agent', () => day.agent()) }),
    () => day.tell(at, 'ticket.resolved', { ticket }),
    () => day.tell(at, 'ticket.reopened', { ticket }),
    () => day.tell(at, 'ticket.closed', { ticket }),
    () =>
      day.tell(at, 'survey.answered', {
        ...day.maybe(0.6, 'csat', () => by.whole(1, 5)),
        ...day.maybe(0.5, 'nps', () => by.whole(0, 10)),
        ...day.maybe(0.3, 'queue', () => day.queue()),
        ...day.maybe(0.2, 'agent', () => day.agent()),
        resolved: by.often(0.5),
      }),
  ])()
}

export function leadStory(day: Teller, at: number): void {
  const { by } = day
  const escalation = by.pick(['x1', 'x2', '7'])
  const act = { escalation, by: by.pick(['Nia', 'Lee', 'constructor']) }
  by.pick([
    () =>
      day.tell(at, 'escalation.raised', {
        escalation,
        reason: by.pick(['angry', 'vip']),
        ...day.maybe(0.3, 'contact', () => day.contact()),
        ...day.maybe(0.3, 'queue', () => day.queue()),
        ...day.maybe(0.3, 'agent', () => day.agent()),
        ...day.maybe(0.3, 'level', () => by.whole(1, 3)),
        ...day.maybe(0.3, 'severity', () => by.pick(['warning', 'critical'] as const)),
        ...day.maybe(0.2, 'note', () => 'please'),
      }),
    () => day.tell(at, 'escalation.claimed', act),
    () => day.tell(at, 'escalation.claimed', act),
    () => day.tell(at, 'escalation.released', act),
    () => day.tell(at, 'escalation.resolved', act),
  ])()
}

export function noticeStory(day: Teller, at: number): void {
  const { by } = day
  const notice = by.pick(['n1', 'n2', '7'])
  if (by.often(0.3)) day.tell(at, 'notice.cleared', { notice })
  else
    day.tell(at, 'notice.posted', {
      notice,
      ...day.maybe(0.8, 'text', () => by.pick(['System down', ''])),
      ...day.maybe(0.5, 'until', () => new Date(at + by.whole(0, 90) * 60_000).toISOString()),
      ...day.maybe(0.3, 'severity', () => 'warning'),
    })
}

export function heartbeatStory(day: Teller, at: number): void {
  day.tell(
    at,
    'source.heartbeat',
    day.maybe(0.8, 'intervalMs', () => day.by.pick([0, 1_000, 5_000, 60_000, 600_000])),
  )
}
