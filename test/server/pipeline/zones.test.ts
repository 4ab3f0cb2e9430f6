/** Several sites with zones of their own in one process: each has its own day, and none sees another's. */
import { expect, test } from 'vitest'
import { createSite } from '../../../src/core/site.ts'
import { epochMs, minutes, toInstant } from '../../../src/core/units.ts'
import { aRig } from './rig.ts'

const ZONES = {
  kathmandu: 'Asia/Kathmandu',
  lordHowe: 'Australia/Lord_Howe',
  london: 'Europe/London',
  stJohns: 'America/St_Johns',
  kiritimati: 'Pacific/Kiritimati',
} as const

type SiteName = keyof typeof ZONES

/** The local date, by the platform's own calendar. */
function localDate(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at)
}

/** Which quarter hour of the local clock an instant lies in, by the platform's own calendar. */
function localMinute(at: number, zone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, minute: 'numeric' }).format(at))
}

test('[WI2] each site counts its own local day, on the days the clocks change too', () => {
  const start = Date.parse('2026-10-24T09:00:00.000Z')
  const rig = aRig({
    clockMode: 'wall',
    createSite,
    siteConfig: (site) => ({ site, zone: ZONES[site as SiteName] }),
    knownSites: Object.keys(ZONES),
  })
  rig.now = start
  const offered: Record<string, number[]> = {}
  const step = minutes(13)
  for (let n = 0; n < 280; n++) {
    rig.now = start + n * step
    const site = Object.keys(ZONES)[n % 5] ?? ''
    ;(offered[site] ??= []).push(rig.now)
    rig.publish({ site, body: enqueued(n, rig.now) })
    if (n % 4 !== 0) continue
    for (const [name, zone] of Object.entries(ZONES)) {
      const view = rig.pipeline.floorView(name)
      const today = localDate(rig.now, zone)
      const expected = (offered[name] ?? []).filter((at) => localDate(at, zone) === today)
      expect([toInstant(epochMs(rig.now)), name, view?.zone, view?.total.windows.day.offered]).toEqual([
        toInstant(epochMs(rig.now)),
        name,
        zone,
        expected.length,
      ])
      const starts = Object.keys(Object.values(view?.intervals ?? {})[0] ?? {})
      expect(starts.filter((at) => localMinute(Date.parse(at), zone) % 15 !== 0)).toEqual([])
    }
  }
})

function enqueued(n: number, at: number): string {
  const event = {
    specversion: '1.0',
    id: `e${n}`,
    source: '/acd',
    type: 'contact.enqueued',
    time: toInstant(epochMs(at)),
  }
  return JSON.stringify({ ...event, data: { contact: `c${n}`, queue: 'SALES' } })
}
