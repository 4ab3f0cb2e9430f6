import { describe, expect, test } from 'vitest'
import type { EventData, EventType, FloorEvent } from '../../../src/core/events/event.ts'
import { CEILINGS, type Ceilings } from '../../../src/core/floor/door/ceilings.ts'
import { createSite, loadSite, type Site } from '../../../src/core/site.ts'
import { at, event } from '../../support/events.ts'

const NONE: Ceilings = {
  contacts: 2,
  queues: 2,
  agents: 2,
  sources: 2,
  tickets: 2,
  escalations: 2,
  notices: 2,
  reasons: 2,
  ticketEvents: 9,
  eventsOfOne: 4,
  eventsOfAgent: 9,
  talksOfAgent: 1,
  identities: 1_000,
  customers: 1_000,
  closedContacts: 1_000,
}

function aSite(ceilings: Partial<Ceilings> = {}): Site {
  return createSite({ site: 'main', ceilings: { ...NONE, ...ceilings } })
}

/** What became of each: `undefined` is folded. */
function fates(site: Site, events: readonly FloorEvent[]): (string | undefined)[] {
  return events.map((one) => site.apply(one))
}

function rejected(site: Site): Record<string, number> {
  return site.floorView({ live: false, appliedSeq: 0 }).feed.rejected
}

/** One event a name, a second apart. */
function series<T extends EventType>(type: T, ...data: EventData<T>[]): FloorEvent[] {
  return data.map((one, i) => event(i, type, one))
}

const CREATING: [what: string, reason: string, events: FloorEvent[]][] = [
  [
    'contact',
    'tooManyContacts',
    series('contact.abandoned', { contact: 'a' }, { contact: 'b' }, { contact: 'c' }, { contact: 'a' }),
  ],
  [
    'queue of a contact',
    'tooManyQueues',
    [
      ...series('contact.enqueued', { contact: 'a', queue: 'P' }, { contact: 'a', queue: 'Q' }),
      event(2, 'contact.flowedOut', { contact: 'a', reason: 'key', to: 'R' }),
      event(3, 'contact.flowedOut', { contact: 'a', reason: 'key', to: 'P' }),
    ],
  ],
  [
    'queue of a member',
    'tooManyQueues',
    series(
      'agent.state',
      { agent: 'A', state: 'available', queues: ['P'] },
      { agent: 'A', state: 'available', queues: ['P', 'Q', 'Q'] },
      { agent: 'A', state: 'available', queues: ['P', 'R'] },
      { agent: 'A', state: 'available', queues: ['Q', 'P', 'Q'] },
    ),
  ],
  [
    'queue configured',
    'tooManyQueues',
    series('queue.configured', { queue: 'P' }, { queue: 'Q' }, { queue: 'R' }, { queue: 'P' }),
  ],
  [
    'queue of a survey',
    'tooManyQueues',
    series(
      'survey.answered',
      { csat: 1, queue: 'P' },
      { csat: 1, queue: 'Q' },
      { csat: 1, queue: 'R' },
      { csat: 1, queue: 'P' },
    ),
  ],
  [
    'queue of a ticket',
    'tooManyQueues',
    [
      ...series('ticket.opened', { ticket: 'a', queue: 'P' }, { ticket: 'b', queue: 'Q' }, { ticket: 'b', queue: 'R' }),
      event(3, 'ticket.opened', { ticket: 'b', queue: 'P' }),
    ],
  ],
  [
    'queue of an escalation',
    'tooManyQueues',
    series(
      'escalation.raised',
      { escalation: 'a', reason: '', queue: 'P' },
      { escalation: 'b', reason: '', queue: 'Q' },
      { escalation: 'b', reason: '', queue: 'R' },
      { escalation: 'b', reason: '', queue: 'P' },
    ),
  ],
  [
    'agent of a contact',
    'tooManyAgents',
    series(
      'contact.alerted',
      { contact: 'a', agent: 'A' },
      { contact: 'a', agent: 'B' },
      { contact: 'a', agent: 'C' },
      { contact: 'a', agent: 'B' },
    ),
  ],
  [
    'agent',
    'tooManyAgents',
    series(
      'agent.state',
      { agent: 'A', state: 'available' },
      { agent: 'B', state: 'available' },
      { agent: 'C', state: 'available' },
      { agent: 'A', state: 'offline' },
    ),
  ],
  [
    'source',
    'tooManySources',
    ['/1', '/2', '/3', '/1'].map((source, i) => event(i, 'source.heartbeat', {}, { source })),
  ],
  [
    'ticket',
    'tooManyTickets',
    [
      event(0, 'ticket.opened', { ticket: 'a', queue: 'P' }),
      event(1, 'ticket.replied', { ticket: 'b' }),
      event(2, 'ticket.opened', { ticket: 'c', queue: 'P' }),
      event(3, 'ticket.resolved', { ticket: 'a' }),
    ],
  ],
  [
    'escalation',
    'tooManyEscalations',
    [
      event(0, 'escalation.raised', { escalation: 'a', reason: '' }),
      event(1, 'escalation.claimed', { escalation: 'b', by: 'Nia' }),
      event(2, 'escalation.raised', { escalation: 'c', reason: '' }),
      event(3, 'escalation.claimed', { escalation: 'a', by: 'Nia' }),
    ],
  ],
  [
    'notice',
    'tooManyNotices',
    [
      event(0, 'notice.posted', { notice: 'a' }),
      event(1, 'notice.cleared', { notice: 'b' }),
      event(2, 'notice.cleared', { notice: 'c' }),
      event(3, 'notice.posted', { notice: 'b' }),
    ],
  ],
  [
    'reason',
    'tooManyReasons',
    ['Lunch', 'Coffee', 'Tea', 'Lunch'].map((reason, i) =>
      event(i, 'agent.state', { agent: 'A', state: 'notReady', reason }),
    ),
  ],
]

