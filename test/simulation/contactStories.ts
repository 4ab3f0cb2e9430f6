/** How contacts go in a simulated day: the ordinary lives, with every turn the contract names. */
import type { Teller } from './story.ts'

const CHANNELS = ['voice', 'chat', 'email', 'social', 'callback'] as const

/** One contact from its enqueue on; returns when the story ends. */
export function contactStory(day: Teller, at: number): void {
  const { by } = day
  const contact = day.contact()
  const queue = day.queue()
  day.tell(at, 'contact.enqueued', { contact, queue, ...day.maybe(0.4, 'channel', () => by.pick(CHANNELS)) })
  waiting(day, at, contact, queue, 0)
}

function waiting(day: Teller, from: number, contact: string, queue: string, depth: number): void {
  const { by } = day
  let at = from
  while (by.often(0.3)) {
    const agent = day.agent()
    const named = day.maybe(0.7, 'queue', () => (by.often(0.9) ? queue : day.queue()))
    day.tell((at += by.whole(0, 8_000)), 'contact.alerted', { contact, agent, ...named })
    if (by.often(0.6))
      day.tell((at += by.whole(0, 15_000)), 'contact.alertTimedOut', {
        contact,
        agent: by.often(0.9) ? agent : day.agent(),
        ...named,
      })
  }
  at += day.wait()
  const fate = by.next()
  if (fate < 0.55) answered(day, at, contact, queue, depth)
  else if (fate < 0.75)
    day.tell(at, 'contact.abandoned', {
      contact,
      ...day.maybe(0.6, 'queue', () => (by.often(0.9) ? queue : day.queue())),
    })
  else if (fate < 0.8) day.tell(at, 'contact.ended', { contact, ...endedBy(day) })
  else if (fate < 0.95 && depth < 3) flowedOut(day, at, contact, queue, depth)
  else if (depth < 3) {
    const other = day.queue()
    day.tell(at, 'contact.enqueued', { contact, queue: other })
    waiting(day, at, contact, other, depth + 1)
  }
}

function flowedOut(day: Teller, at: number, contact: string, queue: string, depth: number): void {
  const { by } = day
  const reason = by.pick(['overflow', 'timeout', 'voicemail', 'callback', 'key', 'empty', 'system'] as const)
  const to = by.often(0.7) ? { to: day.queue() } : {}
  day.tell(at, 'contact.flowedOut', { contact, reason, ...day.maybe(0.6, 'queue', () => queue), ...to })
  if (to.to !== undefined) waiting(day, at, contact, to.to, depth + 1)
}

function answered(day: Teller, from: number, contact: string, queue: string, depth: number): void {
  const { by } = day
  const agent = day.agent()
  let at = from
  day.tell(at, 'contact.answered', {
    contact,
    agent,
    ...day.maybe(0.7, 'queue', () => queue),
    ...day.maybe(0.2, 'waitMs', () => day.wait()),
  })
  if (by.often(0.15)) conference(day, at + day.spell(), contact)
  while (by.often(0.25)) {
    day.tell((at += day.spell()), 'contact.held', { contact, agent })
    if (by.often(0.8)) day.tell((at += day.spell()), 'contact.retrieved', { contact, agent })
  }
  at += day.spell()
  if (by.often(0.2) && depth < 3) transferred(day, at, contact, agent, depth)
  else if (by.often(0.85)) ended(day, at, contact, agent)
}

/** A further agent joins the talk. */
function conference(day: Teller, at: number, contact: string): void {
  const agent = day.agent()
  day.tell(at, 'contact.answered', { contact, agent })
  if (day.by.often(0.7)) ended(day, at + day.spell(), contact, agent)
}

function transferred(day: Teller, at: number, contact: string, agent: string, depth: number): void {
  const { by } = day
  const to = day.queue()
  const where = by.pick([{ to }, { to }, { toAgent: day.agent() }, { to, toAgent: day.agent() }, {}])
  day.tell(at, 'contact.transferred', {
    contact,
    ...day.maybe(0.9, 'agent', () => agent),
    ...where,
    ...day.maybe(0.5, 'kind', () => by.pick(['blind', 'attended'] as const)),
  })
  if ('to' in where) waiting(day, at, contact, to, depth + 1)
  if ('toAgent' in where && by.often(0.8)) {
    day.tell(at + by.whole(0, 9_000), 'contact.answered', { contact, agent: where.toAgent })
    if (by.often(0.7)) ended(day, at + 9_000 + day.spell(), contact, where.toAgent)
  }
}

function ended(day: Teller, at: number, contact: string, agent: string): void {
  const { by } = day
  const who = day.maybe(0.85, 'agent', () => (by.often(0.95) ? agent : day.agent()))
  day.tell(at, 'contact.ended', { contact, ...who, ...endedBy(day), ...day.maybe(0.3, 'wrapUp', () => by.often(0.4)) })
  if (by.often(0.5)) day.tell(at + day.spell(), 'contact.wrappedUp', { contact, agent })
  else if (by.often(0.7)) day.tell(at + day.spell(), 'agent.state', { agent, state: 'available' })
}

function endedBy(day: Teller): { endedBy?: 'agent' | 'customer' | 'system' } {
  return day.maybe(0.6, 'endedBy', () => day.by.pick(['agent', 'customer', 'system'] as const))
}

/** An event out of nowhere: any contact, agent and queue of the cast. */
export function strayStory(day: Teller, at: number): void {
  const { by } = day
  const contact = day.contact()
  const agent = day.agent()
  const queue = day.queue()
  const named = day.maybe(0.5, 'queue', () => queue)
  const whose = day.maybe(0.5, 'agent', () => agent)
  by.pick([
    () => day.tell(at, 'contact.enqueued', { contact, queue }),
    () => day.tell(at, 'contact.alerted', { contact, agent, ...named }),
    () => day.tell(at, 'contact.alertTimedOut', { contact, agent, ...named }),
    () => day.tell(at, 'contact.answered', { contact, agent, ...named, ...day.maybe(0.5, 'waitMs', () => day.wait()) }),
    () => day.tell(at, 'contact.answered', { contact, agent, queue, waitMs: day.wait() * by.pick([1, 1, 30]) }),
    () => day.tell(at, 'contact.held', { contact, agent }),
    () => day.tell(at, 'contact.retrieved', { contact, agent }),
    () => day.tell(at, 'contact.transferred', { contact, ...whose, ...day.maybe(0.5, 'to', () => queue) }),
    () => day.tell(at, 'contact.transferred', { contact, ...whose, toAgent: day.agent() }),
    () =>
      day.tell(at, 'contact.flowedOut', {
        contact,
        reason: 'overflow',
        ...named,
        ...day.maybe(0.5, 'to', () => day.queue()),
      }),
    () => day.tell(at, 'contact.abandoned', { contact, ...named }),
    () =>
      day.tell(at, 'contact.ended', {
        contact,
        ...whose,
        ...endedBy(day),
        ...day.maybe(0.3, 'wrapUp', () => by.often(0.5)),
      }),
    () => day.tell(at, 'contact.wrappedUp', { contact, agent }),
  ])()
}
