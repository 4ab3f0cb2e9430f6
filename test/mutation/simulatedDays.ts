/** A few days of the oracle test (`ORACLE_DAYS` of them), each way of asking one check. */
import { adversarialDay } from '../simulation/days.ts'
import { faultLookingBack, firstFault, withoutForgeries, type Upkeep } from '../simulation/judge.ts'
import { chance } from '../simulation/random.ts'
import { stepsOf, type Way } from '../simulation/steps.ts'
import { test } from './collected.ts'

const DAYS = Number(process.env['ORACLE_DAYS'] ?? 6)
const FIRST = Number(process.env['ORACLE_FIRST'] ?? 1)

for (let seed = FIRST; seed < FIRST + DAYS; seed++) {
  asked(seed, 'live', 8)
  asked(seed, 'jumping', 3)
  asked(seed, 'live', 5, 'reloaded')
  askedBack(seed)
}

function asked(seed: number, way: Way, questions: number, upkeep: Upkeep = 'kept'): void {
  const day = adversarialDay(seed)
  const steps = stepsOf(day, questions, way)
  test(`day ${String(seed)}, ${way}, ${upkeep}`, () => agreed(firstFault(steps, day.config, upkeep)))
}

function askedBack(seed: number): void {
  const day = adversarialDay(seed)
  const deliveries = withoutForgeries(day.deliveries)
  const at = chance(seed).pick(deliveries).event.time
  test(`day ${String(seed)}, looking back`, () => agreed(faultLookingBack(deliveries, at, day.config)))
}

function agreed(fault: string | undefined): void {
  if (fault !== undefined) throw new Error(fault)
}
