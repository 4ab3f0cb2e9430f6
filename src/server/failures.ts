/** How each failure is told: how loud, under which name it is counted, in which words. One table for all. */
export type FailureLevel = 'warn' | 'error'

export interface FailureKind {
  readonly level: FailureLevel
  /** Value of the label `kind` of callboard_failures_total. */
  readonly metric: string
  readonly text: string
}

export const FAILURES = {
  brokerDied: { level: 'error', metric: 'broker_died', text: 'the private nats-server ended; starting it again' },
  requestFailed: { level: 'error', metric: 'request', text: 'a request failed' },
  pageFailed: { level: 'error', metric: 'page', text: 'a page failed' },
  tickFailed: { level: 'error', metric: 'tick', text: 'telling the displays failed' },
  refoldFailed: { level: 'error', metric: 'refold', text: 'folding the log again failed' },
  notStored: { level: 'warn', metric: 'not_stored', text: 'the log did not store an event that was sent over HTTP' },
} as const satisfies Record<string, FailureKind>

export type Failure = keyof typeof FAILURES