test.each(CREATING)('[FL50] one %s too many is not folded, and what is known goes on', (_what, reason, events) => {
  const site = aSite()
  expect(fates(site, events)).toEqual([undefined, undefined, reason, undefined])
  expect(rejected(site)).toEqual({ [reason]: 1 })
})

test.each(CREATING)('[FL50] refused, one %s too many leaves no other trace', (_what, reason, events) => {
  const [one, two, surplus, last] = events
  const [site, without] = [aSite(), aSite()]
  fates(site, [one, two, surplus, last] as FloorEvent[])
  fates(without, [one, two, last] as FloorEvent[])
  without.reject(reason)
  expect(site.dump()).toEqual(without.dump())
})

test('[FL50] beside queues too many, an agent too many is what is told, and a late event is none', () => {
  const site = aSite({ contacts: 9, agents: 1, talksOfAgent: 9 })
  const answered = (seconds: number, agent: string, queue: string) =>
    event(seconds, 'contact.answered', { contact: 'a', agent, queue })
  expect(fates(site, [answered(0, 'A', 'P'), answered(1, 'A', 'Q')])).toEqual([undefined, undefined])
  expect(fates(site, [answered(2, 'B', 'Q'), answered(3, 'B', 'R'), answered(4, 'A', 'R')])).toEqual([
    'tooManyAgents',
    'tooManyAgents',
    'tooManyQueues',
  ])
  fates(site, [event(9_000, 'source.heartbeat', {})])
  expect(fates(site, [answered(5, 'A', 'R')])).toEqual([undefined])
  expect(site.sizes()).toMatchObject({ queues: 2 })
})

test('[FL50] with room for one queue, two named at once are refused together', () => {
  const site = aSite()
  const flowed = (seconds: number, queue: string, to: string) =>
    event(seconds, 'contact.flowedOut', { contact: 'a', reason: 'key', queue, to })
  fates(site, series('contact.enqueued', { contact: 'a', queue: 'P' }))
  expect(fates(site, [flowed(1, 'Q', 'R'), flowed(2, 'Q', 'Q')])).toEqual(['tooManyQueues', undefined])
})

test('[FL50] reasons are those of who is not ready', () => {
  const site = aSite({ eventsOfAgent: 99 })
  let seconds = 0
  const said = (state: 'notReady' | 'available', reason?: string) =>
    event(seconds++, 'agent.state', { agent: 'A', state, ...(reason === undefined ? {} : { reason }) })
  expect(fates(site, [said('notReady', 'Lunch'), said('notReady', 'Tea')])).toEqual([undefined, undefined])
  expect(fates(site, [said('available', 'Coffee'), said('notReady'), said('notReady', 'Coffee')])).toEqual([
    undefined,
    undefined,
    'tooManyReasons',
  ])
})

