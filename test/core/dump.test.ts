/** A site that was dumped, written as JSON and loaded goes on as if nothing had been. */
import { expect, test } from 'vitest'
import { createSite, loadSite, type Site, type SiteDump } from '../../src/core/site.ts'
import { DUMP_VERSION } from '../../src/core/site/siteDump.ts'
import { epochMs } from '../../src/core/units.ts'
import { enqueued } from '../support/events.ts'
import { disorderedEvents } from '../support/simulatedEvents.ts'

const CONFIG = { site: 'main', zone: 'America/New_York' }

function reborn(site: Site): Site {
  return loadSite(CONFIG, JSON.parse(JSON.stringify(site.dump())) as SiteDump)
}

const viewOf = (site: Site) => JSON.stringify(site.floorView({ live: true, appliedSeq: 0 }))

test.each([1, 2, 3, 4])('[FL24] folded in parts through dump and load, the same bytes (seed %i)', (seed) => {
  const events = disorderedEvents(seed, 4_000)
  const whole = createSite(CONFIG)
  let parts = createSite(CONFIG)
  events.forEach((event, i) => {
    whole.apply(event)
    parts.apply(event)
    if (i % 397 === seed * 17) {
      parts = reborn(parts)
      expect(viewOf(parts) === viewOf(whole)).toBe(true)
    }
  })
  for (const later of [0, 20_001, 900_000, 20_000_000]) {
    const asOf = epochMs(whole.asOf + later)
    whole.advanceTo(asOf)
    parts.advanceTo(asOf)
    expect(viewOf(parts) === viewOf(whole)).toBe(true)
    expect(viewOf(reborn(parts)) === viewOf(whole)).toBe(true)
  }
})

test('a site that folded nothing can be dumped', () => {
  const site = reborn(createSite(CONFIG))
  site.apply(enqueued(0))
  expect(site.floorView({ live: true, appliedSeq: 1 }).queues['SALES']?.waiting).toBe(1)
})

test('a dump of another version is not loaded', () => {
  expect(() => loadSite(CONFIG, { ...createSite(CONFIG).dump(), version: 0 })).toThrow(
    `dump version 0 is not ${DUMP_VERSION}`,
  )
})

test('[FL24] a dump stands still while the site goes on', () => {
  const events = disorderedEvents(5, 3_000)
  const site = createSite(CONFIG)
  const dumps: { dump: SiteDump; text: string }[] = []
  events.forEach((event, i) => {
    site.apply(event)
    if (i % 500 === 499) dumps.push({ dump: site.dump(), text: JSON.stringify(site.dump()) })
  })
  site.advanceTo(epochMs(site.asOf + 3_600_000))
  const moved = dumps.flatMap(({ dump, text }) => {
    const then = JSON.parse(text) as Record<string, Record<string, unknown>>
    const now = JSON.parse(JSON.stringify(dump)) as Record<string, Record<string, unknown>>
    return Object.keys(then).filter((part) => JSON.stringify(then[part]) !== JSON.stringify(now[part]))
  })
  expect([...new Set(moved)]).toEqual([])
})
