import { expect, test } from 'vitest'
import { hours } from '../../../src/core/units.ts'
import { WaitHistogram } from '../../../src/core/windows/waitHistogram.ts'

test('[WI5] waits of hours count each, whatever order they come and go in', () => {
  const waits = new WaitHistogram()
  for (const h of [5, 2, 30, 2, 3, 2]) waits.add(hours(h), 1)
  const quarters = () => waits.ranks([0.25, 0.5, 0.75, 1]).map((ms) => ms ?? 0)
  expect(quarters()).toEqual([2, 2, 5, 30].map(hours))
  waits.add(hours(2), -1)
  waits.add(hours(30), -1)
  expect([waits.count, ...quarters()]).toEqual([4, ...[2, 2, 3, 5].map(hours)])
})
