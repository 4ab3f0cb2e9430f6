/** What the log of facts holds, and when it lets go. */
import { describe, expect, test } from 'vitest'
import { minutes } from '../../../src/core/units.ts'
import { FactLog } from '../../../src/core/windows/factLog.ts'
import type { CountedFact } from '../../../src/core/windows/totals.ts'
import { answered, at, enqueued, event, siteOf } from '../../support/events.ts'

const MIN = 60

/** Something that came about `madeAt` minutes after nine and was learnt of at `learntAt`. */
function flowedOut(madeAt: number, learntAt = madeAt): CountedFact {
  return { type: 'segmentFlowedOut', at: at(madeAt * MIN), learntAt: at(learntAt * MIN), queue: 'Q' }
}

/** Which of the facts are let go, and how many each window holds in the end. */
function letGo(facts: readonly CountedFact[], asOf: number, horizon: number) {
  const log = new FactLog([minutes(15), minutes(60)])
  for (const fact of facts) log.count(fact, 1)
  log.advanceTo(at(asOf * MIN))
  const dropped: number[] = []
  log.settle(at(horizon * MIN), at(asOf * MIN), (fact) => void dropped.push(facts.indexOf(fact)))
  log.advanceTo(at((asOf + 1) * MIN))
  const held = log.windows.map(({ totals }) => totals.counts.flowedOut)
  return { dropped, kept: log.facts.length, held }
}

describe('the log of facts', () => {
  test.each([
    ['one a window holds', [flowedOut(0), flowedOut(40)], 59, 58, { dropped: [], kept: 2, held: [0, 1] }],
    ['those no window holds', [flowedOut(0), flowedOut(40)], 60, 58, { dropped: [0], kept: 1, held: [0, 1] }],
    ['one of the horizon', [flowedOut(0), flowedOut(40)], 60, 0, { dropped: [], kept: 2, held: [0, 1] }],
    ['one learnt at the horizon', [flowedOut(0, 30)], 61, 30, { dropped: [], kept: 1, held: [0, 0] }],
    ['one learnt before it', [flowedOut(0, 29)], 61, 30, { dropped: [0], kept: 0, held: [0, 0] }],
    [
      'all, if need be',
      [flowedOut(0), flowedOut(0), flowedOut(1)],
      80,
      79,
      { dropped: [0, 1, 2], kept: 0, held: [0, 0] },
    ],
  ])('[FL24] lets go of what no window holds and no event can change: %s', (_, facts, asOf, horizon, expected) => {
    expect(letGo(facts, asOf, horizon)).toEqual(expected)
  })

  test('[WI1, WI4] as long ago as the window is wide is not in it, told or taken back', () => {
    const slow = { source: '/slow' }
    const call = [event(-10, 'contact.enqueued', { contact: 'c1', queue: 'SALES' }, slow), answered(0)]
    const gone = event(-5, 'contact.abandoned', { contact: 'c1' }, slow)
    const site = siteOf([enqueued(15 * MIN, 'c2'), enqueued(0, 'c3'), ...call], 15 * MIN)
    const seen = () => {
      const { '15m': quarter, '30m': half } =
        site.floorView({ live: true, appliedSeq: 0 }).queues['SALES']?.windows ?? {}
      return [quarter?.offered, quarter?.answered, half?.answered]
    }
    expect(seen()).toEqual([1, 0, 1])
    site.apply(gone)
    expect(seen()).toEqual([1, 0, 0])
  })

  test('[FL6, FL24] a wait of hours, told afterwards, can be taken back as long as its answer can', () => {
    const told = event(0, 'contact.answered', { contact: 'c1', agent: 'A1', queue: 'SALES', waitMs: 7_200_000 })
    const site = siteOf([told, event(10 * MIN, 'source.heartbeat', {}), enqueued(-240)], 10 * MIN)
    expect(site.floorView({ live: true, appliedSeq: 3 }).queues['SALES']?.windows.day).toMatchObject({
      offered: 1,
      averageSpeedOfAnswerMs: 240_000,
    })
  })
})

describe('windows nobody looks at', () => {
  /**
   * A fact a minute for hours, some taken back and some told late, settled every five minutes: how many each window
   * holds at each look, and how many there are when all are counted one by one.
   */
  function looked(looks: readonly number[]): { seen: number[][]; counted: number[][] } {
    const log = new FactLog([minutes(15), minutes(60)])
    const all: CountedFact[] = []
    const add = (minute: number) => {
      const fact = flowedOut(minute)
      all.push(fact)
      log.count(fact, 1)
    }
    const seen: number[][] = []
    const counted: number[][] = []
    for (let minute = 0; minute <= 400; minute++) {
      add(minute)
      if (minute % 7 === 3) for (const fact of all.splice(-3, 1)) log.count(fact, -1)
      if (minute % 7 === 5) add(minute - 40)
      if (minute % 5 === 0) log.settle(at((minute - 62) * MIN), at(minute * MIN), () => undefined)
      if (!looks.includes(minute)) continue
      log.advanceTo(at(minute * MIN))
      seen.push(log.windows.map(({ totals }) => totals.counts.flowedOut))
      counted.push([15, 60].map((width) => all.filter((made) => made.at > at((minute - width) * MIN)).length))
    }
    return { seen, counted }
  }

  test.each([
    [Array.from({ length: 401 }, (_, minute) => minute)],
    [[70, 71, 72, 90, 204, 205, 206, 300, 399]],
    [[400]],
  ])('[WI1] are right when somebody does, every minute or after hours', (looks) => {
    const { seen, counted } = looked(looks)
    expect(seen).toEqual(counted)
  })
})
