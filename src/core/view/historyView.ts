/** How a site fared over some hours, minute by minute: what a reader needs to find a moment worth looking at. */
import type { Instant } from '../units.ts'

export interface QueueHistoryView {
  name: string
  /** In force at the latest minute that was read. */
  answerWithinMs: number
  targetRatio: number
  /** Over 30 minutes, and over how many contacts. */
  serviceLevel: (number | null)[]
  n: number[]
  /** Null: nobody waited. */
  longestWaitMs: (number | null)[]
}

export interface BreachView {
  at: Instant
  queue: string
}

export interface RaisedView {
  escalation: string
  raisedAt: Instant
  reason: string
  severity: 'warning' | 'critical'
  queue?: string
  agent?: string
  /** As of the latest minute that was read; absent of one who is forgotten by then (F16). */
  agentName?: string
}

/** Lists hold one entry a step: the first as of `from`, the last as of `to`. */
export interface HistoryView {
  site: string
  zone: string
  from: Instant
  to: Instant
  stepMs: number
  /** All queues, over 30 minutes. */
  serviceLevel: (number | null)[]
  queues: Record<string, QueueHistoryView>
  /** Each instant at which a waiting contact passed its target, oldest first. */
  breaches: BreachView[]
  escalations: RaisedView[]
}

/** The next breach after an instant; without `at` there was none until `until`. */
export interface NextBreachView {
  site: string
  after: Instant
  until: Instant
  at?: Instant
  queue?: string
}
