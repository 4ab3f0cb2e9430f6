/** The judge's own tools, against published or plain values. */
import { expect, test } from 'vitest'
import { middle, nearestRank } from './oracle/arithmetic.ts'
import { dayStart, quarterStart } from './oracle/siteTime.ts'
import { shrink } from './shrink.ts'

/** `metrics.md` 2.3: zone, a noon of the day, its start, its length in hours. */
const DAYS: readonly (readonly [string, string, string, number])[] = [
  ['Europe/Berlin', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00Z', 23],
  ['Europe/Berlin', '2026-10-25T11:00:00Z', '2026-10-24T22:00:00Z', 25],
  ['America/New_York', '2026-03-08T16:00:00Z', '2026-03-08T05:00:00Z', 23],
  ['America/New_York', '2026-11-01T17:00:00Z', '2026-11-01T04:00:00Z', 25],
  ['Australia/Lord_Howe', '2026-04-05T01:30:00Z', '2026-04-04T13:00:00Z', 24.5],
  ['Africa/Cairo', '2026-04-24T09:00:00Z', '2026-04-23T22:00:00Z', 23],
  ['America/Santiago', '2026-09-06T15:00:00Z', '2026-09-06T04:00:00Z', 23],
  ['Asia/Kolkata', '2026-06-02T06:30:00Z', '2026-06-01T18:30:00Z', 24],
]

test.each(DAYS)(
  "metrics.md 2.3: the oracle's day in %s at %s starts at %s and has %s h (N2)",
  (zone, noon, start, hours) => {
    const from = Date.parse(start)
    expect(dayStart(Date.parse(noon), zone)).toBe(from)
    expect(dayStart(from, zone)).toBe(from)
    expect(dayStart(from - 1, zone)).toBeLessThan(from)
    expect(dayStart(from + hours * 3_600_000 - 1, zone)).toBe(from)
    expect(dayStart(from + hours * 3_600_000, zone)).toBe(from + hours * 3_600_000)
  },
)

test('quarter hours follow the local clock (N12)', () => {
  expect(quarterStart(Date.parse('2026-06-01T18:44:59.999Z'), 'Asia/Kathmandu')).toBe(
    Date.parse('2026-06-01T18:30:00Z'),
  )
  expect(quarterStart(Date.parse('2026-06-01T18:45:00.000Z'), 'Asia/Kathmandu')).toBe(
    Date.parse('2026-06-01T18:45:00Z'),
  )
})

test('nearest rank and middle (N8, N12)', () => {
  expect([50, 90, 95, 100].map((percent) => nearestRank([5, 8, 12, 20], percent))).toEqual([8, 20, 20, 20])
  expect(nearestRank([], 50)).toBeUndefined()
  expect([middle([3]), middle([3, 1]), middle([9, 1, 5]), middle([])]).toEqual([3, 2, 5, undefined])
})

test('a failing list shrinks to what makes it fail', () => {
  const numbers = Array.from({ length: 100 }, (_, n) => n)
  expect(shrink(numbers, (some) => some.includes(17) && some.includes(71))).toEqual([17, 71])
})
