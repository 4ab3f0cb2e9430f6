/** One ticket's life: opened, replied, resolved, reopened (N12). */
import type { EpochMs, QueueId } from '../../units.ts'
import { compareText, rankOf, type TicketEvent } from '../../events/event.ts'
import { isForgottenBy } from '../retention.ts'

export interface TicketState {
  readonly queue: QueueId
  /** The newest event naming the ticket. */
  readonly namedAt: EpochMs
  /** First opened: reopening does not make it young again. */
  readonly openedAt: EpochMs
  /** Opened or reopened last. */
  readonly openSince: EpochMs
  readonly isSolved: boolean
  readonly isReplied: boolean
  readonly wasSolved: boolean
  /** Openings and reopenings that wait for a reply. */
  readonly awaitingReplySince: readonly EpochMs[]
}

export interface TicketFact {
  readonly type: 'ticketOpened' | 'ticketResolved' | 'ticketReopened' | 'firstReply' | 'reply' | 'firstResolution'
  readonly at: EpochMs
  /** What it took began then; `at` itself for mere counts. */
  readonly since: EpochMs
  /** Whose opening hours count. */
  readonly queue: QueueId
}

export interface TicketInput {
  readonly at: EpochMs
  readonly event: TicketEvent
  readonly late: boolean
}

export function compareTicketInputs(a: TicketInput, b: TicketInput): number {
  return (
    a.at - b.at ||
    rankOf(a.event.type) - rankOf(b.event.type) ||
    compareText(a.event.source, b.event.source) ||
    compareText(a.event.id, b.event.id)
  )
}

/** F16: solved and not named for seven days, a ticket is forgotten; what comes then is about another. */
export function stepTicket(
  state: TicketState | undefined,
  input: TicketInput,
  tell: (fact: TicketFact) => void,
): TicketState | undefined {
  const known = state?.isSolved === true && isForgottenBy(state.namedAt, input.at) ? undefined : state
  const next = stepKnown(known, input, tell)
  return next === undefined || input.late ? next : { ...next, namedAt: input.at }
}

function stepKnown(
  state: TicketState | undefined,
  input: TicketInput,
  tell: (fact: TicketFact) => void,
): TicketState | undefined {
  const { at, event, late } = input
  if (state === undefined) {
    if (event.type !== 'ticket.opened' || late) return undefined
    tell({ type: 'ticketOpened', at, since: at, queue: event.data.queue })
    const fresh = { isSolved: false, isReplied: false, wasSolved: false }
    return { queue: event.data.queue, namedAt: at, openedAt: at, openSince: at, ...fresh, awaitingReplySince: [at] }
  }
  // F15: late, it ends only what began by its own time.
  if (late && state.openSince > event.time) return state
  const fact = (type: TicketFact['type'], since = at) => {
    if (!late) tell({ type, at, since, queue: state.queue })
  }
  switch (event.type) {
    case 'ticket.opened':
      return state
    case 'ticket.replied':
      if (!state.isReplied) fact('firstReply', state.openedAt)
      for (const since of state.awaitingReplySince) fact('reply', since)
      return { ...state, isReplied: true, awaitingReplySince: [] }
    case 'ticket.resolved':
    case 'ticket.closed':
      if (state.isSolved) return state
      fact('ticketResolved')
      if (!state.wasSolved) fact('firstResolution', state.openedAt)
      return { ...state, isSolved: true, wasSolved: true }
    case 'ticket.reopened':
      if (!state.isSolved || late) return state
      fact('ticketReopened')
      return { ...state, isSolved: false, openSince: at, awaitingReplySince: [...state.awaitingReplySince, at] }
  }
}
