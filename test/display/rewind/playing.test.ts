import { describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { atSpeed, heldBack, momentOf, movedTo, shownMoment, type Playing } from '../../../src/display/rewind/playing.ts'

const at = (seconds: number) => epochMs(seconds * 1_000)
const NOW = at(10_000)
const EDGE = at(9_999)
const standing: Playing = { at: at(100), since: NOW, speed: 0 }

describe('play', () => {
  test('stands until it is played, then runs as many times as fast', () => {
    expect(momentOf(standing, at(10_060), EDGE)).toBe(at(100))
    for (const speed of [1, 10, 60] as const)
      expect(momentOf(atSpeed(standing, speed, NOW, EDGE), at(10_002), EDGE)).toBe(at(100 + 2 * speed))
  })

  test('goes on from where it has got to when the speed changes, and stands there when paused', () => {
    const fast = atSpeed(standing, 60, NOW, EDGE)
    const slow = atSpeed(fast, 1, at(10_003), EDGE)
    expect(slow).toEqual({ at: at(280), since: at(10_003), speed: 1 })
    expect(momentOf(atSpeed(slow, 0, at(10_004), EDGE), at(20_000), EDGE)).toBe(at(281))
  })

  test('is a whole millisecond, whatever the clock says', () => {
    expect(momentOf(atSpeed(standing, 10, NOW, EDGE), epochMs(NOW + 0.37), EDGE)).toBe(at(100) + 3)
  })

  test('keeps its speed when moved', () => {
    const moved = movedTo(atSpeed(standing, 10, NOW, EDGE), at(50), at(10_001))
    expect(momentOf(moved, at(10_002), EDGE)).toBe(at(60))
  })

  test('ends at the newest moment there is', () => {
    expect(momentOf(atSpeed(standing, 60, NOW, EDGE), at(20_000), at(130))).toBe(at(130))
  })

  test('a clock set back does not turn it round', () => {
    expect(momentOf(atSpeed(standing, 60, NOW, EDGE), at(9_000), EDGE)).toBe(at(100))
  })

  test('shows nothing much later than its figures, and waits for them', () => {
    expect(shownMoment(at(110), at(105), 10)).toBe(at(110))
    expect(shownMoment(at(200), at(105), 10)).toBe(at(120))
    expect(shownMoment(at(100), at(105), 10)).toBe(at(105))
    const fast = atSpeed(standing, 10, NOW, EDGE)
    expect(heldBack(fast, at(100), at(10_001), EDGE)).toBe(fast)
    expect(heldBack(fast, at(100), at(10_009), EDGE)).toEqual({ at: at(115), since: at(10_009), speed: 10 })
    expect(heldBack(standing, at(0), at(10_009), EDGE)).toBe(standing)
  })
})
