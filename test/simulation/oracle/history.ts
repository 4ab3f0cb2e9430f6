/** Everything that happened, as plain lists: what every figure is filtered, sorted and counted from. */
import type { AgentStateName } from '../../../src/core/view/floorView.ts'
import type { Folded } from './delivery.ts'
import type { Said } from './settings.ts'

export interface Segment {
  readonly contact: Contact
  readonly queue: string
  readonly channel: string
  readonly enqueuedAt: number
  /** F11: those in force at its enqueue judge it all its life. */
  readonly settings: Said
  readonly openedBy: Folded
  /** F2: known from the waitMs of its answer alone: no ghost, however long nothing was heard of it. */
  readonly toldByAnswer: boolean
  endedAt?: number
  outcome?: 'answered' | 'abandoned' | 'flowedOut'
  answeredBy?: string
  /** F15: what a late event ended counts in no window. */
  counted: boolean
  /** F16: its contact was forgotten while it waited. */
  forgottenAt?: number
}

export interface Handle {
  readonly contact: string
  readonly agent: string
  /** Absent for further legs and orphans (F2). */
  readonly queue?: string
  readonly answeredAt: number
  readonly holds: { from: number; to?: number }[]
  endedAt?: number
  closedAt?: number
  counted: boolean
  /** F16: its agent was forgotten while they talked; whoever bears the name now has nothing to do with it. */
  isNobodys: boolean
}

export interface Contact {
  readonly id: string
  /** F13: of its latest segment; `voice` before any. */
  channel: string
  waiting: Segment | undefined
  alert: { agent: string; at: number } | undefined
  readonly handles: Handle[]
  /** F2: whom its last transfer named. */
  transferredTo: string | undefined
  /** F12: every event naming it, with the channel it had then. */
  readonly touches: { at: number; channel: string }[]
}

export interface AgentRun {
  readonly from: number
  readonly state: AgentStateName
  readonly reason: string | undefined
}

export interface Agent {
  readonly id: string
  /** F16: of what they did before they were forgotten nothing is theirs. */
  readonly since: number
  said: { state: 'available' | 'notReady' | 'wrapUp' | 'offline'; reason: string | undefined; at: number }
  name: string | undefined
  team: string | undefined
  declared: readonly string[] | undefined
  namedAt: number
  namedBy: string
  readonly runs: AgentRun[]
}

export interface History {
  readonly segments: Segment[]
  readonly handles: Handle[]
  readonly alertTimeOuts: { readonly queue: string; readonly at: number }[]
  readonly transfersOut: { readonly queue: string; readonly at: number }[]
  readonly orphans: number[]
  readonly contacts: Map<string, Contact>
  readonly agents: Map<string, Agent>
  /** F13, F16: when each queue was last named, and since when it is remembered. */
  readonly queues: Map<string, { readonly since: number; readonly namedAt: number; readonly isConfigured: boolean }>
}
