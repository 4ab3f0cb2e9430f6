/** Time integrals of agents (F8, N7). */
import type { AgentTotals } from '../windows/agentWindows.ts'
import type { Fraction } from './fraction.ts'

/** Handling = on contact + wrap-up. */
function handlingMs(totals: AgentTotals): number {
  return totals.onContactMs + totals.wrapUpMs
}

/** Handling ÷ (handling + available + alerting): not-ready time is in neither part. */
export function occupancy(totals: AgentTotals): Fraction {
  const numerator = handlingMs(totals)
  return { numerator, denominator: numerator + totals.availableMs + totals.alertingMs }
}

/** Handling ÷ all signed-in time. */
export function utilisation(totals: AgentTotals): Fraction {
  const { numerator, denominator } = occupancy(totals)
  return { numerator, denominator: denominator + totals.notReadyMs }
}
