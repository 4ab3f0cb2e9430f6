/** Whoever looks, and whenever: the same figures, and the same events find no room. */
import { describe, expect, test } from 'vitest'
import { createSite, loadSite, type Site, type SiteDump } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import { answered, enqueued, ended, event, said } from '../support/events.ts'
import { disorderedEvents } from '../support/simulatedEvents.ts'

/** So tight that some find no room. */
const CEILINGS = { contacts: 60, agents: 9, eventsOfOne: 12, eventsOfAgent: 400, closedContacts: 500 }
const CONFIG = { site: 'main', zone: 'America/New_York', ceilings: CEILINGS }
const EVENTS = 9_000

const viewOf = (site: Site) => JSON.stringify(site.floorView({ live: true, appliedSeq: 0 }))

describe.each([1, 2, 3])('[FL33] seed %i', (seed) => {
  const events = disorderedEvents(seed, EVENTS)

  /** Looks after each event whose number `isLook` picks. */
  function folded(isLook: (index: number) => boolean): { fates: string; site: Site } {
    const site = createSite(CONFIG)
    const fates = events.map((one, i) => {
      const fate = site.apply(one)
      if (isLook(i)) viewOf(site)
      return fate ?? ''
    })
    return { fates: fates.join(), site }
  }

  const unseen = folded(() => false)

  test('some find no room', () => expect(unseen.fates).toContain('tooMany'))

  test.each([
    ['at every event', 1],
    ['now and then', 700],
    ['once', EVENTS / 2],
  ])('looked at %s', (_, every) => {
    const seen = folded((i) => i % every === every - 1)
    expect(seen.fates === unseen.fates).toBe(true)
    const loaded = loadSite(CONFIG, JSON.parse(JSON.stringify(seen.site.dump())) as SiteDump)
    for (const later of [0, 900_000, 7_200_000]) {
      const asOf = epochMs(unseen.site.asOf + later)
      for (const site of [seen.site, unseen.site, loaded]) site.advanceTo(asOf)
      expect(viewOf(seen.site) === viewOf(unseen.site)).toBe(true)
      expect(viewOf(loaded) === viewOf(unseen.site)).toBe(true)
    }
  })
})

test('[FL33] nobody having looked for a while, the next look sees what came meanwhile', () => {
  const site = createSite({ site: 'main' })
  const look = () => site.floorView({ live: true, appliedSeq: 0 }).queues['SALES']
  for (const one of [enqueued(0), answered(10), said(20, 'notReady', { reason: 'Lunch' })]) site.apply(one)
  expect(look()).toMatchObject({ waiting: 0, windows: { day: { answered: 1 } } })
  for (const minute of [11, 22, 33, 44]) site.apply(event(minute * 60, 'source.heartbeat', {}))
  for (const one of [ended(2_700), enqueued(2_701, 'c2')]) site.apply(one)
  expect(look()).toMatchObject({ waiting: 1, windows: { day: { answered: 1, offered: 2 } } })
})

test('[FL33] [FL13] settings that changed again and again since do not change what is judged by the earlier ones', () => {
  const told = event(30, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: 15_000 })
  const changes = Array.from({ length: 1_990 }, (_, i) => {
    return event(60 + i, 'queue.configured', { queue: 'SALES', answerWithinMs: 10_000 + (i % 2) })
  })
  const later = event(10_000, 'source.heartbeat', {})
  const [seen, unseen] = [createSite({ site: 'main' }), createSite({ site: 'main' })]
  for (const one of [told, ...changes, later]) {
    expect([seen.apply(one), unseen.apply(one)]).toEqual([undefined, undefined])
    viewOf(seen)
  }
  expect(seen.floorView({ live: true, appliedSeq: 0 }).queues['SALES']).toMatchObject({
    settings: { answerWithinMs: 10_001 },
    windows: { day: { answered: 1, answeredWithinTarget: 1 } },
  })
  expect(viewOf(unseen) === viewOf(seen)).toBe(true)
})
