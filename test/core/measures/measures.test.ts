import { describe, expect, test } from 'vitest'
import { estimatedWait } from '../../../src/core/forecast/estimatedWait.ts'
import { abandonRate } from '../../../src/core/measures/abandonRate.ts'
import { average } from '../../../src/core/measures/average.ts'
import { share, sumOf } from '../../../src/core/measures/fraction.ts'
import { occupancy, utilisation } from '../../../src/core/measures/occupancy.ts'
import { serviceLevel, type Formula } from '../../../src/core/measures/serviceLevel.ts'
import { noAgentTotals } from '../../../src/core/windows/agentWindows.ts'
import { noCounts } from '../../../src/core/windows/totals.ts'
import { answered, enqueued, event, viewOf } from '../../support/events.ts'

/** ICMI QueueTip 2002 (metrics 1.4): A=1000, B=60, A_20=860, B_20=20, B_5=10. */
const ICMI = {
  ...noCounts(),
  answered: 1000,
  answeredWithinTarget: 860,
  abandoned: 60,
  abandonedWithinTarget: 20,
  shortAbandoned: 10,
  flowedOut: 40,
  waitingOverTarget: 30,
}

describe('measures', () => {
  test.each<[Formula, number, number]>([
    ['SL1', 860, 1000],
    ['SL2', 860, 1060],
    ['SL3', 860, 1040],
    ['SL4', 880, 1060],
    ['SL5', 860, 1050],
    ['SL6', 860, 1090],
    ['SL9', 860, 1080],
  ])('[ME1] %s of the ICMI figures is %i/%i (metrics 1.4)', (formula, numerator, denominator) => {
    expect(serviceLevel(formula, ICMI)).toEqual({ numerator, denominator })
  })

  test('[ME1] Genesys CCPulse: 200/(300+100−50) = 57.14 % (metrics 1.4)', () => {
    const counts = {
      ...noCounts(),
      answered: 300,
      answeredWithinTarget: 200,
      abandoned: 100,
      shortAbandoned: 50,
      waitingOverTarget: 0,
    }
    expect(share(serviceLevel('SL5', counts))).toBeCloseTo(0.5714, 4)
  })

  test('[ME1] Cisco ICR: 50 within 30 s, 80 later: 50/130 = 38.5 % (metrics 1.4)', () => {
    const counts = { ...noCounts(), answered: 130, answeredWithinTarget: 50, waitingOverTarget: 0 }
    expect(share(serviceLevel('SL1', counts))).toBeCloseTo(0.385, 3)
  })

  test('[ME2] without a base there is no measure', () => {
    expect(share({ numerator: 0, denominator: 0 })).toBeUndefined()
    expect(average(0, 0)).toBeUndefined()
    const { windows } = viewOf([enqueued(0)], 5).queues['SALES'] ?? {}
    expect(Object.keys(windows?.day ?? {}).slice(12)).toEqual([])
  })

  test('[ME3] over several queues counts are summed, each by its own formula', () => {
    const loose = event(0, 'queue.configured', { queue: 'LOOSE', serviceLevelFormula: 'SL1' })
    const strict = event(0, 'queue.configured', { queue: 'STRICT', serviceLevelFormula: 'SL2' })
    const lost = (n: number, queue: string) => [
      enqueued(n, `b${n}`, queue),
      event(n + 10, 'contact.abandoned', { contact: `b${n}` }),
    ]
    const calls = [
      enqueued(1, 'c1', 'LOOSE'),
      answered(2),
      ...lost(3, 'LOOSE'),
      enqueued(4, 'c2', 'STRICT'),
      answered(5, 'c2', 'A2'),
      ...lost(6, 'STRICT'),
    ]
    const view = viewOf([loose, strict, ...calls], 60)
    expect(
      [view.queues['LOOSE'], view.queues['STRICT'], view.total].map((part) => part?.windows['15m'].serviceLevel),
    ).toEqual([1, 0.5, 2 / 3])
    expect(sumOf([])).toEqual({ numerator: 0, denominator: 0 })
  })

  test('[ME4] short abandons are in neither part of the abandon rate', () => {
    expect(abandonRate({ ...noCounts(), answered: 7, abandoned: 4, shortAbandoned: 1 })).toEqual({
      numerator: 3,
      denominator: 10,
    })
  })

  test('[ME5] averages are whole, rounded half up', () => {
    expect([average(5, 2), average(7, 3), average(8, 3)]).toEqual([3, 2, 3])
  })

  test('[ME6] occupancy leaves not-ready time out, utilisation does not', () => {
    const totals = {
      ...noAgentTotals(),
      availableMs: 10,
      alertingMs: 10,
      onContactMs: 50,
      wrapUpMs: 10,
      notReadyMs: 20,
    }
    expect([share(occupancy(totals)), share(utilisation(totals))]).toEqual([60 / 80, 60 / 100])
  })

  const base = {
    waiting: 1,
    agentsStaffed: 2,
    agentsAvailable: 0,
    oldestWaitMs: 30_000,
    lastHour: { handled: 2, handleMs: 0, abandonRate: { numerator: 0, denominator: 0 } },
    today: { handled: 2, handleMs: 540_000 },
    departures: 4,
  }

  test('[ME7] the median of three, the mean of two', () => {
    expect(estimatedWait(base)).toBe(150_000)
    expect(estimatedWait({ ...base, departures: 5 })).toBe(270_000)
    const hour = { handled: 10, handleMs: 1_000_000, abandonRate: { numerator: 1, denominator: 4 } }
    expect(estimatedWait({ ...base, lastHour: hour, departures: 30 })).toBe(60_000)
  })

  test('[ME7] 0 when a member is free and nobody waits; absent with nobody staffed or under two methods', () => {
    expect(estimatedWait({ ...base, waiting: 0, agentsAvailable: 1 })).toBe(0)
    expect(estimatedWait({ ...base, agentsStaffed: 0 })).toBeUndefined()
    expect(estimatedWait({ ...base, today: { handled: 0, handleMs: 0 } })).toBeUndefined()
  })
})
