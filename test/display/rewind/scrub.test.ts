import { describe, expect, test } from 'vitest'
import { epochMs, toInstant } from '../../../src/core/units.ts'
import { momentAt, placeOf, spanAround, ticksOf } from '../../../src/display/rewind/scrub.ts'

const at = (time: string) => epochMs(Date.parse(`2026-03-02T${time}Z`))
const told = ({ from, to }: { from: number; to: number }) => [toInstant(epochMs(from)), toInstant(epochMs(to))]

describe('the hours shown', () => {
  test('reach to now, from a whole hour three hours or more back', () => {
    expect(told(spanAround(at('11:20:00'), at('11:26:00')))).toEqual(told({ from: at('08:00:00'), to: at('11:26:00') }))
    expect(told(spanAround(at('05:10:00'), at('11:26:00')))).toEqual(told({ from: at('04:00:00'), to: at('11:26:00') }))
  })

  test('lie around a moment that is further back than can be told at once', () => {
    expect(told(spanAround(at('05:10:00'), at('23:00:00')))).toEqual(told({ from: at('02:00:00'), to: at('09:00:00') }))
  })
})

describe('places on the line', () => {
  const span = { from: at('08:00:00'), to: at('12:00:00') }

  test('a place means a whole second, and a moment its place', () => {
    expect(toInstant(momentAt(0.25, span))).toBe('2026-03-02T09:00:00.000Z')
    expect(toInstant(momentAt(0.333333, span))).toBe('2026-03-02T09:20:00.000Z')
    expect(placeOf(at('11:00:00'), span)).toBe(0.75)
  })

  test('beyond its ends there is nothing', () => {
    expect([momentAt(-1, span), momentAt(2, span)]).toEqual([span.from, span.to])
    expect([placeOf(at('07:00:00'), span), placeOf(at('13:00:00'), span)]).toEqual([0, 1])
  })
})

describe('labels', () => {
  test('stand at whole local hours, away from the end', () => {
    const span = { from: at('08:00:00'), to: at('11:26:00') }
    expect(ticksOf(span, 'UTC').map(({ words }) => words)).toEqual([
      '08:00',
      '08:30',
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
    ])
    expect(ticksOf({ from: at('00:00:00'), to: at('12:00:00') }, 'UTC').map(({ words }) => words)).toEqual([
      '00:00',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
      '10:00',
    ])
  })

  test('are hours of the site also where its clock is half an hour off', () => {
    const span = { from: at('08:00:00'), to: at('13:00:00') }
    expect(ticksOf(span, 'Asia/Kolkata').map(({ words }) => words)).toEqual(['14:00', '15:00', '16:00', '17:00'])
  })
})
