/** Which sources feed a queue, tickets and surveys: those whose accepted events spoke of it within 24 h before the newest. */
import { DAY } from './arithmetic.ts'
import type { Folded } from './delivery.ts'
import type { Moment } from './moment.ts'

export function sourcesOfQueue(moment: Moment, queue: string): string[] {
  return sourcesOf(moment, ({ event }) => {
    const { queue: own, to, queues = [] } = event.data as { queue?: string; to?: string; queues?: string[] }
    if (event.type === 'agent.state') return queues.includes(queue)
    return event.type.startsWith('contact.') && [own, to].includes(queue)
  })
}

export function sourcesOfPart(moment: Moment, types: 'ticket' | 'survey'): string[] {
  return sourcesOf(moment, ({ event }) => event.type.split('.')[0] === types)
}

function sourcesOf(moment: Moment, speaks: (folded: Folded) => boolean): string[] {
  const lately = moment.ordered.filter(({ late, at }) => !late && moment.newest - at <= DAY)
  return [...new Set(lately.filter(speaks).map(({ event }) => event.source))].sort((a, b) => (a < b ? -1 : 1))
}
