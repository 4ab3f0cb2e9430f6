/** Demand in the units that published examples use. */
import type { ImpatientDemand } from '../../../src/core/forecast/erlangA.ts'
import type { Demand } from '../../../src/core/forecast/demand.ts'
import { minutes, seconds } from '../../../src/core/units.ts'

/** `contacts` in `everyS` seconds, each handled in `handleS` seconds. */
export function calls(contacts: number, everyS: number, handleS: number): Demand {
  return { contacts, everyMs: seconds(everyS), handleMs: seconds(handleS) }
}

/** Contacts a minute, and minutes. */
export function impatient(aMinute: number, handleMin: number, patienceMin: number): ImpatientDemand {
  return { contacts: aMinute, everyMs: minutes(1), handleMs: minutes(handleMin), patienceMs: minutes(patienceMin) }
}
