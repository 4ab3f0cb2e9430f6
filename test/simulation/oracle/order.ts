/** F14: the order in which a site's events fold. */
import { byCodeUnits } from './arithmetic.ts'
import type { Folded } from './delivery.ts'

const PLACES = [
  ['queue.configured'],
  ['contact.enqueued'],
  ['contact.alerted'],
  ['contact.alertTimedOut'],
  ['contact.answered'],
  ['contact.held'],
  ['contact.retrieved'],
  ['contact.ended', 'contact.transferred', 'contact.flowedOut', 'contact.abandoned'],
  ['contact.wrappedUp'],
  ['agent.state'],
]

function place(type: string): number {
  const found = PLACES.findIndex((types) => types.includes(type))
  return found === -1 ? PLACES.length : found
}

export function inOrder(folded: readonly Folded[]): Folded[] {
  return [...folded].sort((a, b) => a.at - b.at || inOneMs(a, b))
}

/** The order of events that take effect in the same ms. */
export function inOneMs(a: Folded, b: Folded): number {
  return (
    place(a.event.type) - place(b.event.type) ||
    byCodeUnits(a.event.source, b.event.source) ||
    byCodeUnits(a.event.id, b.event.id) ||
    a.arrival - b.arrival
  )
}