describe('of one thing', () => {
  const overAndOver: [what: string, type: EventType, data: object][] = [
    ['contact', 'contact.held', { contact: 'a', agent: 'A' }],
    ['ticket', 'ticket.replied', { ticket: 'a' }],
    ['escalation', 'escalation.resolved', { escalation: 'a', by: 'Nia' }],
  ]
  test.each(overAndOver)('[FL51] more than so many events of a %s are refused', (_what, type, data) => {
    const site = aSite()
    const events = [0, 1, 2, 3, 4].map((i) => event(i, type, data as EventData<typeof type>))
    expect(fates(site, events).slice(-2)).toEqual([undefined, 'tooManyOfOne'])
    // About an hour later they are settled, and there is room again.
    fates(site, [event(4_500, 'source.heartbeat', {})])
    expect(site.apply(event(4_800, type, data as EventData<typeof type>))).toBeUndefined()
  })

  test('[FL51] more openings of a ticket than a reply could answer are refused', () => {
    const site = aSite({ ticketEvents: 99 })
    const life = ['ticket.opened', ...Array<EventType[]>(4).fill(['ticket.resolved', 'ticket.reopened']).flat()]
    const events = life.map((type, i) =>
      event(i * 4_800, type as 'ticket.opened', { ticket: 'a', queue: 'P' }, { id: `${i}` }),
    )
    expect(fates(site, events)).toEqual([
      ...Array<undefined>(5).fill(undefined),
      ...Array<string>(4).fill('tooManyOfOne'),
    ])
  })

  test('[FL51] an agent has so many talks for more than an hour, and is named so often', () => {
    const talk = (seconds: number, contact: string) => event(seconds, 'contact.answered', { contact, agent: 'A' })
    const pause = event(8_000, 'source.heartbeat', {})
    expect(fates(aSite(), [talk(0, 'a'), talk(1, 'b'), pause, talk(8_001, 'b')])).toEqual([
      undefined,
      undefined,
      undefined,
      'tooManyOfOne',
    ])
    const two = aSite({ talksOfAgent: 2, contacts: 9 })
    expect(fates(two, [talk(0, 'a'), pause, talk(8_001, 'b'), event(16_000, 'source.heartbeat', {})])).not.toContain(
      'tooManyOfOne',
    )
    expect(fates(two, [talk(16_001, 'b')])).toEqual(['tooManyOfOne'])
    const said = [0, 1, 2].map((i) => event(i, 'agent.state', { agent: 'A', state: 'available' }))
    expect(fates(aSite({ eventsOfAgent: 2 }), said)).toEqual([undefined, undefined, 'tooManyOfOne'])
  })

  test("[FL53] changes of one queue's settings, until they are settled, and then those that changed something", () => {
    const day = 86_400
    const site = aSite({ eventsOfOne: 3 })
    const change = (seconds: number, answerWithinMs: number, queue = 'Q') =>
      event(seconds, 'queue.configured', { queue, answerWithinMs })
    const same = [0, 1, 2, 3].map((seconds) => change(seconds, 9_000))
    expect(fates(site, same)).toEqual([undefined, undefined, undefined, 'tooManyOfOne'])
    expect(fates(site, [change(4, 9_000, 'P')])).toEqual([undefined])
    site.apply(event(day, 'source.heartbeat', {}))
    expect(fates(site, [change(day, 8_000), change(day + 1, 7_000), change(day + 2, 6_000)])).toEqual([
      undefined,
      undefined,
      'tooManyOfOne',
    ])
    site.apply(event(9 * day, 'source.heartbeat', {}))
    expect(fates(site, [change(9 * day, 5_000), change(9 * day + 1, 4_000)])).toEqual([undefined, undefined])
  })

  test('[FL51] late events are kept like others, and refused like others', () => {
    const site = aSite()
    fates(site, series('contact.enqueued', { contact: 'a', queue: 'P' }))
    fates(site, [event(9_000, 'contact.alerted', { contact: 'a', agent: 'A' })])
    const late = [1, 2, 3, 4, 5].map((i) => event(i, 'contact.wrappedUp', { contact: 'a', agent: 'A' }))
    expect(fates(aSite(), late)).toContain('tooManyOfOne')
    const retrieved = [1, 2, 3, 4, 5].map((i) => event(i, 'contact.retrieved', { contact: 'a', agent: 'A' }))
    expect(fates(site, retrieved)).toEqual([undefined, undefined, undefined, 'tooManyOfOne', 'tooManyOfOne'])
  })

  test('[FL51] events about tickets are limited by the day', () => {
    const site = aSite({ ticketEvents: 2, tickets: 99 })
    const replied = (seconds: number) => event(seconds, 'ticket.replied', { ticket: `${seconds}` })
    expect(fates(site, [0, 1, 2].map(replied))).toEqual([undefined, undefined, 'tooManyTicketEvents'])
    expect(site.apply(replied(86_400))).toBeUndefined()
  })
})

test('[FL52] refused, an event moves nothing, and is folded when it comes again and there is room', () => {
  const site = aSite({ contacts: 1 })
  const surplus = event(60, 'contact.enqueued', { contact: 'b', queue: 'P' })
  fates(site, series('contact.abandoned', { contact: 'a' }))
  expect(fates(site, [surplus, surplus])).toEqual(['tooManyContacts', 'tooManyContacts'])
  expect([site.asOf, site.lastEventAt]).toEqual([at(0), at(0)])
  fates(site, [event(4_300, 'source.heartbeat', {})])
  const again = { ...surplus, time: at(4_301) }
  expect(fates(site, [again, again])).toEqual([undefined, undefined])
  expect(site.floorView({ live: false, appliedSeq: 0 }).feed).toMatchObject({
    rejected: { tooManyContacts: 2 },
    duplicates: 1,
  })
})

