/** The worked day of `metrics.md` part 6: every value the contract names, asked of the core and of the oracle. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../src/core/events/event.ts'
import type { SiteConfig } from '../../src/core/site.ts'
import type { AgentView, FloorView, ServiceLevelFormula, TotalQueueView } from '../../src/core/view/floorView.ts'
import { deskDays, deskSurveys, onTheDay, workedDay, workedDayDeclared } from '../fixtures/workedDay.ts'
import {
  AGENT_TABLE,
  rowsOf,
  SALES_TABLE,
  SUPPORT_TABLE,
  TEAM_TABLE,
  TOTAL_TABLE,
  valueOf,
} from '../fixtures/workedDayTables.ts'
import { coreView } from '../simulation/judge.ts'
import type { OracleView } from '../simulation/oracle/delivery.ts'
import { oracleView } from '../simulation/oracle/oracleView.ts'
import { chance } from '../simulation/random.ts'

type View = FloorView | OracleView
type Ask = (deliveries: readonly { event: FloorEvent }[], asOf: number, config: SiteConfig) => View

const ENGINES: [string, Ask][] = [
  ['core', coreView],
  ['oracle', oracleView],
]

const FORMULAS: readonly ServiceLevelFormula[] = ['SL1', 'SL2', 'SL3', 'SL4', 'SL5', 'SL6', 'SL9']

/** The four columns of the tables. */
const COLUMNS = [
  { asOf: onTheDay('09:05:10'), window: 'day' },
  { asOf: onTheDay('09:08:30'), window: 'day' },
  { asOf: onTheDay('09:16:00'), window: '15m' },
  { asOf: onTheDay('09:16:00'), window: 'day' },
] as const

type Column = (typeof COLUMNS)[number]
/** One day's answers: by column and formula. */
type Answers = (column: Column, formula?: ServiceLevelFormula) => View

describe.each(ENGINES)('the worked day, asked of the %s', (_name, ask) => {
  const inFileOrder = answersOf(ask, (asOf) => workedDay.filter((event) => event.time <= asOf))

  test('metrics.md 6.3: SALES, SUPPORT and all queues at all three moments (N1 to N9)', () => {
    expectQueueTables(inFileOrder)
  })

  test('metrics.md 6.4: agents, their times and the team (F6 to F8, N7)', () => {
    expectAgentTables(inFileOrder)
  })

  test('metrics.md 6.3, 6.4 in 200 random orders within the grace, with repeats (F14)', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const shuffledDay = inRandomOrder(seed)
      const answers = answersOf(ask, (asOf) => shuffledDay.filter((event) => event.time <= asOf), ['SL5'])
      expectQueueTables(answers, ['SL5'])
      expectAgentTables(answers)
    }
  })

  test('the repeat of e15 is counted, e11 after e12 is not late (F15)', () => {
    const { feed } = inFileOrder(COLUMNS[3])
    expect(feed).toMatchObject({ duplicates: 1, late: 0, orphans: 0, skewed: 0 })
  })

  test('formulas told by queue.configured at asOf judge the whole day (F11)', () => {
    const asOf = onTheDay('09:16:00')
    const configured = ['SALES', 'SUPPORT'].map((queue): FloorEvent => {
      const data = { queue, serviceLevelFormula: 'SL6' }
      return { id: queue, source: '/wfm', type: 'queue.configured', time: asOf, data } as unknown as FloorEvent
    })
    const view = ask(deliver([...workedDay, ...configured]), asOf, { site: 'main' })
    expect(view.queues['SALES']?.windows.day.serviceLevel).toBeCloseTo(4 / 5, 12)
    expect(view.queues['SALES']?.windows['15m'].serviceLevel).toBeCloseTo(2 / 3, 12)
    expect(view.total.windows.day.serviceLevel).toBeCloseTo(5 / 9, 12)
  })

  test('metrics.md 6.6: estimated waits, queues declared at sign-in (N11)', () => {
    const waits = COLUMNS.map(({ asOf }) => {
      const { queues } = ask(deliver(workedDayDeclared.filter((event) => event.time <= asOf)), asOf, { site: 'main' })
      return [queues['SALES']?.forecast.estimatedWaitMs, queues['SUPPORT']?.forecast.estimatedWaitMs]
    })
    // T1 SALES: QL 120 s and HOL 0; SUPPORT: HOL alone. T2 SALES: QL 142.5, rate 180, HOL 0; SUPPORT: QL (1+1)·270/2
    // less a third abandoned = 180, and HOL 30. T3 SALES: nobody staffed; SUPPORT: an agent is free.
    expect(waits).toEqual([
      [60_000, undefined],
      [142_500, 105_000],
      [undefined, 0],
      [undefined, 0],
    ])
  })

  test('metrics.md 6.4: staffed for SALES and SUPPORT by declared queues (F7)', () => {
    const asOf = onTheDay('09:16:00')
    const { queues } = ask(deliver(workedDayDeclared), asOf, { site: 'main' })
    expect(queues['SALES']).toMatchObject({ agentsSignedIn: 2, agentsStaffed: 0, agentsAvailable: 0 })
    expect(queues['SUPPORT']).toMatchObject({ agentsSignedIn: 2, agentsStaffed: 1, agentsAvailable: 1 })
  })

  test('metrics.md 6.6: the closed quarter hour 09:00 to 09:15 (N12)', () => {
    const { intervals } = ask(deliver(workedDay), onTheDay('09:16:00'), { site: 'main' })
    const start = '2026-03-02T09:00:00.000Z'
    expect(intervals['SALES']?.[start]).toEqual({
      offered: 6,
      answered: 4,
      answeredWithinTarget: 4,
      abandoned: 0,
      handled: 4,
      averageHandleTimeMs: 277_500,
    })
    expect(intervals['SUPPORT']?.[start]).toEqual({
      offered: 5,
      answered: 3,
      answeredWithinTarget: 1,
      abandoned: 2,
      handled: 2,
      averageHandleTimeMs: 315_000,
    })
  })

  test('metrics.md 6.8: tickets over the spring change, and surveys (N12)', () => {
    const asOf = Date.parse('2026-03-30T16:30:00+02:00')
    const view = ask(deliver([...deskDays, ...deskSurveys]), asOf, { site: 'main', zone: 'Europe/Berlin' })
    const minutes = (n: number): number => n * 60_000
    expect(view.tickets).toEqual({
      backlog: 3,
      backlogByAge: { '<4h': 1, '4-8h': 2, '8-24h': 0, '1-3d': 0, '3-7d': 0, '>7d': 0 },
      oldestSince: '2026-03-30T07:10:00.000Z',
      opened: 4,
      resolved: 4,
      reopened: 1,
      resolutionRate: 1,
      reopenRate: 0.25,
      solvedSameDay: { ratio: 0.25, needed: 2, bestReachable: 1 },
      firstResponse: { n: 5, p50Ms: minutes(150), averageMs: minutes(1176) },
      responses: 5,
      averageResponseTimeMs: minutes(1176),
      resolution: { n: 4, p50Ms: minutes(1115), averageMs: minutes(1542.5) },
      sources: ['/desk'],
    })
    expect(view.surveys).toEqual({
      csat: 0.6,
      csatAnswers: 5,
      nps: 17,
      npsAnswers: 6,
      resolvedAnswers: 0,
      sources: ['/desk'],
    })
  })
})

