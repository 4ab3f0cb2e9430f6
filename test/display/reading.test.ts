import { describe, expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import { queueReading, ranked, siteReading } from '../../src/display/reading.ts'
import { railOf } from '../../src/display/rail.ts'
import { basisWords, nextWords, qualityWords, spokenRow, stateWord } from '../../src/display/floor/rowWords.ts'
import { aFloorBoard, ago, aQueue, NOON } from '../fixtures/wire/floorViews.ts'

const SUPPORT = aQueue({ name: 'Support', waits: [192, 20], met: 36, n: 59, abandoned: 9, agents: 14 })

describe('a row', () => {
  test('is read from its queue at an instant', () => {
    expect(queueReading('S', SUPPORT, NOON)).toEqual({
      id: 'S',
      name: 'Support',
      channel: 'voice',
      level: 'crit',
      none: false,
      waiting: 2,
      waitMs: 192_000,
      waitLevel: 'crit',
      limitMs: 60_000,
      over: 1,
      nextMs: 40_001,
      service: { ratio: 36 / 59, target: 0.8, n: 59, few: false, level: 'crit' },
      formula: 'SL5',
      abandonRate: 9 / 59,
      averageSpeedOfAnswerMs: 35_390,
      free: 0,
      signedIn: 14,
    })
  })

  test('never counts from the future', () => {
    const early = epochMs(NOON - 250_000)
    expect(queueReading('S', SUPPORT, early).waitMs).toBe(0)
  })

  test('no data is not zero', () => {
    const row = queueReading('V', aQueue({ name: 'VIP', agents: 3, free: 3 }), NOON)
    expect(row).toMatchObject({ none: true, waiting: 0, waitMs: undefined, service: { ratio: undefined, n: 0 } })
    expect([stateWord(row), qualityWords(row)]).toEqual(['NO CALLS', ''])
  })

  test('too few contacts give a figure and no level', () => {
    expect(queueReading('S', aQueue({ name: 'S', met: 1, n: 7 }), NOON)).toMatchObject({
      level: 'ok',
      service: { n: 7, few: true, level: undefined },
    })
  })

  test('stands by its worst', () => {
    expect(ranked(queueReading('S', SUPPORT, NOON))).toEqual({
      id: 'S',
      level: 'crit',
      waitShare: 3.2,
      under: 0.8 - 36 / 59,
    })
  })

  test('is one spoken sentence, its age in place of its level when it is old', () => {
    const row = queueReading('S', SUPPORT, NOON)
    expect(spokenRow(row, undefined)).toBe(
      'Support, CRIT. 2 waiting, longest 3:12 of 1:00, 1 over the limit. ' +
        'Service level 61% of 80%, from 59. abandon 15%, ASA 0:35. 0 free of 14.',
    )
    expect(spokenRow(row, '1:47')).toContain('Support, 1:47 old.')
  })

  test('says how it counts where the site counts otherwise', () => {
    const odd = aQueue({ name: 'Odd', met: 40, n: 44, formula: 'SL6' })
    const board = aFloorBoard({ queues: [SUPPORT, aQueue({ name: 'B' }), odd] })
    const site = siteReading(board.total, board.queues)
    expect([
      basisWords(queueReading('S', SUPPORT, NOON), site),
      basisWords(queueReading('O', odd, NOON), site),
    ]).toEqual(['n 59', 'n 44, flow-outs in'])
    expect(nextWords(queueReading('S', SUPPORT, NOON))).toBe('next 0:41')
  })
})

describe('the site', () => {
  test('[N9] sums counts of its queues and keeps a target they share', () => {
    const board = aFloorBoard({ queues: [SUPPORT, aQueue({ name: 'Sales', met: 64, n: 73, free: 5, agents: 16 })] })
    expect(siteReading(board.total, board.queues)).toEqual({
      service: { ratio: 100 / 132, target: 0.8, n: 132, few: false, level: 'warn' },
      mixedTargets: false,
      formula: 'SL5',
      mixedFormulas: false,
      waiting: 2,
      free: 5,
      signedIn: 30,
    })
  })

  test('has no target and no level where queues have several', () => {
    const board = aFloorBoard({ queues: [SUPPORT, aQueue({ name: 'VIP', target: 0.9, met: 20, n: 21 })] })
    expect(siteReading(board.total, board.queues)).toMatchObject({
      service: { target: undefined, level: undefined, n: 80 },
      mixedTargets: true,
    })
  })
})

describe('the wait rail', () => {
  test('walks to the line, and past it to the end', () => {
    const waits = [400, 120, 60, 45, 30]
    expect(
      railOf(
        waits.map((s) => ago(s)),
        5,
        60_000,
        NOON,
      ),
    ).toEqual({
      marks: [
        { key: `${ago(400)} 0`, level: 'crit', at: 1, isPast: true },
        { key: `${ago(120)} 0`, level: 'crit', at: 0.5, isPast: true },
        { key: `${ago(60)} 0`, level: 'warn', at: 1, isPast: false },
        { key: `${ago(45)} 0`, level: 'warn', at: 0.75, isPast: false },
        { key: `${ago(30)} 0`, level: 'ok', at: 0.5, isPast: false },
      ],
      more: 0,
    })
  })

  test('draws the oldest 24 and counts the others; contacts of one instant keep apart', () => {
    const rail = railOf(
      Array.from({ length: 100 }, () => ago(5)),
      130,
      60_000,
      NOON,
    )
    expect([rail.marks.length, new Set(rail.marks.map(({ key }) => key)).size, rail.more]).toEqual([24, 24, 106])
  })
})
