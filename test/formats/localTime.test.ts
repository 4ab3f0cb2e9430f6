import { expect, test } from 'vitest'
import { toInstant } from '../../src/core/units.ts'
import { isZone, LocalTime } from '../../src/formats/localTime.ts'

function instants(zone: string, text: string, addDays?: number): string[] {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/[- :]/).map(Number)
  return new LocalTime(zone)
    .instants({ year, month, day, hour, minute, second, millisecond: 0 }, addDays)
    .map(toInstant)
}

test('a zone is an IANA name', () => {
  expect(['UTC', 'Europe/London', 'Asia/Jerusalem', 'Nowhere/Else', ''].map(isZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(() => new LocalTime('Nowhere/Else')).toThrow(RangeError)
})

test('[LT1] the repeated hour has two instants, on days of half an hour too', () => {
  expect(instants('Europe/London', '2026-10-25 01:30:00')).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ])
  expect(instants('Australia/Lord_Howe', '2026-04-05 01:45:00')).toHaveLength(2)
  expect(instants('Europe/London', '2026-10-25 02:00:00')).toEqual(['2026-10-25T02:00:00.000Z'])
})

test('[LT2] the skipped hour is as much later', () => {
  expect(instants('Europe/London', '2026-03-29 01:30:00')).toEqual(['2026-03-29T01:30:00.000Z'])
  expect(instants('Europe/London', '2026-03-29 02:30:00')).toEqual(['2026-03-29T01:30:00.000Z'])
})

test('[LT2] a day that begins with a skipped hour is counted from its first instant', () => {
  expect(instants('America/Santiago', '2026-09-06 00:30:00')).toEqual(['2026-09-06T04:30:00.000Z'])
  expect(instants('America/Santiago', '2026-09-06 12:00:00')).toEqual(['2026-09-06T15:00:00.000Z'])
})

test('[LT3] what is in no calendar and on no clock has no instant', () => {
  for (const text of ['2026-02-29 09:00:00', '2026-13-01 09:00:00', '2026-03-02 24:00:00', '2026-03-02 09:60:00'])
    expect(instants('Europe/London', text)).toEqual([])
})

test('moved by days across a change of the clock, the time of day stays', () => {
  expect(instants('Europe/London', '2026-03-28 23:30:00', 1)).toEqual(['2026-03-29T22:30:00.000Z'])
  expect(instants('Europe/London', '2026-03-01 00:30:00', -1)).toEqual(['2026-02-28T00:30:00.000Z'])
})
