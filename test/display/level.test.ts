import { expect, test } from 'vitest'
import { markLevel, serviceLevelLevel, waitLevel, worse } from '../../src/display/level.ts'

test.each([
  [undefined, 'ok'],
  [44_999, 'ok'],
  [45_000, 'warn'],
  [60_001, 'warn'],
  [179_999, 'warn'],
  [180_000, 'crit'],
])('a longest wait of %s ms against 60 s is %s: WARN in the last quarter, CRIT at three limits', (ms, level) => {
  expect(waitLevel(ms, 60_000)).toBe(level)
})

test.each([
  [0.8, 20, 'ok'],
  [0.7999, 20, 'warn'],
  [0.6501, 20, 'warn'],
  [0.65, 20, 'crit'],
  [0.1, 19, undefined],
  [undefined, 0, undefined],
])('a service level of %s of 80 %% from %d is %s', (ratio, n, level) => {
  expect(serviceLevelLevel(ratio, 0.8, n)).toBe(level)
})

test('without a target there is no level', () => {
  expect(serviceLevelLevel(0.1, undefined, 100)).toBeUndefined()
})

test.each([
  [0, 'ok'],
  [44_999, 'ok'],
  [45_000, 'warn'],
  [60_000, 'warn'],
  [60_001, 'crit'],
])('a contact waiting %d ms of 60 s is marked %s', (ms, level) => {
  expect(markLevel(ms, 60_000)).toBe(level)
})

test('the worse of two levels', () => {
  expect([worse('ok', 'warn'), worse('crit', 'warn'), worse('ok', 'ok')]).toEqual(['warn', 'crit', 'ok'])
})
