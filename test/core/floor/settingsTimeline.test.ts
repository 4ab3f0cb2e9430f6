import { describe, expect, test } from 'vitest'
import { SettingsTimeline } from '../../../src/core/floor/queue/settingsTimeline.ts'
import { at, event } from '../../support/events.ts'

const within = (seconds: number, answerWithinMs: number) =>
  event(seconds, 'queue.configured', { queue: 'SALES', answerWithinMs })

function timeline(...changes: readonly [seconds: number, answerWithinMs: number][]): SettingsTimeline {
  const settings = new SettingsTimeline()
  for (const [seconds, ms] of changes) settings.configure(within(seconds, ms))
  return settings
}

describe('settled', () => {
  test('what is in force stays, at every instant that may still be asked for', () => {
    const settings = timeline([0, 1_000], [10, 2_000], [20, 3_000], [30, 4_000])
    settings.settle(at(25), at(15))
    expect([15, 20, 29, 30].map((seconds) => settings.at(at(seconds)).answerWithinMs)).toEqual([
      2_000, 3_000, 3_000, 4_000,
    ])
    expect(settings.size).toBe(2)
  })

  test('what changes nothing is let go of, but not where something may still come before it', () => {
    const settings = timeline([0, 1_000], [10, 1_000], [20, 2_000], [30, 2_000], [40, 2_000])
    settings.settle(at(35), at(-100))
    expect(settings.size).toBe(3)
    settings.configure(within(36, 5_000))
    expect([35, 36, 40].map((seconds) => settings.at(at(seconds)).answerWithinMs)).toEqual([2_000, 5_000, 2_000])
  })

  test('a queue once configured stays so, loaded too', () => {
    const settings = timeline([0, 1_000])
    settings.settle(at(100), at(50))
    const loaded = new SettingsTimeline()
    loaded.load(settings.dump())
    expect([settings.size, settings.isConfigured, loaded.isConfigured]).toEqual([0, true, true])
    expect(loaded.latest().answerWithinMs).toBe(1_000)
    expect(new SettingsTimeline().isConfigured).toBe(false)
  })
})

test('told late, a change keeps its place', () => {
  const settings = timeline([0, 1_000], [20, 3_000], [10, 2_000])
  expect([5, 15, 25].map((seconds) => settings.at(at(seconds)).answerWithinMs)).toEqual([1_000, 2_000, 3_000])
})
