/** What the clock makes due: in order of time, each once, and stale ones let go of. */
import { describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src/core/events/settings.ts'
import { ContactTimers } from '../../../src/core/floor/contact/contactTimers.ts'
import { ContactTrack } from '../../../src/core/floor/contact/contactTrack.ts'
import { Timers } from '../../../src/core/floor/contact/timers.ts'
import { epochMs, hours } from '../../../src/core/units.ts'
import { at, enqueued } from '../../support/events.ts'

const RULES = { settingsAt: () => DEFAULT_SETTINGS, suspectAfterMs: () => hours(4), newest: () => at(0) }

function all<T>(next: () => T | undefined): T[] {
  const found: T[] = []
  for (let one = next(); one !== undefined; one = next()) found.push(one)
  return found
}

describe('timers', () => {
  test('[FL12] come up earliest first, however they were set', () => {
    const timers = new Timers<number>()
    const times = Array.from({ length: 400 }, (_, i) => (i * 7_919) % 401)
    const dueBy = (limit: number, among: Iterable<number>) =>
      [...among].filter((time) => time <= limit).sort((a, b) => a - b)
    const set: number[] = []
    for (const [i, time] of times.entries()) {
      timers.push(epochMs(time), time)
      set.push(time)
      if (i % 50 !== 49) continue
      const due = dueBy(i, set)
      expect(all(() => timers.popDue(epochMs(i)))).toEqual(due)
      for (const one of due) set.splice(set.indexOf(one), 1)
    }
    expect(all(() => timers.popDue(epochMs(1_000)))).toEqual(dueBy(1_000, set))
  })
})

describe('timers of contacts', () => {
  /** `count` contacts that waited, of which the first `stillOpen` wait on; and which of them come up when trimmed. */
  function trimmed(count: number, stillOpen: number) {
    const timers = new ContactTimers(RULES)
    const tracks = Array.from({ length: count }, (_, i) => new ContactTrack(`c${i}`, RULES))
    for (const track of tracks) {
      track.append(enqueued(0, track.id), at(0))
      timers.watchLimits(track, at(0))
      timers.watchSilence(track)
    }
    const open = new Set(tracks.slice(0, stillOpen))
    timers.trim(tracks, open, at(0))
    const ids = (found: readonly ContactTrack[]) => found.map(({ id }) => id).sort()
    return {
      passed: ids(all(() => timers.passed(at(30)))),
      silent: ids(all(() => timers.silent(at(8 * 86_400)))),
      open: ids([...open]),
      every: ids(tracks),
    }
  }

  test.each([
    [1_000, 0],
    [1_004, 1],
    [1_012, 3],
  ])('[FL24] %i contacts, of which %i are open, keep theirs', (count, stillOpen) => {
    const { passed, silent, every } = trimmed(count, stillOpen)
    expect([passed, silent]).toEqual([every, every])
  })

  test.each([
    [1_001, 0],
    [1_005, 1],
    [1_013, 3],
  ])('[FL24] of %i contacts, of which %i are open, only those keep theirs', (count, stillOpen) => {
    const { passed, silent, open } = trimmed(count, stillOpen)
    expect([passed, silent]).toEqual([open, open])
  })
})