test('[FL52] a source beyond the ceiling is not looked back to either', () => {
  const site = aSite({ sources: 1 })
  fates(site, [event(0, 'source.heartbeat', {}, { source: '/1' })])
  expect(site.observe(event(1, 'source.heartbeat', {}, { source: '/2' }))).toBe(false)
  expect(site.observe(event(1, 'source.heartbeat', {}, { source: '/1' }))).toBe(true)
})

test('[FL53] however the clock has moved, and loaded from a dump, the same are refused', () => {
  const days = CREATING.flatMap(([, , events], i) =>
    events.map((one) => ({ ...one, id: `${i} ${one.id}`, time: at(i * 7_200 + one.time / 1000 - at(0) / 1000) })),
  )
  const [plain, ticking] = [aSite(), aSite()]
  let reloaded = aSite()
  const fatesOf = days.map((one) => {
    ticking.advanceTo(at((one.time - at(0)) / 1000 + 3_600))
    reloaded = loadSite({ site: 'main', ceilings: NONE }, JSON.parse(JSON.stringify(reloaded.dump())) as never)
    return [plain.apply(one), ticking.apply(one), reloaded.apply(one)]
  })
  expect(fatesOf.map(([, two, three]) => [two, three])).toEqual(fatesOf.map(([one]) => [one, one]))
  expect(fatesOf.filter(([fate]) => fate !== undefined).length).toBeGreaterThan(5)
})

test('[FL50] a floor as full as a flood makes it is viewed, dumped and loaded', () => {
  // More than fit into the arguments of one call; the ceiling itself would take longer to fill.
  const contacts = 130_000
  expect(CEILINGS.contacts).toBeGreaterThan(contacts)
  const site = createSite({ site: 'main', ceilings: { contacts } })
  for (let i = 0; i <= contacts; i++)
    site.apply(event(i / 100, 'contact.enqueued', { contact: `c${i}`, queue: 'SALES' }, { id: `${i}` }))
  const loaded = loadSite({ site: 'main' }, site.dump())
  for (const one of [site, loaded])
    expect(one.floorView({ live: true, appliedSeq: 0 })).toMatchObject({
      total: { waiting: contacts },
      feed: { rejected: { tooManyContacts: 1 } },
    })
}, 120_000)

describe('mere memory', () => {
  test('[FL54] the oldest identities of the busiest source are forgotten: its repeats count again', () => {
    const site = aSite({ identities: 3 })
    const beat = (id: string, source: string) => event(0, 'source.heartbeat', {}, { id, source })
    fates(site, [beat('x', '/calm'), beat('a', '/busy'), beat('b', '/busy'), beat('c', '/busy')])
    fates(site, [beat('x', '/calm'), beat('a', '/busy')])
    expect(site.floorView({ live: false, appliedSeq: 0 }).feed.duplicates).toBe(1)
    expect(site.sizes()).toMatchObject({ identities: 2, forgotten: { identities: 3 } })
  })

  test('[FL54] the oldest customers are forgotten', () => {
    const site = aSite({ customers: 1, contacts: 99 })
    const call = (seconds: number, customer: string) =>
      event(seconds, 'contact.enqueued', { contact: `${seconds}`, queue: 'P', customer })
    fates(site, [call(0, 'a'), call(1, 'b'), call(8_000, 'c'), call(8_001, 'a'), call(8_002, 'b')])
    expect(site.sizes()).toMatchObject({ customers: 1, forgotten: { customers: 1 } })
    expect(site.boardView(DESK, { live: true, appliedSeq: 0 })).toMatchObject({
      quality: { repeatContacts: { rate24h: 0.2 } },
    })
  })

  test('[FL54] the oldest contacts that are over are forgotten', () => {
    const site = aSite({ closedContacts: 1, contacts: 99, agents: 9, talksOfAgent: 9, eventsOfAgent: 99 })
    for (const [i, contact] of ['a', 'b'].entries())
      fates(site, [
        event(i, 'contact.answered', { contact, agent: 'A' }),
        event(i + 0.5, 'contact.ended', { contact, agent: 'A' }),
      ])
    fates(site, [event(8_000, 'source.heartbeat', {})])
    expect(site.sizes()).toMatchObject({ contacts: 0, closedContacts: 1, forgotten: { closedContacts: 1 } })
  })
})

const DESK = { id: 'desk', site: 'main', kind: 'desk', name: 'Desk' } as const
