/**
 * Long runs. `npm run test:soak`: thirty simulated days as fast as they go (`-- --days 3 --seed 7`).
 * `npm run test:soak -- --real --for 30m`: on the wall clock, for as long as told. Exit 1 when anything was wrong.
 */
import { parseArgs } from 'node:util'
import { soakReal } from './wallClock.ts'
import { soakDays } from './thirtyDays.ts'

const { values } = parseArgs({
  options: {
    real: { type: 'boolean', default: false },
    for: { type: 'string', default: '30m' },
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
})

/** A heap that grows by more a day has a leak. */
const MOST_GROWTH_PER_DAY = 0.005

const startedAt = performance.now()
const wrong = values.real ? await real() : await simulated()
for (const line of wrong) tell(`WRONG ${line}`)
tell(`${wrong.length === 0 ? 'all well' : 'not well'}, after ${Math.round((performance.now() - startedAt) / 1000)} s`)
process.exitCode = wrong.length === 0 ? 0 : 1

async function simulated(): Promise<readonly string[]> {
  const {
    events,
    heapMiB,
    growthPerDay,
    wrong: miscounts,
  } = await soakDays({
    ...{ seed: Number(values.seed), days: Number(values.days), tell },
  })
  const percent = `${(growthPerDay * 100).toFixed(3)} %`
  tell(
    `${events} events; heap at the end ${heapMiB.at(-1)?.toFixed(1)} MiB, growing by ${percent} a day after the first`,
  )
  return growthPerDay > MOST_GROWTH_PER_DAY ? [...miscounts, `the heap grows by ${percent} a day`] : miscounts
}

async function real(): Promise<readonly string[]> {
  const report = await soakReal({ forMs: milliseconds(values.for), tell })
  const { probes, latencyMs, longestLagMs } = report
  tell(`${probes} probes: publish to frame ${JSON.stringify(latencyMs)} ms, longest lag ${longestLagMs} ms`)
  return report.wrong
}

function milliseconds(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)(s|m|h)$/.exec(text) ?? []
  const factor = { s: 1000, m: 60_000, h: 3_600_000 }[unit]
  if (factor === undefined) throw new Error(`--for ${text} is no duration; write it like 30m`)
  return Number(number) * factor
}

function tell(line: string): void {
  console.log(line)
}
