/** Which stored snapshots are let go of. */
import { expect, test } from 'vitest'
import { days, epochMs, hours, minutes } from '../../../src/core/units.ts'
import { expendable, MAX_SNAPSHOTS } from '../../../src/server/snapshots/expendable.ts'
import { aHead, NINE } from './stored.ts'

function storedEvery(stepMs: number, spanMs: number): { name: string; head: ReturnType<typeof aHead> }[] {
  return Array.from({ length: Math.floor(spanMs / stepMs) + 1 }, (_, i) => {
    const storedAt = epochMs(NINE - i * stepMs)
    return { name: `${i * stepMs}`, head: aHead({ storedAt, seq: 100_000 - i }) }
  })
}

function agesKept(all: ReturnType<typeof storedEvery>): number[] {
  const gone = new Set(expendable(all, NINE))
  return all.filter(({ name }) => !gone.has(name)).map(({ name }) => Number(name))
}

test('[SV36] the newest three stay, whatever their age', () => {
  const old = storedEvery(days(30), days(90))
  expect(agesKept(old)).toEqual([0, days(30), days(60)])
})

test('[SV36] of the last day one an hour stays, the first of the hour', () => {
  const kept = agesKept(storedEvery(minutes(5), hours(5)))
  expect(kept).toEqual([0, minutes(5), minutes(10), hours(1), hours(2), hours(3), hours(4), hours(5)])
})

test('[SV36] of the week one in six hours stays, and nothing older', () => {
  const kept = agesKept(storedEvery(minutes(30), days(9)))
  const older = kept.filter((age) => age > days(1))
  expect(older).toHaveLength(24)
  expect(Math.max(...kept)).toBeLessThanOrEqual(days(7))
  older.slice(1).forEach((age, i) => expect(age - (older[i] ?? 0)).toBe(hours(6)))
})

test('[SV36] never more than the ceiling, the oldest go', () => {
  const many = Array.from({ length: 200 }, (_, i) => ({
    name: String(i),
    head: aHead({ log: `log ${i}`, storedAt: epochMs(NINE - i * hours(1)) }),
  }))
  expect(many.length - expendable(many, NINE).length).toBeLessThanOrEqual(MAX_SNAPSHOTS)
})

test('[SV36] one without a head goes once there are newer ones', () => {
  const all = [...storedEvery(minutes(5), minutes(15)), { name: 'headless', head: undefined }]
  expect(expendable(all, NINE)).toContain('headless')
})
