/** A day whose beginning the log no longer holds. */
import { describe, expect, test } from 'vitest'
import { createSite, loadSite, type Site } from '../../../src/core/site.ts'
import { epochMs, type EpochMs } from '../../../src/core/units.ts'
import { enqueued } from '../../support/events.ts'

/** Half past five in the morning: the site's day has begun at noon UTC the day before. */
const AUCKLAND = { site: 'main', zone: 'Pacific/Auckland' }

function instant(text: string): EpochMs {
  return epochMs(Date.parse(text))
}

function siteMissing(before: string, asOf: string): Site {
  const site = createSite(AUCKLAND)
  site.missesBefore(instant(before))
  site.advanceTo(instant(asOf))
  return site
}

function countsSince(site: Site): (string | undefined)[] {
  const status = { live: true, appliedSeq: 0 }
  const boards = (['floor', 'agents', 'desk', 'lead'] as const).map((kind) =>
    site.boardView({ id: kind, site: 'main', kind } as Parameters<Site['boardView']>[0], status),
  )
  return [site.floorView(status), ...boards].map((view) => view.countsSince)
}

describe('[WI13] countsSince', () => {
  test('stands in every view of the day', () => {
    const site = siteMissing('2026-06-01T16:00:00.000Z', '2026-06-01T17:30:00.000Z')
    expect(countsSince(site)).toEqual(Array(5).fill('2026-06-01T16:00:00.000Z'))
  })

  test('is gone with the first instant of the next local day', () => {
    const site = siteMissing('2026-06-01T16:00:00.000Z', '2026-06-02T11:59:59.999Z')
    expect(countsSince(site)[0]).toBe('2026-06-01T16:00:00.000Z')
    site.advanceTo(instant('2026-06-02T12:00:00.000Z'))
    expect(countsSince(site)).toEqual(Array(5).fill(undefined))
  })

  test('is not there when nothing of today is missing', () => {
    expect(countsSince(siteMissing('2026-06-01T12:00:00.000Z', '2026-06-01T17:30:00.000Z'))[0]).toBeUndefined()
    expect(countsSince(siteMissing('2026-06-01T12:00:00.001Z', '2026-06-01T17:30:00.000Z'))[0]).toBeDefined()
    const told = createSite(AUCKLAND)
    told.apply(enqueued(0))
    expect(countsSince(told)[0]).toBeUndefined()
  })

  test('is in the dump', () => {
    const site = siteMissing('2026-06-01T16:00:00.000Z', '2026-06-01T17:30:00.000Z')
    expect(countsSince(loadSite(AUCKLAND, site.dump()))[0]).toBe('2026-06-01T16:00:00.000Z')
  })
})
