/** Which part of a site an event goes to, in time and late. */
import type { FloorEvent } from '../events/event.ts'
import type { EpochMs } from '../units.ts'
import { surveyCounts } from '../view/parts/surveysView.ts'
import type { SiteParts } from './siteParts.ts'

export function foldEvent(parts: SiteParts, event: FloorEvent): void {
  switch (event.type) {
    case 'agent.state':
      return parts.floor.applyAgentState(event)
    case 'queue.configured':
      return parts.floor.configure(event)
    case 'ticket.opened':
      parts.floor.nameQueue(event.data.queue, event.time)
      return parts.tickets.apply(event, event.time, false)
    case 'ticket.replied':
    case 'ticket.resolved':
    case 'ticket.reopened':
    case 'ticket.closed':
      return parts.tickets.apply(event, event.time, false)
    case 'survey.answered':
      if (event.data.queue !== undefined) parts.floor.nameQueue(event.data.queue, event.time)
      for (const name of surveyCounts(event.data)) parts.surveys.count(name, event.time)
      return
    case 'escalation.raised':
      if (event.data.queue !== undefined) parts.floor.nameQueue(event.data.queue, event.time)
      parts.raised.count('raised', event.time)
      return parts.escalations.apply(event)
    case 'escalation.claimed':
    case 'escalation.released':
    case 'escalation.resolved':
      return parts.escalations.apply(event)
    case 'notice.posted':
      return parts.notices.post(event)
    case 'notice.cleared':
      return parts.notices.clear(event)
    case 'source.heartbeat':
      return
    default:
      return parts.floor.applyContact(event)
  }
}

/** F15: it may end what was open by its own time, as of `at`, the newest folded event; all else is void. */
export function foldLate(parts: SiteParts, event: FloorEvent, at: EpochMs): void {
  switch (event.type) {
    case 'ticket.replied':
    case 'ticket.resolved':
    case 'ticket.closed':
      return parts.tickets.apply(event, at, true)
    case 'escalation.released':
    case 'escalation.resolved':
      return parts.escalations.applyLate(event, at)
    case 'notice.cleared':
      return parts.notices.clearLate(event)
    case 'agent.state':
    case 'queue.configured':
    case 'ticket.opened':
    case 'ticket.reopened':
    case 'survey.answered':
    case 'escalation.raised':
    case 'escalation.claimed':
    case 'notice.posted':
    case 'source.heartbeat':
      return
    default:
      return parts.floor.applyLateContact(event, at)
  }
}
