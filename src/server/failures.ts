/** How each failure is told: how loud, under which name it is counted, in which words. One table for all. */
import type { Log, LogFields } from './ports.ts'

export interface FailureKind {
  readonly level: 'warn' | 'error'
  /** Value of the label `kind` of callboard_failures_total. */
  readonly metric: string
  readonly text: string
}

export const FAILURES = {
  brokerDied: { level: 'error', metric: 'broker_died', text: 'the private nats-server ended; starting it again' },
  brokerUnclaimed: {
    level: 'warn',
    metric: 'broker_unclaimed',
    text: 'the private nats-server cannot be noted in its store; killed, this server leaves it running',
  },
  copiesNotStored: {
    level: 'warn',
    metric: 'copies_not_stored',
    text: 'copies of rejected messages could not be stored in FLOOR_REJECTED; they wait, and are tried again',
  },
  requestFailed: { level: 'error', metric: 'request', text: 'a request failed' },
  tickFailed: { level: 'error', metric: 'tick', text: 'telling the displays failed' },
  refoldFailed: { level: 'error', metric: 'refold', text: 'folding the log again failed' },
  snapshotsUnread: {
    level: 'warn',
    metric: 'snapshots_unread',
    text: 'stored snapshots cannot be listed; reading the whole log',
  },
  snapshotNotStored: {
    level: 'warn',
    metric: 'snapshot_not_stored',
    text: 'a snapshot could not be stored; trying again later',
  },
  rebuildFailed: { level: 'error', metric: 'rebuild', text: 'a past moment could not be rebuilt' },
  rebuildWorkerLost: {
    level: 'error',
    metric: 'rebuild_worker_lost',
    text: 'a worker that rebuilds past moments ended; the next request starts another',
  },
  notStored: { level: 'warn', metric: 'not_stored', text: 'the log did not store an event' },
} as const satisfies Record<string, FailureKind>

export type Failure = keyof typeof FAILURES

export interface FailureBook {
  /** Metric name → how often. */
  readonly counts: Readonly<Record<string, number>>
  report(kind: Failure, fields: LogFields): void
}

export function createFailureBook(log: Log): FailureBook {
  const counts: Record<string, number> = {}
  return {
    counts,
    report(kind, fields) {
      const { level, metric, text } = FAILURES[kind]
      counts[metric] = (counts[metric] ?? 0) + 1
      log[level](fields, text)
    },
  }
}
