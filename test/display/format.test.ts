import { describe, expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import {
  clockTime,
  count,
  dayText,
  elapsed,
  minutesSince,
  percent,
  percentParts,
  remaining,
  zoneAbbreviation,
} from '../../src/display/format.ts'

const S = 1000
const TUESDAY = epochMs(Date.UTC(2025, 9, 14, 9, 42, 18))
const WINTER = epochMs(Date.UTC(2025, 11, 1, 12, 0, 0))

describe('waits and ages', () => {
  test.each([
    [0, '0:00'],
    [9_999, '0:09'],
    [59_999, '0:59'],
    [60 * S, '1:00'],
    [725 * S, '12:05'],
    [3_599_999, '59:59'],
    [3_600 * S, '1h00'],
    [3_840 * S, '1h04'],
    [86_399 * S, '23h59'],
    [86_400 * S, '1d'],
    [200_000 * S, '2d'],
    [-5, '0:00'],
  ])('%d ms counting up is %s: rounded down', (ms, text) => {
    expect(elapsed(ms)).toBe(text)
  })

  test.each([
    [0, '0:00'],
    [1, '0:01'],
    [1_000, '0:01'],
    [39_001, '0:40'],
    [59_001, '1:00'],
    [-200, '0:00'],
  ])('%d ms counting down is %s: rounded up, so that 0:00 means now', (ms, text) => {
    expect(remaining(ms)).toBe(text)
  })

  test('a calm run is minutes up to the hour, then hours and minutes', () => {
    expect([minutesSince(59_999), minutesSince(38 * 60 * S), minutesSince(3_840 * S)]).toEqual([
      { figure: '0', unit: 'min' },
      { figure: '38', unit: 'min' },
      { figure: '1h04' },
    ])
  })
})

describe('percentages', () => {
  test.each([
    [0, '0%'],
    [0.0001, '1%'],
    [0.285, '29%'],
    [0.6101, '61%'],
    [0.994, '99%'],
    [0.9999, '99%'],
    [1, '100%'],
  ])('%d is %s: whole, under 100 %% never 100, over 0 never 0', (ratio, text) => {
    expect(percent(ratio)).toBe(text)
  })

  test('under its target it never reads as the target', () => {
    expect([percent(0.7999, { target: 0.8 }), percent(0.8, { target: 0.8 }), percent(0.79, { target: 0.8 })]).toEqual([
      '79%',
      '80%',
      '79%',
    ])
  })

  test('order and spacing are those of the language', () => {
    expect(percentParts(0.5, { locale: 'tr' }).map(({ sign }) => sign)).toEqual([true, false])
    expect(percent(0.5, { locale: 'de' })).toBe('50\u00a0%')
  })
})

test.each([
  [0, '0'],
  [9_999, '9999'],
  [10_000, '10k'],
  [12_999, '12k'],
  [-3, '−3'],
])('the count %d is %s', (n, text) => {
  expect(count(n)).toBe(text)
})

describe('the site clock', () => {
  test('is the site zone, 24 hours, with the day', () => {
    expect([clockTime(TUESDAY, 'Europe/London'), dayText(TUESDAY, 'Europe/London')]).toEqual(['10:42:18', 'Tue 14 Oct'])
    expect(clockTime(epochMs(Date.UTC(2025, 0, 1, 0, 5, 0)), 'UTC')).toBe('00:05:00')
  })

  test.each([
    ['Europe/London', TUESDAY, 'BST'],
    ['Europe/London', WINTER, 'GMT'],
    ['Europe/Berlin', WINTER, 'CET'],
    ['Asia/Tokyo', WINTER, 'UTC+9'],
    ['Asia/Kolkata', WINTER, 'UTC+5:30'],
    ['America/New_York', WINTER, 'EST'],
    ['America/Sao_Paulo', WINTER, 'UTC−3'],
    ['UTC', WINTER, 'UTC'],
  ])('%s is named without doubt', (zone, at, name) => {
    expect(zoneAbbreviation(at, zone)).toBe(name)
  })
})
