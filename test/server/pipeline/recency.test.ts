import { describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { ABREAST_WITHIN_MS, BEHIND_AFTER_MS, createRecency } from '../../../src/server/pipeline/recency.ts'
import type { LogEnd } from '../../../src/server/ports.ts'
import { fakeDisplay } from '../../support/fakeDisplay.ts'
import { START, aRig, type Rig } from './rig.ts'

function aLog() {
  const log: { readUpTo: number; end: LogEnd | undefined } = { readUpTo: 0, end: undefined }
  const recency = createRecency(
    () => log.readUpTo,
    () => log.end,
  )
  return {
    recency,
    read: (seq: number) => void (log.readUpTo = seq),
    /** The log was asked then, and ended there. */
    ends: (seq: number, askedAt: number) => void (log.end = { seq, askedAt: epochMs(askedAt) }),
    age: (now: number) => recency.age(epochMs(now)),
    isBehind: (now: number) => recency.isBehind(epochMs(now)),
  }
}

describe('age', () => {
  test('unknown before the log was asked, and read so far', () => {
    const { age, ends, read } = aLog()
    expect(age(1_000)).toBeUndefined()
    ends(5, 1_000)
    read(4)
    expect(age(2_000)).toBeUndefined()
    read(5)
    expect(age(2_500)).toBe(1_500)
  })

  test('counts from when the newest end was asked for that has been read', () => {
    const { age, ends, read } = aLog()
    ends(5, 1_000)
    read(7)
    expect(age(1_200)).toBe(200)
    ends(7, 2_000)
    expect(age(2_100)).toBe(100)
    ends(9, 3_000)
    expect(age(3_100)).toBe(1_100)
    read(9)
    expect(age(3_200)).toBe(200)
  })

  test('an end is waited for though there are newer ones: who is always a little behind is not taken for lost', () => {
    const { age, ends, read } = aLog()
    for (let second = 1; second <= 60; second++) {
      ends(second * 100, second * 1_000)
      read(second * 100 - 150)
      age(second * 1_000 + 100)
    }
    expect(age(60_200)).toBeLessThanOrEqual(3_200)
  })

  test('an end that never comes is not waited for once there is one that has', () => {
    const { age, ends, read } = aLog()
    ends(6, 1_000)
    read(5)
    expect(age(1_100)).toBeUndefined()
    ends(5, 2_000)
    expect(age(2_100)).toBe(100)
  })
})

describe('behind', () => {
  test('only where an end was read, and longer ago than the limit', () => {
    const { isBehind, ends, read } = aLog()
    expect(isBehind(1e9)).toBe(false)
    ends(1, 1_000)
    read(1)
    expect(isBehind(1_000 + BEHIND_AFTER_MS)).toBe(false)
    expect(isBehind(1_000 + BEHIND_AFTER_MS + 1)).toBe(true)
  })

  test('until all of shortly before is read: a wire at its limit does not flicker', () => {
    const { isBehind, ends, read } = aLog()
    ends(1, 0)
    read(1)
    expect(isBehind(BEHIND_AFTER_MS + 1)).toBe(true)
    ends(1, 5_000)
    expect(isBehind(5_001 + ABREAST_WITHIN_MS)).toBe(true)
    expect(isBehind(5_000 + ABREAST_WITHIN_MS)).toBe(false)
    expect(isBehind(5_001 + ABREAST_WITHIN_MS)).toBe(false)
  })

  test('another link begins anew', () => {
    const { recency, isBehind, ends, read } = aLog()
    ends(1, 0)
    read(1)
    expect(isBehind(60_000)).toBe(true)
    recency.restart()
    ends(9, 59_000)
    expect(isBehind(60_000)).toBe(false)
    read(9)
    expect(isBehind(61_000)).toBe(false)
  })
})

describe('a floor whose messages arrive late', () => {
  function asked(rig: Rig, seq: number): void {
    rig.feed.end = { seq, askedAt: epochMs(rig.now) }
  }

  function liveAndLag(rig: Rig): unknown {
    const { live, lagMs } = rig.pipeline.floorView('main')?.feed ?? {}
    return { live, lagMs }
  }

  test('[SV9] [SV14] [SV15] is live no more though it has read all it knows of, says how late, and is live again once it is not', () => {
    const rig = aRig()
    rig.publish()
    asked(rig, 1)
    rig.now += BEHIND_AFTER_MS
    expect(liveAndLag(rig)).toEqual({ live: true, lagMs: 0 })
    rig.now += 1_000
    rig.pipeline.tick()
    expect(liveAndLag(rig)).toEqual({ live: false, lagMs: 6_000 })
    expect(rig.pipeline.ready()).toEqual({
      ready: false,
      lacks: 'catchingUp',
      reason: 'catching up: read 1 of 1, and messages arrive 6 s late',
    })
    rig.publish()
    asked(rig, 2)
    expect(liveAndLag(rig)).toEqual({ live: true, lagMs: 0 })
    expect(rig.pipeline.ready()).toEqual({ ready: true })
  })

  test('[SV9] its displays are told since when the figures are old: before that was noticed', () => {
    const rig = aRig()
    rig.publish()
    asked(rig, 1)
    const display = fakeDisplay()
    rig.pipeline.subscribe(display, 'floor')
    rig.now += 5_250
    rig.pipeline.tick()
    const feed = { live: false, reason: 'catchingUp', since: new Date(START).toISOString(), lagMs: 5_250 }
    expect(display.messages().at(-1)).toMatchObject({ type: 'pulse', feed })
  })

  test('[SV10] its asOf stands still, and goes on with the events that arrive', () => {
    const rig = aRig()
    rig.publish()
    asked(rig, 1)
    rig.now += BEHIND_AFTER_MS
    expect(rig.pipeline.floorView('main')?.asOf).toBe(new Date(START + BEHIND_AFTER_MS).toISOString())
    rig.now += 10_000
    expect(rig.pipeline.floorView('main')?.asOf).toBe(new Date(START + BEHIND_AFTER_MS).toISOString())
    rig.publish({ time: START + 7_000 })
    expect(rig.pipeline.floorView('main')?.asOf).toBe(new Date(START + 7_000).toISOString())
  })

  test('[SV9] [SV15] that is read for the first time is only not read yet, however long that takes', () => {
    const rig = aRig()
    rig.feed.lastSeq = 3
    asked(rig, 1)
    rig.publish()
    rig.now += 20_000
    rig.pipeline.tick()
    const reason = 'catching up: read 1 of 3'
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'catchingUp', reason })
    asked(rig, 3)
    rig.now += 4_000
    rig.publish()
    rig.publish()
    expect(liveAndLag(rig)).toEqual({ live: true, lagMs: 0 })
  })

  test('[SV9] an outage is no lateness: the backlog read, it is live', () => {
    const rig = aRig()
    rig.publish()
    asked(rig, 1)
    rig.feed.linked = false
    rig.now += 3_600_000
    expect(liveAndLag(rig)).toEqual({ live: false, lagMs: undefined })
    rig.feed.linked = true
    asked(rig, 2)
    rig.pipeline.linked()
    rig.feed.lastSeq = 2
    rig.now += 4_000
    rig.publish()
    expect(liveAndLag(rig)).toEqual({ live: true, lagMs: 0 })
  })
})
