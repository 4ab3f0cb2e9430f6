/** What the desk wall reads out of its view: the backlog in bars, the promise in words, surveys that are enough. */
import { BACKLOG_AGES, type BacklogAge, type SurveysView, type TicketsView } from '../../../core/view/floorView.ts'
import { count, elapsed, NOTHING, percent } from '../../format.ts'

export const AGE_WORDS: Record<BacklogAge, string> = {
  '<4h': 'under 4 h',
  '4-8h': '4–8 h',
  '8-24h': '8–24 h',
  '1-3d': '1–3 d',
  '3-7d': '3–7 d',
  '>7d': 'over 7 d',
}

export interface AgeBar {
  age: BacklogAge
  words: string
  tickets: number
  /** Height against the tallest, 0..1. */
  height: number
}

export function ageBars(byAge: TicketsView['backlogByAge']): AgeBar[] {
  const tallest = Math.max(1, ...BACKLOG_AGES.map((age) => byAge[age]))
  return BACKLOG_AGES.map((age) => ({
    age,
    words: AGE_WORDS[age],
    tickets: byAge[age],
    height: byAge[age] / tallest,
  }))
}

/** "70 % of issues solved within the day" (N12). */
export const SAME_DAY_TARGET = 0.7

export interface Promise70 {
  isKept: boolean
  ratio: number | undefined
  /** What it means now, and what is still possible. */
  what: string
  needed: string
  reach: string
}

/** `opened` and still open is what can yet be solved today. */
export function promiseOf({ opened, solvedSameDay }: Pick<TicketsView, 'opened' | 'solvedSameDay'>): Promise70 {
  const { ratio, needed, bestReachable } = solvedSameDay
  const target = percent(SAME_DAY_TARGET)
  if (ratio === undefined)
    return { isKept: true, ratio, what: 'No ticket yet today', needed: `Target ${target}`, reach: '' }
  const isKept = needed === 0
  return {
    isKept,
    ratio,
    what: `of ${count(opened)} opened today`,
    needed: isKept ? `${target} is kept so far` : `${count(needed)} more for ${target}`,
    reach: bestReachable === undefined ? '' : `At best ${percent(bestReachable)} today`,
  }
}

/** A survey's share says something from ten answers on, a net promoter score from thirty (metrics 1.8). */
export const ENOUGH_ANSWERS = 10
export const ENOUGH_FOR_NPS = 30

export interface SurveyFigure {
  /** Undefined: too few to show, or none. */
  value: number | undefined
  n: number
  isFew: boolean
  words: string
}

function survey(value: number | undefined, n: number, enough: number, isHidden: boolean): SurveyFigure {
  const isFew = n < enough
  const words =
    n === 0 ? 'n 0' : isFew ? `n ${count(n)}, ${isHidden ? `under ${count(enough)}` : 'few'}` : `n ${count(n)}`
  return { value: isFew && isHidden ? undefined : value, n, isFew, words }
}

export interface SurveyFigures {
  csat: SurveyFigure
  nps: SurveyFigure
  resolved: SurveyFigure
}

export function surveyFigures(surveys: SurveysView): SurveyFigures {
  return {
    csat: survey(surveys.csat, surveys.csatAnswers, ENOUGH_ANSWERS, true),
    nps: survey(surveys.nps, surveys.npsAnswers, ENOUGH_FOR_NPS, false),
    resolved: survey(surveys.resolvedShare, surveys.resolvedAnswers, ENOUGH_ANSWERS, true),
  }
}

/** A score has its sign: `+17`, `−8`, `0`. */
export function score(nps: number): string {
  return nps > 0 ? `+${count(nps)}` : count(nps)
}

export interface Times {
  n?: number
  p50Ms?: number | undefined
  averageMs?: number | undefined
}

/** The middle, else the mean; a dash where there is neither. */
export function timeWords({ p50Ms, averageMs }: Times): string {
  const ms = p50Ms ?? averageMs
  return ms === undefined ? NOTHING : elapsed(ms)
}

/** Of replies there is no middle, only a mean. */
export function timesOf({
  firstResponse,
  responses,
  averageResponseTimeMs,
  resolution,
}: Pick<TicketsView, 'firstResponse' | 'responses' | 'averageResponseTimeMs' | 'resolution'>): Record<
  'firstResponse' | 'response' | 'resolution',
  Times
> {
  return { firstResponse, response: { n: responses, averageMs: averageResponseTimeMs }, resolution }
}
