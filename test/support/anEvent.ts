/** Structured CloudEvents as a sender writes them. */
export interface SentEvent {
  specversion: string
  id: string
  source: string
  type: string
  time: string
  data?: unknown
}

export function anEvent(changes: Partial<SentEvent> = {}): SentEvent {
  return {
    specversion: '1.0',
    id: 'e1',
    source: '/acd/test',
    type: 'contact.enqueued',
    time: '2026-03-02T09:00:10.000Z',
    data: { contact: 'c1', queue: 'SALES' },
    ...changes,
  }
}
