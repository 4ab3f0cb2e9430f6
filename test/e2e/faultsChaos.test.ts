/** The chaos suite in its short form; `npm run test:chaos` has the long one. */
import { expect, test } from 'vitest'
import { runChaos, type ChaosOptions } from '../chaos/chaos.ts'
import { tell } from './rig.ts'

/** As many as take half a minute; the server stores its first snapshot after 50,000 messages. */
const SHORT = { events: 52_000, perSecond: 4000, kills: 3, lateKills: 1, displayCuts: 12, audits: 6 }
/** On the wall clock, where lines of the log carry when they were stored. */
const SHORTER = { events: 12_000, perSecond: 2500, kills: 2, lateKills: 0, displayCuts: 4, audits: 6 }

const RUNS: readonly Omit<ChaosOptions, 'tell'>[] = [
  { ...SHORT, seed: 4, clock: 'events', withBrowser: true },
  { ...SHORTER, seed: 5, clock: 'wall', withBrowser: false },
]

test.each(RUNS)(
  '[SV67] killed, cut and frozen at random (seed $seed, clock $clock), every view is the log’s, and nothing acknowledged is missing',
  async (options) => {
    const report = await runChaos({ ...options, tell })
    expect(report.wrong).toEqual([])
    expect(report.acknowledged).toBeGreaterThanOrEqual(options.events)
    expect(report.kills).toBeGreaterThanOrEqual(options.kills + options.lateKills)
    // Killed after the storm it has something stored to go on from.
    expect(report.resumedLives).toBeGreaterThanOrEqual(options.lateKills)
    expect(report.displayCuts).toBeGreaterThanOrEqual(options.displayCuts)
  },
)
