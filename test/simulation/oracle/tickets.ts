/** N12: the backlog of deferred work, ticket by ticket. */
import type { TicketsView } from '../../../src/core/view/floorView.ts'
import { HOUR, iso, mean, MEMORY, middle, present, ratioOf } from './arithmetic.ts'
import { is, type Folded } from './delivery.ts'
import { isToday, type Moment } from './moment.ts'

interface Ticket {
  readonly openedAt: number
  namedAt: number
  /** When it was last opened or reopened. */
  backlogSince: number
  isOpen: boolean
  replied: boolean
  resolvedOnce: boolean
  /** When it was opened or reopened and not replied to since. */
  awaitingReply: number[]
}

interface TicketHistory {
  readonly tickets: Map<string, Ticket>
  readonly resolved: number[]
  readonly reopened: number[]
  readonly firstReplies: Sample[]
  readonly replies: Sample[]
  readonly firstResolutions: Sample[]
}

interface Sample {
  readonly at: number
  readonly ms: number
}

export function ticketsView(moment: Moment): Omit<TicketsView, 'sources'> {
  const history = foldTickets(moment.ordered)
  const all = [...history.tickets.values()]
  const backlog = all.filter((ticket) => ticket.isOpen)
  const openedToday = all.filter((ticket) => isToday(moment, ticket.openedAt))
  const solved = openedToday.filter((ticket) => !ticket.isOpen).length
  const resolved = history.resolved.filter((at) => isToday(moment, at)).length
  const reopened = history.reopened.filter((at) => isToday(moment, at)).length
  const todays = (samples: readonly Sample[]): number[] => samples.filter((s) => isToday(moment, s.at)).map((s) => s.ms)
  const aged = (from: number, to: number): number =>
    backlog.filter(({ openedAt }) => {
      const hours = (moment.asOf - openedAt) / HOUR
      return hours >= from && hours < to
    }).length
  const oldest = Math.min(...backlog.map((ticket) => ticket.openedAt))
  return present({
    backlog: backlog.length,
    backlogByAge: {
      '<4h': aged(0, 4),
      '4-8h': aged(4, 8),
      '8-24h': aged(8, 24),
      '1-3d': aged(24, 72),
      '3-7d': aged(72, 168),
      '>7d': aged(168, Infinity),
    },
    oldestSince: backlog.length === 0 ? undefined : iso(oldest),
    opened: openedToday.length,
    resolved,
    reopened,
    resolutionRate: ratioOf(resolved, openedToday.length),
    reopenRate: ratioOf(reopened, resolved),
    solvedSameDay: present({
      ratio: ratioOf(solved, openedToday.length),
      needed: Math.max(0, Math.ceil((7 * openedToday.length) / 10) - solved),
      bestReachable: ratioOf(solved + openedToday.filter((ticket) => ticket.isOpen).length, openedToday.length),
    }),
    firstResponse: middleAndMean(todays(history.firstReplies)),
    responses: todays(history.replies).length,
    averageResponseTimeMs: mean(todays(history.replies)),
    resolution: middleAndMean(todays(history.firstResolutions)),
  })
}

function middleAndMean(ms: readonly number[]): { n: number; p50Ms?: number; averageMs?: number } {
  return ms.length === 0 ? { n: 0 } : present({ n: ms.length, p50Ms: middle(ms), averageMs: mean(ms) })
}

function foldTickets(ordered: readonly Folded[]): TicketHistory {
  const history: TicketHistory = {
    tickets: new Map(),
    resolved: [],
    reopened: [],
    firstReplies: [],
    replies: [],
    firstResolutions: [],
  }
  for (const folded of ordered) {
    noteNamed(history, folded)
    if (is(folded, 'ticket.opened')) open(history, folded, folded.event.data.ticket)
    else if (is(folded, 'ticket.replied')) reply(history, folded, folded.event.data.ticket)
    else if (is(folded, 'ticket.resolved') || is(folded, 'ticket.closed'))
      resolve(history, folded, (folded.event.data as { ticket: string }).ticket)
    else if (is(folded, 'ticket.reopened')) reopen(history, folded, folded.event.data.ticket)
  }
  return history
}

/** A ticket solved and not named for 7 days is no longer known, as F16 has it for contacts. */
function noteNamed({ tickets }: TicketHistory, { event, at, late }: Folded): void {
  const { ticket: id } = event.data as { ticket?: string }
  const ticket = id === undefined || !event.type.startsWith('ticket.') ? undefined : tickets.get(id)
  if (id === undefined || ticket === undefined || late) return
  if (!ticket.isOpen && at - ticket.namedAt > MEMORY) tickets.delete(id)
  ticket.namedAt = at
}

function open({ tickets }: TicketHistory, { at, late }: Folded, id: string): void {
  if (late || tickets.has(id)) return
  tickets.set(id, {
    openedAt: at,
    namedAt: at,
    backlogSince: at,
    isOpen: true,
    replied: false,
    resolvedOnce: false,
    awaitingReply: [at],
  })
}

/** A late reply ends the wait for one, and counts nowhere (F15). */
function reply(history: TicketHistory, { at, late, saidAt }: Folded, id: string): void {
  const ticket = history.tickets.get(id)
  if (ticket === undefined || (late && ticket.openedAt > saidAt)) return
  if (!late && !ticket.replied) history.firstReplies.push({ at, ms: at - ticket.openedAt })
  ticket.replied = true
  const answered = ticket.awaitingReply.filter((since) => !late || since <= saidAt)
  if (!late) for (const since of answered) history.replies.push({ at, ms: at - since })
  ticket.awaitingReply = ticket.awaitingReply.filter((since) => !answered.includes(since))
}

/** `closed` without `resolved` also resolves. */
function resolve(history: TicketHistory, { at, late, saidAt }: Folded, id: string): void {
  const ticket = history.tickets.get(id)
  if (ticket === undefined || !ticket.isOpen || (late && ticket.backlogSince > saidAt)) return
  ticket.isOpen = false
  if (!late) history.resolved.push(at)
  if (!late && !ticket.resolvedOnce) history.firstResolutions.push({ at, ms: at - ticket.openedAt })
  ticket.resolvedOnce = true
}

function reopen(history: TicketHistory, { at, late }: Folded, id: string): void {
  const ticket = history.tickets.get(id)
  if (ticket === undefined || ticket.isOpen || late) return
  ticket.isOpen = true
  ticket.backlogSince = at
  ticket.awaitingReply.push(at)
  history.reopened.push(at)
}
