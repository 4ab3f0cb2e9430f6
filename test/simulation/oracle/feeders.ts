/** Which sources feed a queue, tickets and surveys: those whose accepted events spoke of it within 24 h before the newest. */
import { DAY } from './arithmetic.ts'
import type { Folded } from './delivery.ts'
import type { Moment } from './moment.ts'

export function sourcesOfQueue(moment: Moment, queue: string): string[] {
  const own = sourcesOf(moment, ({ event }) => {
    const named = event.data as { queue?: string; queues?: string[] }
    if (event.type === 'agent.state') return (named.queues ?? []).includes(queue)
    return event.type.startsWith('contact.') && named.queue === queue
  })
  return own.length > 0 ? own : sourcesOf(moment, ({ event }) => (event.data as { to?: string }).to === queue)
}

export function sourcesOfPart(moment: Moment, types: 'ticket' | 'survey'): string[] {
  return sourcesOf(moment, ({ event }) => event.type.split('.')[0] === types)
}

function sourcesOf(moment: Moment, speaks: (folded: Folded) => boolean): string[] {
  const lately = moment.ordered.filter(({ late, at }) => !late && moment.newest - at <= DAY)
  return [...new Set(lately.filter(speaks).map(({ event }) => event.source))].sort((a, b) => (a < b ? -1 : 1))
}
