/** The chaos suite in its short form; `npm run test:chaos` has the long one. */
import { expect, test } from 'vitest'
import { runChaos } from '../chaos/chaos.ts'
import { tell } from './rig.ts'

/** As many as take half a minute. */
const SHORT = { events: 20_000, kills: 4, displayCuts: 10, audits: 8 }

test('[SV67] killed, cut and frozen at random moments, every view is the log’s, and nothing acknowledged is missing', async () => {
  const seed = Number(process.env['CHAOS_SEED'] ?? 4)
  tell(`chaos, seed ${seed}`)
  const report = await runChaos({ ...SHORT, seed, perSecond: 2500, withBrowser: true, tell })
  expect(report.wrong).toEqual([])
  expect(report.acknowledged).toBeGreaterThanOrEqual(SHORT.events)
  expect(report.kills).toBeGreaterThanOrEqual(SHORT.kills)
})
