/** What is true of one agent, and what each signal makes of it: F3 (wrap-up), F6. */
import {
  between,
  type AgentId,
  type ContactId,
  type DurationMs,
  type EpochMs,
  type QueueId,
  type TeamId,
} from '../../units.ts'
import type { HandleClosed } from '../fact.ts'
import type { AgentInput, AgentSignal } from '../input.ts'
import { without, withItem } from '../lists.ts'

export type SaidState = 'available' | 'notReady' | 'wrapUp' | 'offline'
export type AgentStateName = SaidState | 'onContact' | 'alerting'

/** A handle whose talk is over and whose wrap-up is not. */
export interface WrapUp {
  readonly contact: ContactId
  readonly handle: string
  readonly queue: QueueId | undefined
  readonly talkMs: DurationMs
  readonly holdMs: DurationMs
  readonly since: EpochMs
}

/** Never changed, and with every member, absent or not, for the same reason as a contact's. */
export interface AgentState {
  readonly said: SaidState
  readonly saidAt: EpochMs
  /** With `notReady` only, and never carried over. */
  readonly reason: string | undefined
  readonly name: string | undefined
  readonly team: TeamId | undefined
  /** The last declared membership; undefined while none was (F7). */
  readonly queues: readonly QueueId[] | undefined
  /** Handles of the open talks. */
  readonly talks: readonly string[]
  readonly wrapUps: readonly WrapUp[]
  readonly alerts: readonly ContactId[]
  /** The handles opened at the newest such instant: they end a wrap-up that begins in the same ms (F3). */
  readonly started: { readonly at: EpochMs; readonly handles: readonly string[] }
}

export const NEW_AGENT: AgentState = {
  said: 'available',
  saidAt: -1 as EpochMs,
  reason: undefined,
  name: undefined,
  team: undefined,
  queues: undefined,
  talks: [],
  wrapUps: [],
  alerts: [],
  started: { at: -1 as EpochMs, handles: [] },
}

type Unsaid = 'reason' | 'name' | 'team' | 'queues'

/** A state as JSON keeps it: without what is absent. */
export type StoredAgent = Omit<AgentState, Unsaid | 'wrapUps'> &
  Partial<Pick<AgentState, Unsaid>> & { readonly wrapUps: readonly (Omit<WrapUp, 'queue'> & Partial<WrapUp>)[] }

/** The state that was stored, whole again. */
export function agentStateOf(stored: StoredAgent): AgentState {
  const { said, saidAt, reason, name, team, queues, talks, alerts, started } = stored
  const wrapUps = stored.wrapUps.map(({ contact, handle, queue, talkMs, holdMs, since }) => {
    return { contact, handle, queue, talkMs, holdMs, since }
  })
  return { said, saidAt, reason, name, team, queues, talks, wrapUps, alerts, started }
}

/** F6: the highest of what the contacts make of the agent and what the agent said. */
export function visibleState(state: AgentState): AgentStateName {
  if (state.talks.length > 0) return 'onContact'
  if (state.wrapUps.length > 0) return 'wrapUp'
  return state.alerts.length > 0 ? 'alerting' : state.said
}

/** Why, where what the agent said is what is seen. */
export function visibleReason(state: AgentState): string | undefined {
  const { talks, wrapUps, alerts } = state
  return talks.length > 0 || wrapUps.length > 0 || alerts.length > 0 ? undefined : state.reason
}

/** The agent after one signal; handles it closes are told to `close`. */
export function stepAgent(state: AgentState, input: AgentInput, close: (fact: HandleClosed) => void): AgentState {
  const { signal, at, agent } = input
  switch (signal.type) {
    case 'said':
      return say(state, input, signal, close)
    case 'talkStarted':
      return startTalk(
        closeWrapUps(state, agent, at, () => true, close),
        signal.handle,
        at,
      )
    case 'talkEnded':
      return endTalk(state, input, signal, close)
    case 'wrappedUp':
      return wrapUpDone(state, input, signal, close)
    case 'alertStarted':
      return state.alerts.includes(signal.contact)
        ? state
        : { ...state, alerts: withItem(state.alerts, signal.contact) }
    case 'alertEnded':
      return { ...state, alerts: without(state.alerts, (contact) => contact === signal.contact) }
  }
}

type Signal<T extends AgentSignal['type']> = Extract<AgentSignal, { type: T }>
type Close = (fact: HandleClosed) => void

function say(state: AgentState, input: AgentInput, signal: Signal<'said'>, close: Close): AgentState {
  const { state: said, reason, name, team, queues } = signal.said.data
  const settled = said === 'wrapUp' ? state : closeWrapUps(state, input.agent, input.at, () => true, close)
  return {
    ...settled,
    said,
    saidAt: input.at,
    reason: said === 'notReady' && reason !== '' ? reason : undefined,
    name: name ?? state.name,
    team: team ?? state.team,
    queues: queues ?? state.queues,
  }
}

/** F6: a said wrap-up lasts to the agent's next answer or `contact.wrappedUp`, then available. */
function endSaidWrapUp(state: AgentState): AgentState {
  return state.said === 'wrapUp' ? { ...state, said: 'available' } : state
}

function startTalk(state: AgentState, handle: string, at: EpochMs): AgentState {
  const handles = state.started.at === at ? withItem(state.started.handles, handle) : [handle]
  return { ...endSaidWrapUp(state), talks: withItem(state.talks, handle), started: { at, handles } }
}

function endTalk(state: AgentState, input: AgentInput, signal: Signal<'talkEnded'>, close: Close): AgentState {
  // F16: begun before the agent was forgotten, it is no longer theirs.
  if (!state.talks.includes(signal.handle)) return state
  const talks = without(state.talks, (handle) => handle === signal.handle)
  const { contact, handle, talkMs, holdMs, queue } = signal
  const wrapUp: WrapUp = { contact, handle, queue, talkMs, holdMs, since: input.at }
  const answeredAnother = state.started.at === input.at && state.started.handles.some((other) => other !== handle)
  if (signal.wrapUp && !answeredAnother) return { ...state, talks, wrapUps: withItem(state.wrapUps, wrapUp) }
  if (signal.counted) close(closed(wrapUp, input.agent, input.at))
  return { ...state, talks }
}

function wrapUpDone(state: AgentState, input: AgentInput, signal: Signal<'wrappedUp'>, close: Close): AgentState {
  // F15: late, it ends only what began at or before its own time, and counts nowhere.
  const saidAt = input.event?.time ?? input.at
  const isDone = (wrapUp: WrapUp) => wrapUp.contact === signal.contact && (!signal.late || wrapUp.since <= saidAt)
  const after = closeWrapUps(state, input.agent, input.at, isDone, signal.late ? () => undefined : close)
  return signal.late && state.saidAt > saidAt ? after : endSaidWrapUp(after)
}

function closeWrapUps(
  state: AgentState,
  agent: AgentId,
  at: EpochMs,
  isDone: (wrapUp: WrapUp) => boolean,
  close: Close,
): AgentState {
  if (state.wrapUps.length === 0) return state
  for (const wrapUp of state.wrapUps) if (isDone(wrapUp)) close(closed(wrapUp, agent, at))
  return { ...state, wrapUps: without(state.wrapUps, isDone) }
}

function closed(wrapUp: WrapUp, agent: AgentId, at: EpochMs): HandleClosed {
  const { handle, talkMs, holdMs, queue } = wrapUp
  const wrapUpMs = between(wrapUp.since, at)
  const base = { type: 'handleClosed', at, agent, handle, talkMs, holdMs, wrapUpMs } as const
  return queue === undefined ? base : { ...base, queue }
}