function deliver(events: readonly FloorEvent[]): { event: FloorEvent }[] {
  return events.map((event) => ({ event }))
}

/** Asks once for each column and formula. */
function answersOf(ask: Ask, heardBy: (asOf: number) => FloorEvent[], formulas = FORMULAS): Answers {
  const views = new Map<string, View>()
  for (const { asOf } of COLUMNS)
    for (const serviceLevelFormula of formulas) {
      const queues = { SALES: { serviceLevelFormula }, SUPPORT: { serviceLevelFormula } }
      const key = `${String(asOf)} ${serviceLevelFormula}`
      if (!views.has(key)) views.set(key, ask(deliver(heardBy(asOf)), asOf, { site: 'main', queues }))
    }
  return ({ asOf }, formula = 'SL5') => {
    const view = views.get(`${String(asOf)} ${formula}`)
    if (view === undefined) throw new Error(`not asked: ${formula}`)
    return view
  }
}

/** Every delivery up to 15 min after its event, one in three told twice: nothing becomes late. */
function inRandomOrder(seed: number): FloorEvent[] {
  const by = chance(seed)
  return workedDay
    .flatMap((event) => (by.often(0.3) ? [event, event] : [event]))
    .map((event) => ({ event, at: event.time + by.whole(0, 900_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event)
}

function expectQueueTables(answers: Answers, formulas = FORMULAS): void {
  const tables: [string, string, (view: View) => TotalQueueView | undefined][] = [
    ['SALES', SALES_TABLE, (view) => view.queues['SALES']],
    ['SUPPORT', SUPPORT_TABLE, (view) => view.queues['SUPPORT']],
    ['total', TOTAL_TABLE, (view) => view.total],
  ]
  for (const [name, table, queueOf] of tables)
    for (const { label, cells } of rowsOf(table)) {
      if (label.startsWith('SL') && !formulas.includes(label as ServiceLevelFormula)) continue
      const got = COLUMNS.map((column) => cellOf(label, answers, column, queueOf))
      expect({ [`${name}: ${label}`]: got }).toEqual({ [`${name}: ${label}`]: cells.map(valueOf) })
    }
}

/** What the view says in a cell, in the table's unit and digits. */
function cellOf(
  label: string,
  answers: Answers,
  column: Column,
  queueOf: (view: View) => TotalQueueView | undefined,
): number | undefined {
  const formula = label.startsWith('SL') ? (label as ServiceLevelFormula) : 'SL5'
  const queue = queueOf(answers(column, formula))
  if (queue === undefined) return undefined
  const totals = queue.windows[column.window]
  const since = queue.longestWaitSince
  const values: Record<string, number | undefined> = {
    offered: totals.offered,
    answered: totals.answered,
    'answered within 20 s': totals.answeredWithinTarget,
    abandoned: totals.abandoned,
    'of which short': totals.shortAbandoned,
    'abandoned within 20 s': totals.abandonedWithinTarget,
    'flowed out': totals.flowedOut,
    'transferred out': totals.transferredOut,
    'waiting now': queue.waiting,
    'longest wait now, s': since === undefined ? 0 : (column.asOf - Date.parse(since)) / 1000,
    'waiting now over 20 s': queue.waitingOverTarget,
    AR2: totals.abandonRate,
    'ASA, s': inSeconds(totals.averageSpeedOfAnswerMs),
    'P50 wait': inSeconds(totals.waitP50Ms),
    'P90 wait': inSeconds(totals.waitP90Ms),
    'P95 wait': inSeconds(totals.waitP95Ms),
    'max wait of answered': inSeconds(totals.longestAnsweredWaitMs),
    'average time to abandon, s': inSeconds(totals.averageTimeToAbandonMs),
    handled: totals.handled,
    'AHT, s': inSeconds(totals.averageHandleTimeMs),
    'average talk, s': inSeconds(totals.averageTalkMs),
    'average hold, s': inSeconds(totals.averageHoldMs),
    'average ACW, s': inSeconds(totals.averageWrapUpMs),
    'segments over 60 s': totals.promiseBreaches,
  }
  return label.startsWith('SL') ? totals.serviceLevel : values[label]
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 10) / 100
}

/** `metrics.md` 6.4: state and how long; contacts at hand. */
const STATES = [
  { A1: ['onContact', 50, 'c6'], A2: ['onContact', 258, 'c2'], A3: ['onContact', 145, 'c5'] },
  { A1: ['wrapUp', 10], A2: ['onContact', 100, 'c5'], A3: ['onContact', 70, 'c7'] },
  { A1: ['notReady', 60, 'COACHING'], A2: ['notReady', 280, 'LUNCH'], A3: ['available', 160] },
  { A1: ['notReady', 60, 'COACHING'], A2: ['notReady', 280, 'LUNCH'], A3: ['available', 160] },
]

/** Signed in, staffed, available, on contact, in wrap-up, not ready. */
const COUNTS = [
  [3, 3, 0, 3, 0, 0],
  [3, 3, 0, 2, 1, 0],
  [3, 1, 1, 0, 0, 2],
  [3, 1, 1, 0, 0, 2],
]

const REASONS = [
  { BREAK: 180 },
  { BREAK: 180 },
  { BREAK: 90, LUNCH: 280, COACHING: 60 },
  { BREAK: 180, LUNCH: 280, COACHING: 60 },
]

function expectAgentTables(answers: Answers): void {
  COLUMNS.forEach((column, place) => {
    const view = answers(column)
    const states = Object.fromEntries(
      Object.entries(view.agents).map(([id, agent]) => {
        const what = agent.reason ?? agent.contacts[0]?.contact
        const seconds = (column.asOf - Date.parse(agent.stateSince)) / 1000
        return [id, [agent.state, seconds, ...(what === undefined ? [] : [what])]]
      }),
    )
    expect(states).toEqual(STATES[place])
    const { total } = view
    expect([
      total.agentsSignedIn,
      total.agentsStaffed,
      total.agentsAvailable,
      total.agentsOnContact,
      total.agentsInWrapUp,
      total.agentsNotReady,
    ]).toEqual(COUNTS[place])
    expectTimes(Object.entries(view.agents), column, place)
  })
}

function expectTimes(agents: [string, AgentView][], { window }: Column, place: number): void {
  const times = agents.map(([id, { windows }]) => {
    const { availableMs, onContactMs, wrapUpMs, notReadyMs } = windows[window]
    return [id, [availableMs, onContactMs, wrapUpMs, notReadyMs].map((ms) => ms / 1000).join('/')]
  })
  expect(times).toEqual(rowsOf(AGENT_TABLE).map(({ label, cells }) => [label, cells[place]]))
  const sum = (of: (id: string, view: AgentView['windows']['day']) => number): number =>
    agents.reduce((total, [id, { windows }]) => total + of(id, windows[window]), 0)
  const handling = sum((_id, w) => w.onContactMs + w.wrapUpMs)
  const free = sum((_id, w) => w.availableMs + w.alertingMs)
  const notReady = sum((_id, w) => w.notReadyMs)
  const shares = [handling / (handling + free), handling / (handling + free + notReady)]
  expect(shares).toEqual(rowsOf(TEAM_TABLE).map(({ cells }) => valueOf(cells[place] ?? '')))
  for (const [, { windows }] of agents) {
    const w = windows[window]
    const theirs = w.onContactMs + w.wrapUpMs
    expect(w.occupancy).toBeCloseTo(theirs / (theirs + w.availableMs + w.alertingMs), 12)
    expect(w.utilisation).toBeCloseTo(theirs / (theirs + w.availableMs + w.alertingMs + w.notReadyMs), 12)
  }
  const reasons: Record<string, number> = {}
  for (const [, { windows }] of agents)
    for (const [reason, ms] of Object.entries(windows[window].notReadyMsByReason))
      reasons[reason] = (reasons[reason] ?? 0) + ms / 1000
  expect(reasons).toEqual(REASONS[place])
}
