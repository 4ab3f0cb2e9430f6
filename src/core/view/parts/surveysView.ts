/** The day's surveys: CSAT as top two of five, NPS from −100 to 100, the resolved share, each with its n. */
import { share } from '../../measures/fraction.ts'
import type { SurveysView } from '../floorView.ts'
import { present } from '../present.ts'

/** `counts` by name, as `surveyCounts` counts them. */
export function surveysView(counts: ReadonlyMap<string, number>): Omit<SurveysView, 'sources'> {
  const n = (name: string) => counts.get(name) ?? 0
  const nps = share({ numerator: n('promoters') - n('detractors'), denominator: n('nps') })
  return present<Omit<SurveysView, 'sources'>>({
    csat: share({ numerator: n('satisfied'), denominator: n('csat') }),
    csatAnswers: n('csat'),
    nps: nps === undefined ? undefined : Math.sign(nps) * Math.round(Math.abs(nps) * 100),
    npsAnswers: n('nps'),
    resolvedShare: share({ numerator: n('resolvedYes'), denominator: n('resolved') }),
    resolvedAnswers: n('resolved'),
  })
}

/** What one answer adds to the day: satisfied from 4 of 5, promoters 9 and 10, detractors 0 to 6. */
export function surveyCounts(answer: { csat?: number; nps?: number; resolved?: boolean }): string[] {
  const names: string[] = []
  if (answer.csat !== undefined) names.push('csat', ...(answer.csat >= 4 ? ['satisfied'] : []))
  if (answer.nps !== undefined)
    names.push('nps', ...(answer.nps >= 9 ? ['promoters'] : answer.nps <= 6 ? ['detractors'] : []))
  if (answer.resolved !== undefined) names.push('resolved', ...(answer.resolved ? ['resolvedYes'] : []))
  return names
}
