import { describe, expect, test } from 'vitest'
import { breachAt, timeToBreach } from '../../../src/core/forecast/timeToBreach.ts'
import { at, enqueued, viewOf } from '../../support/events.ts'
import { toInstant } from '../../../src/core/units.ts'

describe('time to breach', () => {
  test('[FC7] a wait of exactly the limit is in time, 1 ms more is not', () => {
    expect(timeToBreach(at(0), 20_000, at(20))).toBe(1)
    expect(timeToBreach(at(0), 20_000, at(20.001))).toBe(0)
    expect(timeToBreach(at(0), 20_000, at(30))).toBe(-9_999)
  })

  test('[FC7] the first of them is the floor view’s next breach', () => {
    const queue = viewOf([enqueued(0, 'c1'), enqueued(5, 'c2')], 22).queues['SALES']
    expect(queue?.nextBreachAt).toBe(toInstant(breachAt(at(5), 20_000)))
  })
})
