/** One window's totals as a reader is told them: counts, then measures, each absent without a base. */
import { abandonRate } from '../../measures/abandonRate.ts'
import { average } from '../../measures/average.ts'
import { share, type Fraction } from '../../measures/fraction.ts'
import type { Totals } from '../../windows/totals.ts'
import { present } from '../present.ts'
import type { TotalsView } from '../floorView.ts'

const PERCENTILES = [0.5, 0.9, 0.95] as const

export function totalsView(totals: Totals, level: Fraction, longestAnsweredWaitMs: number | undefined): TotalsView {
  const { counts } = totals
  const [waitP50Ms, waitP90Ms, waitP95Ms] = totals.waits.ranks(PERCENTILES)
  const { handled } = counts
  return present<TotalsView>({
    offered: counts.offered,
    answered: counts.answered,
    answeredWithinTarget: counts.answeredWithinTarget,
    abandoned: counts.abandoned,
    shortAbandoned: counts.shortAbandoned,
    abandonedWithinTarget: counts.abandonedWithinTarget,
    flowedOut: counts.flowedOut,
    transferredOut: counts.transferredOut,
    alertsTimedOut: counts.alertsTimedOut,
    handled,
    targetBreaches: counts.targetBreaches,
    promiseBreaches: counts.promiseBreaches,
    serviceLevel: share(level),
    abandonRate: share(abandonRate(counts)),
    averageSpeedOfAnswerMs: average(counts.answeredWaitMs, counts.answered),
    waitP50Ms,
    waitP90Ms,
    waitP95Ms,
    longestAnsweredWaitMs,
    averageTimeToAbandonMs: average(counts.abandonedWaitMs, counts.abandoned),
    averageHandleTimeMs: average(counts.talkMs + counts.holdMs + counts.wrapUpMs, handled),
    averageTalkMs: average(counts.talkMs, handled),
    averageHoldMs: average(counts.holdMs, handled),
    averageWrapUpMs: average(counts.wrapUpMs, handled),
  })
}
