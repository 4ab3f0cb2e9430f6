/** Surveys of the site day: each question counts those who answered it. */
import type { SurveysView } from '../../../src/core/view/floorView.ts'
import { present, ratioOf } from './arithmetic.ts'
import { is } from './delivery.ts'
import { isToday, type Moment } from './moment.ts'

export function surveysView(moment: Moment): Omit<SurveysView, 'sources'> {
  const answers = moment.ordered.flatMap((folded) =>
    is(folded, 'survey.answered') && !folded.late && isToday(moment, folded.at) ? [folded.event.data] : [],
  )
  const csat = answers.flatMap((answer) => answer.csat ?? [])
  const nps = answers.flatMap((answer) => answer.nps ?? [])
  const resolved = answers.flatMap((answer) => answer.resolved ?? [])
  return present({
    csat: ratioOf(csat.filter((score) => score >= 4).length, csat.length),
    csatAnswers: csat.length,
    nps: netPromoterScore(nps),
    npsAnswers: nps.length,
    resolvedShare: ratioOf(resolved.filter((yes) => yes).length, resolved.length),
    resolvedAnswers: resolved.length,
  })
}

/** Promoters (9, 10) less detractors (0 to 6) in a hundred, half away from zero. */
function netPromoterScore(scores: readonly number[]): number | undefined {
  if (scores.length === 0) return undefined
  const net = scores.filter((score) => score >= 9).length - scores.filter((score) => score <= 6).length
  const rounded = Math.floor((200 * Math.abs(net) + scores.length) / (2 * scores.length))
  return net < 0 && rounded > 0 ? -rounded : rounded
}
