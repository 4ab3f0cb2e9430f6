/** F16 where it turns over: things named again just within seven days and just past them, told in any order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gapDay, withinTheGraces } from './gapDays.ts'
import { coreView, faultLookingBack, firstFault, shrunk } from './judge.ts'
import { chance } from './random.ts'
import { stepsOf } from './steps.ts'

const HOUR = 3_600_000
const RUNS = Number(process.env['GAP_DAYS'] ?? 300)
const LONG_MS = 600_000

const seeds = fc.integer({ min: 1, max: 100_000_000 })

function forAnySeed(holds: (seed: number) => void): void {
  fc.assert(fc.property(seeds, holds), { numRuns: RUNS, seed: 20_260_309 })
}

test(
  '[FL16, FL30, FL31] what is forgotten follows from the events, not from the order they arrive in (F14, F16)',
  () => {
    forAnySeed((seed) => {
      const day = gapDay(seed)
      const end = Math.max(...day.deliveries.map(({ event }) => event.time)) + HOUR
      const inOrder = coreView(day.deliveries, end, day.config)
      expect(coreView(withinTheGraces(day, seed), end, day.config)).toEqual(inOrder)
    })
  },
  LONG_MS,
)

test(
  'the core forgets as the oracle does, along the way, dumped and loaded, and looking back',
  () => {
    forAnySeed((seed) => {
      const day = { ...gapDay(seed), deliveries: withinTheGraces(gapDay(seed), seed) }
      for (const upkeep of ['kept', 'reloaded'] as const) {
        const steps = stepsOf(day, 6, 'live')
        if (firstFault(steps, day.config, upkeep) !== undefined)
          expect.fail(`${upkeep}: ${shrunk(steps, day.config, upkeep).report}`)
      }
      const at = chance(seed).pick(day.deliveries).event.time
      expect(faultLookingBack(day.deliveries, at, day.config)).toBeUndefined()
    })
  },
  LONG_MS,
)
