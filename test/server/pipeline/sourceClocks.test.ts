/** How far the clocks of sources are off. */
import { expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { clockState, createSourceClocks, MAX_MEASURED_SOURCES } from '../../../src/server/pipeline/sourceClocks.ts'
import { aRig, START } from './rig.ts'

const MINUTE_MS = 60_000

function measured(delays: readonly (readonly [storedAtMs: number, delayMs: number])[], nowMs: number) {
  const clocks = createSourceClocks()
  for (const [storedAt, delay] of delays)
    clocks.note({ site: 'main', source: '/acd', time: epochMs(storedAt - delay), storedAt: epochMs(storedAt) })
  return clocks.of('main', epochMs(nowMs)).get('/acd')
}

test('[SV52] the quickest event of the last five minutes says how far a clock is off', () => {
  const delays = [
    [START, 800],
    [START + 1_000, -12_000],
    [START + 2_000, 400],
  ] as const
  expect(measured(delays, START + 3_000)).toBe(-12_000)
  expect(measured(delays.slice(0, 1), START + 3_000)).toBe(800)
  expect(measured([], START)).toBeUndefined()
})

test('[SV52] what is older than five whole minutes is forgotten', () => {
  const delays = [
    [START, -12_000],
    [START + 5 * MINUTE_MS, 300],
  ] as const
  expect(measured(delays, START + 5 * MINUTE_MS)).toBe(-12_000)
  expect(measured(delays, START + 6 * MINUTE_MS)).toBe(300)
  expect(measured(delays, START + 11 * MINUTE_MS)).toBeUndefined()
})

test('[SV52] ahead from half a second, behind from half a minute', () => {
  expect([-501, -500, 0, 30_000, 30_001].map(clockState)).toEqual(['ahead', 'right', 'right', 'right', 'behind'])
})

test('[SV52] sources beyond the ceiling are not measured, until another falls silent', () => {
  const clocks = createSourceClocks()
  const note = (n: number, storedAt: number) =>
    clocks.note({ site: 'main', source: `/s${n}`, time: epochMs(storedAt), storedAt: epochMs(storedAt) })
  for (let n = 0; n <= MAX_MEASURED_SOURCES; n++) note(n, START)
  expect(clocks.of('main', epochMs(START)).size).toBe(MAX_MEASURED_SOURCES)
  expect(clocks.of('main', epochMs(START)).has(`/s${MAX_MEASURED_SOURCES}`)).toBe(false)
  expect(clocks.unmeasured).toBe(1)
  note(MAX_MEASURED_SOURCES, START + 6 * MINUTE_MS)
  expect(clocks.unmeasured).toBe(1)
  expect([...clocks.of('main', epochMs(START + 6 * MINUTE_MS)).keys()]).toEqual([`/s${MAX_MEASURED_SOURCES}`])
})

test('[SV52] the pipeline measures by the event’s own time, each site by itself, and nothing by the clock of events', () => {
  const rig = aRig()
  rig.publish({ time: START + 90_000 })
  rig.publish({ site: 'london', time: START - 200 })
  expect([...rig.pipeline.sourceClocks('main')]).toEqual([['/test', -90_000]])
  expect([...rig.pipeline.sourceClocks('london')]).toEqual([['/test', 200]])
  const replayed = aRig({ clockMode: 'events' })
  replayed.publish({ time: START - 86_400_000 })
  expect([...replayed.pipeline.sourceClocks('main')]).toEqual([])
})
