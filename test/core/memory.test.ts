/** A site that runs for ever: what it keeps depends on what goes on, not on how long it has been going on. */
import { expect, test } from 'vitest'
import type { EventData, EventType, FloorEvent } from '../../src/core/events/event.ts'
import { createSite } from '../../src/core/site.ts'
import { at, event } from '../support/events.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** So far from nine that the ids of all days, which tell the seconds, are equally long. */
const FIRST_DAY = 20

/** Everything there is to forget, each day under other names, as long as those of the day before. */
function dayOf(day: number): FloorEvent[] {
  const from = (FIRST_DAY + day) * DAY
  const own = (name: string) => `${name}${String(day).padStart(2, '0')}`
  const told = <T extends EventType>(seconds: number, type: T, data: EventData<T>) => event(from + seconds, type, data)
  const [contact, again, agent, ticket] = [own('c'), own('g'), own('A'), own('k')]
  const [customer, escalation, notice] = [own('h'), own('e'), own('n')]
  return [
    told(HOUR, 'contact.enqueued', { contact, queue: own('Q'), channel: 'chat', customer }),
    told(HOUR + 5, 'contact.alerted', { contact, agent }),
    told(HOUR + 9, 'contact.answered', { contact, agent }),
    told(HOUR + 60, 'contact.ended', { contact, agent }),
    told(HOUR + 90, 'contact.wrappedUp', { contact, agent }),
    told(HOUR + 95, 'agent.state', { agent, state: 'notReady', reason: 'Lunch' }),
    told(HOUR + 99, 'agent.state', { agent, state: 'offline' }),
    told(HOUR + 100, 'contact.enqueued', { contact: again, queue: 'SALES', customer: 'regular' }),
    told(HOUR + 190, 'contact.abandoned', { contact: again }),
    told(HOUR + 200, 'contact.enqueued', { contact: own('w'), queue: 'SALES' }),
    told(HOUR + 202, 'contact.enqueued', { contact: own('l'), queue: own('Q') }),
    told(HOUR + 203, 'contact.answered', { contact: own('l'), agent: 'A' }),
    told(HOUR + 204, 'contact.ended', { contact: own('l') }),
    told(HOUR + 205, 'contact.answered', { contact: own('w'), agent: 'A' }),
    told(HOUR + 208, 'contact.ended', { contact: own('w') }),
    told(HOUR + 210, 'agent.state', { agent: 'A', state: 'available' }),
    told(HOUR + 211, 'agent.state', { agent: 'A', state: 'notReady' }),
    told(HOUR + 300, 'ticket.opened', { ticket, queue: 'DESK' }),
    told(HOUR + 360, 'ticket.resolved', { ticket }),
    told(HOUR + 370, 'ticket.replied', { ticket: own('never opened') }),
    told(HOUR + 380, 'ticket.opened', { ticket: 'endless', queue: 'DESK' }),
    told(HOUR + 381, 'ticket.replied', { ticket: 'endless' }),
    told(HOUR + 400, 'escalation.raised', { escalation, reason: 'angry' }),
    told(HOUR + 410, 'escalation.claimed', { escalation, by: 'Nia' }),
    told(HOUR + 420, 'escalation.resolved', { escalation, by: 'Nia' }),
    told(HOUR + 500, 'notice.posted', { notice, text: 'drill' }),
    told(HOUR + 510, 'notice.cleared', { notice }),
    told(HOUR + 520, 'notice.cleared', { notice: own('never posted') }),
    event(from + HOUR + 600, 'source.heartbeat', {}, { source: own('/s') }),
    ...[3, 6, 9, 12, 15, 18, 21].map((hour) => told(hour * HOUR, 'source.heartbeat', {})),
  ]
}

test('[FL16, FL24] after ten days memory holds no more than after nine', () => {
  const site = createSite({ site: 'main' })
  const lengths: Record<string, number>[] = []
  for (let day = 0; day < 12; day++) {
    for (const one of dayOf(day)) site.apply(one)
    site.advanceTo(at((FIRST_DAY + day + 1) * DAY - 1))
    const parts = Object.entries(site.dump()).map(([name, part]) => [name, JSON.stringify(part).length] as const)
    lengths.push(Object.fromEntries(parts))
  }
  expect(lengths[11]).toEqual(lengths[9])
  expect(lengths[10]).toEqual(lengths[9])
})
