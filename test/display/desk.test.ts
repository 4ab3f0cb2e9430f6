import { describe, expect, test } from 'vitest'
import { tipWords } from '../../src/display/tiles/explain/explained.ts'
import * as explained from '../../src/display/tiles/desk/deskExplained.ts'
import * as quality from '../../src/display/tiles/desk/qualityExplained.ts'
import { ageBars, promiseOf, score, surveyFigures, timesOf } from '../../src/display/tiles/desk/deskReading.ts'
import { deskSignal } from '../../src/display/tiles/desk/deskSignal.ts'
import { ago, NOON } from '../fixtures/wire/floorViews.ts'
import { aDeskBoard, anEscalation, busyDesk, someSurveys, someTickets } from '../fixtures/wire/pageViews.ts'

const moment = { now: NOON, zone: 'UTC' }
const { tickets, surveys, quality: view } = busyDesk()

describe('the backlog by age', () => {
  test('the tallest bar is full, the others stand against it', () => {
    const bars = ageBars({ '<4h': 10, '4-8h': 5, '8-24h': 0, '1-3d': 20, '3-7d': 1, '>7d': 0 })
    expect(bars.map(({ height }) => height)).toEqual([0.5, 0.25, 0, 1, 0.05, 0])
    expect(bars.map(({ words }) => words)).toEqual(['under 4 h', '4–8 h', '8–24 h', '1–3 d', '3–7 d', 'over 7 d'])
  })

  test('no ticket, no bar', () => {
    expect(ageBars(someTickets().backlogByAge).every(({ height }) => height === 0)).toBe(true)
  })
})

describe('the same-day promise (metrics 6.8: one of four solved)', () => {
  const worked = { opened: 4, solvedSameDay: { ratio: 0.25, needed: 2, bestReachable: 1 } }

  test('says what is missing and what can still be reached', () => {
    expect(promiseOf(worked)).toEqual({
      isKept: false,
      ratio: 0.25,
      what: 'of 4 opened today',
      needed: '2 more for 70%',
      reach: 'At best 100% today',
    })
  })

  test('is kept once nothing more is needed', () => {
    expect(promiseOf({ opened: 4, solvedSameDay: { ratio: 0.75, needed: 0, bestReachable: 1 } })).toMatchObject({
      isKept: true,
      needed: '70% is kept so far',
    })
  })

  test('without a ticket there is none', () => {
    expect(promiseOf({ opened: 0, solvedSameDay: { needed: 0 } })).toMatchObject({ ratio: undefined, reach: '' })
  })

  test('is explained by its counts', () => {
    const { numerator, denominator, n } = explained.explainPromise(someTickets(worked), moment)
    expect([numerator?.[0]?.amount, denominator?.[0]?.amount, n]).toEqual(['1', '4', '4 opened today'])
  })
})

describe('surveys', () => {
  test.each([
    [9, undefined, 'n 9, under 10'],
    [10, 0.6, 'n 10'],
    [0, undefined, 'n 0'],
  ])('CSAT from %i answers', (n, value, words) => {
    const { csat } = surveyFigures(someSurveys({ csat: 0.6, csatAnswers: n }))
    expect([csat.value, csat.words]).toEqual([value, words])
  })

  test.each([
    [29, true, 'n 29, few'],
    [30, false, 'n 30'],
  ])('NPS from %i answers is shown, few or not', (n, isFew, words) => {
    expect(surveyFigures(someSurveys({ nps: 17, npsAnswers: n })).nps).toEqual({ value: 17, n, isFew, words })
  })

  test.each([
    [17, '+17'],
    [0, '0'],
    [-8, '−8'],
    [100, '+100'],
  ])('a score of %i reads %s', (nps, words) => expect(score(nps)).toBe(words))

  test('NPS of metrics 6.8: three promoters, two detractors, six answers', () => {
    const { value, numerator, denominator } = quality.explainNps(someSurveys({ nps: 17, npsAnswers: 6 }), moment)
    expect([value, numerator?.[0]?.amount, denominator?.[0]?.amount]).toEqual(['+17', '1', '6'])
  })

  test('more detractors than promoters', () => {
    const { value, numerator } = quality.explainNps(someSurveys({ nps: -50, npsAnswers: 40 }), moment)
    expect([value, numerator?.[0]?.amount]).toEqual(['−50', '−20'])
  })
})

describe('explanations', () => {
  test('shares give their counts back', () => {
    expect(quality.explainCsat(surveys, moment)).toMatchObject({
      numerator: [{ amount: '37' }],
      denominator: [{ amount: '45' }],
      n: '45 answers',
    })
    expect(quality.explainRepeat(7, view, moment)).toMatchObject({
      numerator: [{ amount: '164' }],
      denominator: [{ amount: '1012' }],
    })
    expect(quality.explainEscalated(view, moment)).toMatchObject({ value: '1%', n: '1180 handled' })
  })

  test('proxies say that they are', () => {
    for (const proxy of [quality.explainNotRepeated, quality.explainWithoutTransfer]) {
      const { title, remarks, numerator, denominator } = proxy(view, moment)
      expect([numerator?.length, denominator?.length]).not.toContain(undefined)
      expect(title).toMatch(/^Proxy/)
      expect(remarks?.map(({ label }) => label)).toContain('A proxy')
    }
  })

  test('times say which clock', () => {
    const { value, remarks } = explained.explainTime(
      'firstResponse',
      timesOf(tickets).firstResponse,
      'business',
      moment,
    )
    expect([value, remarks?.at(-1)?.value]).toEqual(['2h30', expect.stringContaining('opening hours')])
  })

  test('in one line for a tip', () => {
    expect(tipWords(explained.explainResolutionRate(tickets, moment))).toBe(
      'resolved today ÷ opened today; over 100 % the backlog shrinks · 131 resolved ÷ 148 opened',
    )
  })

  test('a desk without anything explains dashes', () => {
    const { value, numerator } = quality.explainCsat(someSurveys(), moment)
    expect([value, numerator?.[0]?.amount]).toEqual(['–', '0'])
  })
})

describe('the signal', () => {
  const open = anEscalation({ escalation: 'e1', ticket: '20418', severity: 'critical', raisedAt: ago(252) })

  test('a ticket that needs a lead and has none comes first', () => {
    const { level, words } = deskSignal(aDeskBoard({ escalations: [open] }), NOON)
    expect([level, words.where, words.figure]).toEqual(['crit', 'Ticket 20418', '4:12'])
  })

  test('one in hand, or of a contact, leaves it to the promise', () => {
    const escalations = [{ ...open, claimedBy: 'Nia' }, anEscalation({ escalation: 'e2', contact: 'c1' })]
    const { level, words } = deskSignal(aDeskBoard({ tickets, escalations }), NOON)
    expect([level, words.shape, words.figure, words.unit, words.lines]).toEqual([
      'ok',
      'none',
      '59',
      '%',
      ['17 more for 70%', 'At best 100% today'],
    ])
  })

  test('69.6 % never reads as 70', () => {
    const almost = someTickets({ opened: 1000, solvedSameDay: { ratio: 0.696, needed: 4, bestReachable: 1 } })
    expect(deskSignal(aDeskBoard({ tickets: almost }), NOON).words.figure).toBe('69')
  })
})
