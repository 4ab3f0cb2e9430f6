import { describe, expect, test } from 'vitest'
import { epochMs, parseInstant, toInstant } from '../../../src/core/units.ts'
import { SiteCalendar } from '../../../src/core/windows/siteDay.ts'
import { WaitHistogram } from '../../../src/core/windows/waitHistogram.ts'
import { createSite } from '../../../src/core/site.ts'
import { answered, at, ended, enqueued, event, said, siteOf, viewOf } from '../../support/events.ts'

const MIN = 60
const instant = (text: string) => parseInstant(text) ?? epochMs(NaN)

describe('windows', () => {
  test('[WI1] a sliding window holds what is younger than its width, to the millisecond', () => {
    const site = siteOf([enqueued(0)], 15 * MIN - 0.001)
    const offered = () =>
      Object.values(site.floorView({ live: true, appliedSeq: 1 }).queues['SALES']?.windows ?? {}).map((w) => w.offered)
    expect(offered()).toEqual([1, 1, 1, 1])
    site.advanceTo(at(15 * MIN))
    expect(offered()).toEqual([0, 1, 1, 1])
    site.advanceTo(at(60 * MIN))
    expect(offered()).toEqual([0, 0, 0, 1])
  })

  test('[WI2] the first instant of the local day belongs to it', () => {
    const site = createSite({ site: 'main', zone: 'Asia/Kolkata' })
    const midnight = instant('2026-03-02T18:30:00Z')
    const call = (id: string, time: number) =>
      ({
        id,
        source: '/acd',
        type: 'contact.enqueued',
        time: epochMs(time),
        data: { contact: id, queue: 'Q' },
      }) as const
    site.apply(call('before', midnight - 1))
    site.apply(call('on', midnight))
    expect(site.floorView({ live: true, appliedSeq: 2 }).queues['Q']?.windows.day.offered).toBe(1)
  })

  // metrics.md 2.3; recomputed from the zone rules of the machine that runs the test.
  test.each([
    ['Europe/Berlin', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', 25],
    ['America/New_York', '2026-03-08T05:00:00Z', 23],
    ['America/New_York', '2026-11-01T04:00:00Z', 25],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', 24.5],
    ['Africa/Cairo', '2026-04-23T22:00:00Z', 23],
    ['America/Santiago', '2026-09-06T04:00:00Z', 23],
    ['Asia/Kolkata', '2026-03-01T18:30:00Z', 24],
  ])('[WI3] %s: the day of %s is %s h long (metrics 2.3)', (zone, start, hours) => {
    const calendar = new SiteCalendar(zone)
    const from = instant(start)
    for (const inside of [from, from + 1, from + 12 * 3_600_000, from + hours * 3_600_000 - 1])
      expect(toDay(calendar.dayOf(epochMs(inside)))).toEqual([toInstant(from), hours])
    expect(calendar.dayOf(epochMs(from - 1)).end).toBe(from)
    expect(calendar.dayOf(epochMs(from + hours * 3_600_000)).start).toBe(from + hours * 3_600_000)
  })

  test('[WI4] what is taken back leaves every window as if it had never been', () => {
    const early = event(5, 'contact.abandoned', { contact: 'c1' })
    const late = viewOf([enqueued(0), answered(70), ended(100), said(130, 'available'), early], 200)
    const right = viewOf([enqueued(0), early, answered(70), ended(100), said(130, 'available')], 200)
    expect(late).toEqual(right)
  })

  test('[WI5] nearest rank, cut to 100 ms up to an hour and to 1 s beyond', () => {
    const waits = new WaitHistogram()
    for (const ms of [1_040, 2_000, 3_600_000 + 1_500, 90_000_000]) waits.add(ms, 1)
    expect(waits.ranks([0.25, 0.5, 0.75, 1])).toEqual([1_000, 2_000, 3_601_000, 90_000_000])
    waits.add(90_000_000, -1)
    expect([waits.count, ...waits.ranks([0.5, 0.9])]).toEqual([3, 2_000, 3_601_000])
    expect(new WaitHistogram().ranks([0.5])).toEqual([undefined])
  })

  test('[WI6] the longest wait and the last breach are exact after a correction and after they left the hour', () => {
    const site = siteOf([enqueued(0), answered(100.007), enqueued(0, 'c2'), answered(40.003, 'c2', 'A2')], 200)
    const seen = () => {
      const { windows, lastBreachAt } = site.floorView({ live: true, appliedSeq: 1 }).queues['SALES'] ?? {}
      return [windows?.['15m'].longestAnsweredWaitMs, windows?.day.longestAnsweredWaitMs, lastBreachAt?.slice(14, 23)]
    }
    expect(seen()).toEqual([100_007, 100_007, '00:20.001'])
    site.apply(event(10, 'contact.abandoned', { contact: 'c1' }))
    expect(seen()).toEqual([40_003, 40_003, '00:20.001'])
    for (let minute = 10; minute < 200; minute += 5)
      site.apply(said(minute * MIN, 'available', { reason: `${minute}` }))
    expect(seen()).toEqual([undefined, 40_003, '00:20.001'])
  })

  test('[WI7] quarter hours of today, `[start, end)`', () => {
    const view = viewOf([enqueued(0), answered(15 * MIN - 0.001), enqueued(15 * MIN, 'c2')], 20 * MIN)
    expect(view.intervals['SALES']).toEqual({
      '2026-03-02T09:00:00.000Z': { offered: 1, answered: 1, answeredWithinTarget: 0, abandoned: 0, handled: 0 },
      '2026-03-02T09:15:00.000Z': { offered: 1, answered: 0, answeredWithinTarget: 0, abandoned: 0, handled: 0 },
    })
  })

  test('[WI8] the trend is the service level as of each of the last 31 whole minutes, oldest first', () => {
    const view = viewOf([enqueued(0), answered(5), enqueued(60, 'c2'), answered(120, 'c2', 'A2')], 150)
    const { until, stepMs, serviceLevel } = view.queues['SALES']?.trend ?? {}
    expect([until, stepMs, serviceLevel?.length]).toEqual(['2026-03-02T09:02:00.000Z', 60_000, 31])
    expect(serviceLevel?.slice(-4)).toEqual([null, null, 1, 0.5])
  })

  test('[WI8] with SL9 a wait past its target counts in each minute in which it was', () => {
    const formula = event(-1, 'queue.configured', { queue: 'SALES', serviceLevelFormula: 'SL9' })
    const view = viewOf([formula, enqueued(0), answered(5), enqueued(30, 'c2'), answered(130, 'c2', 'A2')], 200)
    expect(view.queues['SALES']?.trend.serviceLevel.slice(-4)).toEqual([null, 0.5, 0.5, 0.5])
  })

  test('[WI9] time by state is clipped to the window; a handle counts where it closes', () => {
    const call = [
      said(0, 'available'),
      enqueued(0),
      answered(10),
      ended(20 * MIN),
      said(21 * MIN, 'notReady', { reason: 'Lunch' }),
    ]
    const { windows } = viewOf(call, 22 * MIN).agents['A1'] ?? {}
    expect(windows?.['15m']).toEqual({
      handled: 1,
      averageHandleTimeMs: (21 * MIN - 10) * 1000,
      availableMs: 0,
      alertingMs: 0,
      onContactMs: 13 * MIN * 1000,
      wrapUpMs: MIN * 1000,
      notReadyMs: MIN * 1000,
      notReadyMsByReason: { Lunch: MIN * 1000 },
      occupancy: 1,
      utilisation: 14 / 15,
    })
    expect(windows?.['30m'].availableMs).toBe(10_000)
  })

  test('[WI9] the day goes on after its first hours are settled', () => {
    const calls = Array.from({ length: 30 }, (_, i) => [
      enqueued(i * 600, `c${i}`),
      answered(i * 600 + 60, `c${i}`),
      ended(i * 600 + 360, `c${i}`),
      said(i * 600 + 420, 'available'),
    ])
    const { windows } = viewOf([said(0, 'available'), ...calls.flat()], 18_000).agents['A1'] ?? {}
    expect(windows?.day).toMatchObject({
      handled: 30,
      onContactMs: 30 * 300_000,
      wrapUpMs: 30 * 60_000,
      availableMs: 30 * 240_000,
    })
  })
})

function toDay({ start, end }: { start: number; end: number }) {
  return [toInstant(epochMs(start)), (end - start) / 3_600_000]
}
