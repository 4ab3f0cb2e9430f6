/** Where the figures of the desk wall come from. Shares travel unrounded: their counts follow from them and their base. */
import { parseInstant, type EpochMs } from '../../../core/units.ts'
import type { DeskBoardView } from '../../../core/view/boardView.ts'
import type { BacklogAge, QualityView, SurveysView, TicketsView } from '../../../core/view/floorView.ts'
import { clockTime, count, dayText, elapsed, minuteTime, NOTHING, percent } from '../../format.ts'
import { minus, plus, type Amount, type Explained, type Remark } from '../explain/explained.ts'
import {
  type Times,
  AGE_WORDS,
  ENOUGH_ANSWERS,
  ENOUGH_FOR_NPS,
  promiseOf,
  SAME_DAY_TARGET,
  score,
} from './deskReading.ts'

export interface Moment {
  now: EpochMs
  zone: string
}

function today({ now, zone }: Moment): string {
  return `today, as of ${minuteTime(now, zone)}`
}

function right({ now, zone }: Moment): string {
  return `now, as of ${clockTime(now, zone)}`
}

function shareOf(ratio: number | undefined): string {
  return ratio === undefined ? NOTHING : percent(ratio)
}

function part(ratio: number | undefined, base: number): string {
  return count(Math.round((ratio ?? 0) * base))
}

