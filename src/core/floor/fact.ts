/**
 * Facts: what the floor concludes from events. Windows count them with a sign, so that a conclusion that an
 * out-of-order event proves wrong is taken back instead of repaired downstream.
 */
import type { AgentId, DurationMs, EpochMs, QueueId } from '../units.ts'

interface FactBase {
  /** The instant the fact belongs to: the moment of its own event (N1). */
  readonly at: EpochMs
  /** The instant of the event it follows from, where that is later: a wait told afterwards (F2). */
  readonly learntAt?: EpochMs
}

/** The instant of the event that a fact follows from: it may be taken back for as long as that event is not settled. */
export function learntAt(fact: FactBase): EpochMs {
  return fact.learntAt ?? fact.at
}

/** Where the fact's event stands in the order of events (F14), for ties at one instant. */
export interface Order {
  readonly rank: number
  readonly source: string
  readonly id: string
}

export interface SegmentOffered extends FactBase {
  readonly type: 'segmentOffered'
  readonly queue: QueueId
  readonly channel: string
  readonly by: Order
}

export interface SegmentAnswered extends FactBase {
  readonly type: 'segmentAnswered'
  readonly queue: QueueId
  readonly agent: AgentId
  readonly waitMs: DurationMs
  readonly withinTarget: boolean
}

export interface SegmentAbandoned extends FactBase {
  readonly type: 'segmentAbandoned'
  readonly queue: QueueId
  readonly waitMs: DurationMs
  readonly short: boolean
  readonly withinTarget: boolean
}

export interface SegmentFact extends FactBase {
  readonly type: 'segmentFlowedOut' | 'segmentTransferredOut' | 'alertTimedOut' | 'targetBreached' | 'promiseBreached'
  readonly queue: QueueId
}

/** How many waiting segments are over their target goes up or down: Q_T as a step function of time (SL9). */
export interface OverTargetChanged extends FactBase {
  readonly type: 'overTargetChanged'
  readonly queue: QueueId
  readonly by: 1 | -1
}

/** Wrap-up ended: the moment of `handled` (F3). Without a queue it answered no segment (F2). */
export interface HandleClosed extends FactBase {
  readonly type: 'handleClosed'
  readonly agent: AgentId
  readonly queue?: QueueId
  readonly handle: string
  readonly talkMs: DurationMs
  readonly holdMs: DurationMs
  readonly wrapUpMs: DurationMs
}

/** An event that ended or answered what nobody saw begin (F2, F4). */
export interface Orphaned extends FactBase {
  readonly type: 'orphaned'
}

/** A customer's contact began: its first enqueue (for repeat contacts). */
export interface ContactStarted extends FactBase {
  readonly type: 'contactStarted'
  readonly contact: string
  /** The hashed customer, when the sender identified one. */
  readonly customer?: string
}

export type QueueFact = SegmentOffered | SegmentAnswered | SegmentAbandoned | SegmentFact | OverTargetChanged
export type Fact = QueueFact | HandleClosed | Orphaned | ContactStarted

export type Sign = 1 | -1

/** Receives facts: +1 as they are concluded, −1 when they are taken back (the same object again). */
export type FactSink = (fact: Fact, sign: Sign) => void

/** Equal keys mean the same conclusion, whichever fold drew it. */
export function factKey(fact: Fact): string {
  switch (fact.type) {
    case 'segmentOffered':
      return `offered ${fact.at} ${fact.channel} ${fact.by.rank} ${fact.by.source} ${fact.by.id} ${fact.queue}`
    case 'segmentAnswered':
      return `answered ${fact.at} ${fact.waitMs} ${fact.withinTarget} ${fact.agent} ${fact.queue}`
    case 'segmentAbandoned':
      return `abandoned ${fact.at} ${fact.waitMs} ${fact.short} ${fact.withinTarget} ${fact.queue}`
    case 'overTargetChanged':
      return `over ${fact.at} ${fact.by} ${fact.queue}`
    case 'handleClosed':
      return `closed ${fact.at} ${fact.handle} ${fact.talkMs} ${fact.holdMs} ${fact.wrapUpMs} ${fact.agent} ${fact.queue ?? ''}`
    case 'orphaned':
      return `orphaned ${fact.at}`
    case 'contactStarted':
      return `started ${fact.at} ${fact.contact} ${fact.customer ?? ''}`
    default:
      return `${fact.type} ${fact.at} ${fact.queue}`
  }
}
