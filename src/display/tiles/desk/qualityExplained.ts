/** Where the surveys and the figures of quality come from. Shares travel unrounded: counts follow from them and their base. */
import type { QualityView, SurveysView } from '../../../core/view/floorView.ts'
import { count, NOTHING } from '../../format.ts'
import { minus, plus, type Explained, type Remark } from '../explain/explained.ts'
import { shareOf, today, type Moment } from './deskExplained.ts'
import { ENOUGH_ANSWERS, ENOUGH_FOR_NPS, score } from './deskReading.ts'

function part(ratio: number | undefined, base: number): string {
  return count(Math.round((ratio ?? 0) * base))
}

interface ShareWords {
  title: string
  formula: string
  ratio: number | undefined
  over: string
  base: number
  under: string
  /** What the base counts, for its n. */
  of: string
  remarks?: Remark[]
}

function explainShare(
  { title, formula, ratio, over, base, under, of, remarks }: ShareWords,
  moment: Moment,
): Explained {
  return {
    title,
    when: today(moment),
    value: shareOf(ratio),
    formula,
    numerator: [plus(part(ratio, base), over)],
    denominator: [plus(count(base), under)],
    n: `${count(base)} ${of}`,
    ...(remarks && { remarks }),
  }
}

export function explainCsat({ csat, csatAnswers }: SurveysView, moment: Moment): Explained {
  return explainShare(
    {
      title: 'Satisfied (CSAT)',
      formula: 'answers 4 and 5 ÷ all answers from 1 to 5',
      ratio: csat,
      over: 'answered 4 or 5',
      base: csatAnswers,
      under: 'answered',
      of: 'answers',
      remarks: [{ label: 'Few', value: `Not shown under ${count(ENOUGH_ANSWERS)} answers: chance would speak.` }],
    },
    moment,
  )
}

export function explainNps({ nps, npsAnswers }: SurveysView, moment: Moment): Explained {
  const net = Math.round(((nps ?? 0) * npsAnswers) / 100)
  return {
    title: 'Net promoter score (NPS)',
    when: today(moment),
    value: nps === undefined ? NOTHING : score(nps),
    formula: '100 × (promoters, 9 and 10, − detractors, 0 to 6) ÷ all answers; a score from −100 to 100, no percentage',
    numerator: [plus(count(net), 'promoters less detractors')],
    denominator: [plus(count(npsAnswers), 'answered')],
    n: `${count(npsAnswers)} answers`,
    remarks: [{ label: 'Few', value: `Under ${count(ENOUGH_FOR_NPS)} answers it only shows a direction.` }],
  }
}

export function explainResolvedShare({ resolvedShare, resolvedAnswers }: SurveysView, moment: Moment): Explained {
  return explainShare(
    {
      title: 'Resolved, customers say',
      formula: 'answers “resolved” ÷ all answers to that question',
      ratio: resolvedShare,
      over: 'said yes',
      base: resolvedAnswers,
      under: 'answered',
      of: 'answers',
      remarks: [{ label: 'Few', value: `Not shown under ${count(ENOUGH_ANSWERS)} answers: chance would speak.` }],
    },
    moment,
  )
}

export function explainRepeat(days: 1 | 7, { repeatContacts }: QualityView, moment: Moment): Explained {
  const { identified, contacts, identificationRate, rate24h, rate7d } = repeatContacts
  return explainShare(
    {
      title: days === 1 ? 'Came again within 24 h' : 'Came again within 7 days',
      formula: `contacts of today whose customer was here in the ${days === 1 ? '24 hours' : '7 days'} before ÷ contacts with a known customer`,
      ratio: days === 1 ? rate24h : rate7d,
      over: 'had been here before',
      base: identified,
      under: 'with a known customer',
      of: 'contacts with a known customer',
      remarks: [
        { label: 'Known', value: `${shareOf(identificationRate)} of ${count(contacts)} contacts name their customer` },
      ],
    },
    moment,
  )
}

export function explainIdentified({ repeatContacts }: QualityView, moment: Moment): Explained {
  const { identified, contacts, identificationRate } = repeatContacts
  return {
    title: 'Customer known',
    when: today(moment),
    value: shareOf(identificationRate),
    formula: 'contacts that name their customer ÷ contacts of today',
    numerator: [plus(count(identified), 'name their customer')],
    denominator: [plus(count(contacts), 'contacts')],
    n: `${count(contacts)} contacts`,
  }
}

export function explainEscalated({ escalations }: QualityView, moment: Moment): Explained {
  return {
    title: 'Escalated',
    when: today(moment),
    value: shareOf(escalations.rate),
    formula: 'escalations raised today ÷ contacts handled today',
    numerator: [plus(count(escalations.raised), 'raised')],
    denominator: [plus(count(escalations.handled), 'handled')],
    n: `${count(escalations.handled)} handled`,
  }
}

const NOT_KNOWN = {
  label: 'A proxy',
  value: 'Whether a first contact solved it shows only days later. This stands in for it, and is not it.',
}

export function explainNotRepeated({ firstContactProxies, repeatContacts }: QualityView, moment: Moment): Explained {
  return explainShare(
    {
      title: 'Proxy for first contact resolution: did not come again',
      formula: '1 − contacts whose customer was here in the 7 days before ÷ contacts with a known customer',
      ratio: firstContactProxies.notRepeated7d,
      over: 'had not been here',
      base: repeatContacts.identified,
      under: 'with a known customer',
      of: 'contacts with a known customer',
      remarks: [NOT_KNOWN],
    },
    moment,
  )
}

export function explainWithoutTransfer({ firstContactProxies }: QualityView, moment: Moment): Explained {
  return {
    title: 'Proxy for first contact resolution: not transferred',
    when: today(moment),
    value: shareOf(firstContactProxies.withoutTransfer),
    formula: '(answered − transferred on) ÷ answered, all queues, today',
    numerator: [
      plus(count(firstContactProxies.answered), 'answered'),
      minus(count(firstContactProxies.transferredOut), 'transferred on'),
    ],
    denominator: [plus(count(firstContactProxies.answered), 'answered')],
    n: `${count(firstContactProxies.answered)} answered`,
    remarks: [NOT_KNOWN],
  }
}