export interface ShareWords {
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

export function explainBacklog({ backlog, opened, resolved, reopened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Backlog',
    when: right(moment),
    value: count(backlog),
    formula: 'all tickets opened or reopened and not resolved since, whenever that was',
    n: `${count(backlog)} open tickets`,
    remarks: [
      { label: 'Today', value: `${count(opened)} opened, ${count(resolved)} resolved, ${count(reopened)} reopened` },
    ],
  }
}

export function explainAge(age: BacklogAge, { backlogByAge, backlog }: TicketsView, moment: Moment): Explained {
  const tickets = backlogByAge[age]
  return {
    title: `Backlog, ${AGE_WORDS[age]}`,
    when: right(moment),
    value: count(tickets),
    formula: 'open tickets by age since they were first opened; the lower end counts, the upper does not',
    numerator: [plus(count(tickets), AGE_WORDS[age])],
    denominator: [plus(count(backlog), 'open tickets')],
    n: `${count(backlog)} open tickets`,
    remarks: [{ label: 'Reopened', value: 'A reopened ticket keeps the age it had.' }],
  }
}

export function explainOldest(
  { oldestSince, backlog }: TicketsView,
  ageMs: number | undefined,
  moment: Moment,
): Explained {
  const at = oldestSince === undefined ? undefined : parseInstant(oldestSince)
  return {
    title: 'Oldest ticket',
    when: right(moment),
    value: ageMs === undefined ? NOTHING : elapsed(ageMs),
    formula: 'now − the moment the oldest open ticket was first opened',
    n: `the oldest of ${count(backlog)}`,
    ...(at !== undefined && {
      remarks: [{ label: 'Opened', value: `${dayText(at, moment.zone)} ${minuteTime(at, moment.zone)}` }],
    }),
  }
}

export function explainFlow(
  which: 'opened' | 'resolved' | 'reopened',
  tickets: TicketsView,
  moment: Moment,
): Explained {
  const formulas = {
    opened: 'tickets opened today',
    resolved: 'resolutions today, of tickets of any day; closed without a resolution counts too',
    reopened: 'tickets opened again today',
  }
  return {
    title: `${which.charAt(0).toUpperCase()}${which.slice(1)} today`,
    when: today(moment),
    value: count(tickets[which]),
    formula: formulas[which],
    n: `${count(tickets[which])} ${which}`,
  }
}

export function explainResolutionRate({ resolutionRate, resolved, opened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Resolution rate',
    when: today(moment),
    value: shareOf(resolutionRate),
    formula: 'resolved today ÷ opened today; over 100 % the backlog shrinks',
    numerator: [plus(count(resolved), 'resolved')],
    denominator: [plus(count(opened), 'opened')],
    n: `${count(opened)} opened`,
  }
}

export function explainReopenRate({ reopenRate, resolved, reopened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Reopen rate',
    when: today(moment),
    value: shareOf(reopenRate),
    formula: 'reopened today ÷ resolved today',
    numerator: [plus(count(reopened), 'reopened')],
    denominator: [plus(count(resolved), 'resolved')],
    n: `${count(resolved)} resolved`,
  }
}

export function explainPromise(tickets: TicketsView, moment: Moment): Explained {
  const { ratio, needed, bestReachable } = tickets.solvedSameDay
  const { needed: words } = promiseOf(tickets)
  const solved = Math.round((ratio ?? 0) * tickets.opened)
  return {
    title: 'Solved the same day',
    when: today(moment),
    value: ratio === undefined ? NOTHING : percent(ratio, { target: SAME_DAY_TARGET }),
    formula: 'of the tickets opened today: solved by now, and not reopened ÷ opened',
    numerator: [plus(count(solved), 'solved by now')],
    denominator: [plus(count(tickets.opened), 'opened today')],
    n: `${count(tickets.opened)} opened today`,
    remarks: [
      {
        label: 'Promise',
        value: `${percent(SAME_DAY_TARGET)} of what is opened on a day is solved on that day: ${words}`,
      },
      {
        label: 'Needed',
        value: `${count(needed)} more: ${percent(SAME_DAY_TARGET)} of those opened, rounded up, less those solved`,
      },
      {
        label: 'At best',
        value: `${shareOf(bestReachable)}: every ticket of today that is open could still be solved today`,
      },
    ],
  }
}

export type Clocks = 'calendar' | 'business'

const CLOCK_WORDS: Record<Clocks, string> = {
  calendar: 'calendar time, nights and weekends included',
  business: 'opening hours of the queue only; queues without opening hours are left out',
}

const TIME_FORMULAS = {
  firstResponse: 'first reply − opened',
  response: 'each reply − the opening or reopening it answers',
  resolution: 'first resolution − opened',
}

export type Timed = keyof typeof TIME_FORMULAS

export function explainTime(which: Timed, { p50Ms, averageMs }: Times, clocks: Clocks, moment: Moment): Explained {
  const titles = { firstResponse: 'First response', response: 'Average response', resolution: 'Resolution' }
  const ends = which === 'resolution' ? 'resolutions' : 'replies'
  return {
    title: `${titles[which]}${clocks === 'business' ? ', opening hours' : ''}`,
    when: today(moment),
    value: elapsed(p50Ms ?? averageMs ?? 0),
    formula: TIME_FORMULAS[which],
    n: `${which === 'resolution' ? 'first resolutions' : which === 'response' ? 'replies' : 'first replies'} of today`,
    remarks: [
      ...(p50Ms === undefined
        ? []
        : [{ label: 'Middle', value: `${elapsed(p50Ms)}: half of the ${ends} were quicker` }]),
      ...(averageMs === undefined
        ? []
        : [{ label: 'Mean', value: `${elapsed(averageMs)}: all times added, divided by how many` }]),
      { label: 'Clock', value: CLOCK_WORDS[clocks] },
    ],
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
  const line: Amount[] =
    net < 0 ? [minus(count(-net), 'more detractors')] : [plus(count(net), 'more promoters than detractors')]
  return {
    title: 'Net promoter score (NPS)',
    when: today(moment),
    value: nps === undefined ? NOTHING : score(nps),
    formula: '100 × (promoters, 9 and 10, − detractors, 0 to 6) ÷ all answers; a score from −100 to 100, no percentage',
    numerator: line.map((one) =>
      one.sign < 0 ? { ...one, sign: 1, amount: `−${one.amount}`, words: 'promoters less detractors' } : one,
    ),
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
  const handled = escalations.rate ? Math.round(escalations.raised / escalations.rate) : undefined
  return {
    title: 'Escalated',
    when: today(moment),
    value: shareOf(escalations.rate),
    formula: 'escalations raised today ÷ contacts handled today',
    numerator: [plus(count(escalations.raised), 'raised')],
    denominator: [plus(handled === undefined ? NOTHING : count(handled), 'handled')],
    n: handled === undefined ? `${count(escalations.raised)} raised` : `${count(handled)} handled`,
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
    n: 'contacts answered today',
    remarks: [NOT_KNOWN],
  }
}

export function momentOf(view: Pick<DeskBoardView, 'zone'>, now: EpochMs): Moment {
  return { now, zone: view.zone }
}
