/** What a log has said of one agent so far, and the state that follows from it. */
import type { EventData } from '../../core/events/event.ts'
import { compareText } from '../../core/events/event.ts'
import type { AgentId, ContactId, EpochMs, QueueId } from '../../core/units.ts'

export type Said = EventData<'agent.state'>

export interface AgentRecord {
  /** Undefined until a line of signing in or out names the agent: then membership alone decides. */
  signedIn: boolean | undefined
  /** Seen at work, while no line ever said of what queues they are a member (members from the configuration file). */
  presumed: boolean
  /** Whether lines say of what queues they are a member. */
  declared: boolean
  readonly members: Set<QueueId>
  /** The reason of each queue's pause. */
  readonly paused: Map<QueueId, string>
  /** The reason of a pause in all queues, while no membership is known. */
  pausedEverywhere: string | undefined
  readonly callsOut: Set<string>
  /** The calls of queues in which the agent talks. */
  readonly talks: Set<ContactId>
  wrapUpUntil: EpochMs | undefined
  said: string | undefined
}

/** An agent of whom nothing was said. */
export function newcomer(): AgentRecord {
  return {
    signedIn: undefined,
    presumed: false,
    declared: false,
    members: new Set(),
    paused: new Map(),
    pausedEverywhere: undefined,
    callsOut: new Set(),
    talks: new Set(),
    wrapUpUntil: undefined,
    said: undefined,
  }
}

/** Pauses, calls and wrap-up end with the shift, and with the queue system. */
export function forgetCircumstances(book: AgentRecord): void {
  book.paused.clear()
  book.pausedEverywhere = undefined
  book.callsOut.clear()
  book.wrapUpUntil = undefined
}

export function isSignedIn({ signedIn, presumed, members }: AgentRecord): boolean {
  return signedIn ?? (presumed || members.size > 0)
}

/** What is to be said of the agent: the data of an `agent.state`. */
export function said(agent: AgentId, book: AgentRecord): Said {
  const queues = book.declared ? { queues: [...book.members].sort(compareText) } : {}
  if (!isSignedIn(book)) return { agent, state: 'offline', ...queues }
  const reason = pauseReason(book) ?? (book.callsOut.size > 0 ? 'outbound' : undefined)
  if (reason !== undefined) return { agent, state: 'notReady', ...(reason === '' ? {} : { reason }), ...queues }
  return { agent, state: book.wrapUpUntil === undefined ? 'available' : 'wrapUp', ...queues }
}

/** Not ready means paused in every queue: the reason of the latest pause, empty when none was said. */
function pauseReason({ members, paused, pausedEverywhere }: AgentRecord): string | undefined {
  if (members.size === 0) return pausedEverywhere
  if ([...members].some((queue) => !paused.has(queue))) return undefined
  return [...paused.values()].at(-1)
}
