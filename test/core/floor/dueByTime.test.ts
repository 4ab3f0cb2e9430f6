import { describe, expect, test } from 'vitest'
import { DueByTime } from '../../../src/core/floor/desk/dueByTime.ts'
import { durationMs, epochMs } from '../../../src/core/units.ts'

describe('items due by time', () => {
  test('[FL24] come up by slices that are wholly past, earliest first, and once', () => {
    const due = new DueByTime<string>(durationMs(10))
    for (const [item, at] of Object.entries({ f: 29, b: 15, a: 3, c: 10, g: 30, d: 19 })) due.push(item, epochMs(at))
    expect(due.takeBefore(epochMs(9))).toEqual([])
    expect(due.takeBefore(epochMs(20))).toEqual(['a', 'b', 'c', 'd'])
    expect(due.takeBefore(epochMs(20))).toEqual([])
    expect(due.items()).toEqual([
      ['f', 29],
      ['g', 30],
    ])
    expect(due.takeBefore(epochMs(1000))).toEqual(['f', 'g'])
    expect(due.items()).toEqual([])
  })
})
