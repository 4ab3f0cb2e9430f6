/**
 * The core against the oracle on seeded adversarial days: bursts, transfers, holds, conferences, overflow,
 * time-outs, concurrent chats, sign-offs, repeats, disorder, lateness, midnights, DST changes, hostile ids.
 * `ORACLE_DAYS=5000` asks for more days, `ORACLE_FIRST=20001` for others.
 */
import { describe, expect, test } from 'vitest'
import { adversarialDay } from './days.ts'
import { faultLookingBack, fixture, firstFault, shrunk, withoutForgeries, type Upkeep } from './judge.ts'
import type { Delivery } from './oracle/delivery.ts'
import { chance } from './random.ts'
import { shrink } from './shrink.ts'
import { stepsOf, type Way } from './steps.ts'

const DAYS = Number(process.env['ORACLE_DAYS'] ?? 200)
const FIRST = Number(process.env['ORACLE_FIRST'] ?? 1)
const DAYS_A_TEST = 20
const LOOKS_BACK = 2
const SHRINKING_MS = 180_000

describe('the core equals the oracle', () => {
  onTheDays('asked along the way', (seed) => expectAgreement(seed, 'live', 6))
  onTheDays('watched all the time', (seed) => expectAgreement(seed, 'live', 6, 'watched'))
  onTheDays('asked far beyond what was heard', (seed) => expectAgreement(seed, 'jumping', 3))
  onTheDays('dumped and loaded at every question (N13)', (seed) => expectAgreement(seed, 'live', 4, 'reloaded'))
  onTheDays('asked about an instant past (N15)', expectAgreementBack)
})

function onTheDays(how: string, expectOf: (seed: number) => void): void {
  for (let first = FIRST; first < FIRST + DAYS; first += DAYS_A_TEST) {
    const last = Math.min(first + DAYS_A_TEST, FIRST + DAYS) - 1
    const days = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    test(`${how}, days ${String(first)} to ${String(last)}`, () => days.forEach((day) => expectOf(day)), SHRINKING_MS)
  }
}

function expectAgreement(seed: number, way: Way, questions: number, upkeep: Upkeep = 'kept'): void {
  const day = adversarialDay(seed)
  const steps = stepsOf(day, questions, way)
  if (firstFault(steps, day.config, upkeep) !== undefined)
    expect.fail(`day ${String(seed)}: ${shrunk(steps, day.config, upkeep).report}`)
}

function expectAgreementBack(seed: number): void {
  const day = adversarialDay(seed)
  const by = chance(seed)
  const deliveries = withoutForgeries(day.deliveries)
  for (let look = 0; look < LOOKS_BACK; look++) {
    const at = by.pick(deliveries).event.time + by.pick([-1, 0, 0, 1, 60_000, 1_200_000])
    const faultOf = (some: readonly Delivery[]): string | undefined => faultLookingBack(some, at, day.config)
    if (faultOf(deliveries) === undefined) continue
    const few = shrink(deliveries, (some) => faultOf(some) !== undefined)
    expect.fail(`day ${String(seed)}: ${faultOf(few) ?? ''}\n${fixture(few, day.config)}`)
  }
}
