/**
 * The core against the oracle on seeded adversarial days: bursts, transfers, holds, conferences, overflow,
 * time-outs, concurrent chats, sign-offs, repeats, disorder, lateness, midnights, DST changes, hostile ids.
 * `ORACLE_DAYS=5000` asks for more days, `ORACLE_FIRST=20001` for others.
 */
import { describe, expect, test } from 'vitest'
import { adversarialDay } from './days.ts'
import { firstFault, shrunk } from './judge.ts'
import { stepsOf, type Way } from './steps.ts'

const DAYS = Number(process.env['ORACLE_DAYS'] ?? 200)
const FIRST = Number(process.env['ORACLE_FIRST'] ?? 1)
const DAYS_A_TEST = 20
const QUESTIONS: Record<Way, number> = { live: 6, jumping: 3 }
const SHRINKING_MS = 120_000

describe.each(['live', 'jumping'] as const)('the core equals the oracle, asked %s', (way) => {
  for (let seed = FIRST; seed < FIRST + DAYS; seed += DAYS_A_TEST)
    test(
      `on the days ${String(seed)} to ${String(Math.min(seed + DAYS_A_TEST, FIRST + DAYS) - 1)}`,
      () => {
        for (let one = seed; one < Math.min(seed + DAYS_A_TEST, FIRST + DAYS); one++) expectAgreement(one, way)
      },
      SHRINKING_MS,
    )
})

function expectAgreement(seed: number, way: Way): void {
  const day = adversarialDay(seed)
  const steps = stepsOf(day, QUESTIONS[way], way)
  if (firstFault(steps, day.config) === undefined) return
  expect.fail(`day ${String(seed)}, ${way}: ${shrunk(steps, day.config).report}`)
}
