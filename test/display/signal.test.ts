import { describe, expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import { fieldAfter, isResting, signalOf, type Field, type Signal } from '../../src/display/floor/signal.ts'
import { lostWords, signalWords } from '../../src/display/signalWords.ts'
import { aFloorBoard, ago, aQueue, NOON } from '../fixtures/wire/floorViews.ts'
import { SCENES } from '../fixtures/wire/scenes.ts'

const later = (seconds: number) => epochMs(NOON + seconds * 1000)

function signalOfScene(name: string): Signal {
  const view = SCENES[name]?.(NOON)
  if (view === undefined || !('total' in view)) throw new Error(`no floor scene ${name}`)
  return signalOf(view, NOON)
}

describe('the next breach', () => {
  test('of a queue in trouble: those within 5 s are one group, the time is the first one’s', () => {
    expect(signalOfScene('busy')).toEqual({
      state: 'next',
      level: 'crit',
      id: 'SUPPORT',
      queue: 'Support',
      channel: 'voice',
      count: 2,
      inMs: 40_001,
      left: 40_001 / 60_000,
      then: [
        { queue: 'Billing', inMs: 43_001 },
        { queue: 'Support', inMs: 49_001 },
      ],
      free: {
        here: 0,
        elsewhere: [
          { queue: 'Sales', free: 5 },
          { queue: 'VIP', free: 2 },
        ],
      },
    })
  })

  test('is at least WARN, and says what remains', () => {
    expect(signalOfScene('warn')).toMatchObject({ state: 'next', level: 'warn', queue: 'Billing', count: 1 })
  })

  test('in words', () => {
    expect(signalWords(signalOfScene('busy'))).toEqual({
      shape: 'crit',
      where: 'Support',
      what: '2 callers breach in',
      whatBrief: '2 breach in',
      figure: '0:41',
      left: 40_001 / 60_000,
      lines: ['then Billing 0:44 · Support 0:50', 'Free elsewhere: Sales 5 · VIP 2'],
    })
  })
})

test('over: late contacts and none about to be; the longest wait counts up', () => {
  const view = aFloorBoard({ queues: [aQueue({ name: 'Support', waits: [192, 125], agents: 2 })] })
  expect(signalOf(view, later(2))).toEqual({
    state: 'over',
    level: 'crit',
    id: 'SUPPORT',
    queue: 'Support',
    channel: 'voice',
    count: 2,
    waitMs: 194_000,
    then: [],
    free: { here: 0, elsewhere: [] },
  })
  expect(signalWords(signalOf(view, NOON))).toMatchObject({
    what: '2 callers over the limit',
    figure: '3:12',
    lines: ['', 'No one is free'],
  })
})

describe('calm', () => {
  test('counts the minutes since the last breach', () => {
    expect(signalOfScene('calm')).toEqual({
      state: 'calm',
      level: 'ok',
      mood: 'onTarget',
      sinceBreachMs: 2_285_000,
      breachesToday: 18,
    })
    expect(signalWords(signalOfScene('calm'))).toMatchObject({
      where: 'On target',
      figure: '38',
      unit: 'min',
      lines: ['since the last breach', '18 over the limit today'],
    })
  })

  test('does not claim a target that is missed', () => {
    const view = aFloorBoard({ queues: [aQueue({ name: 'Chat', met: 70, n: 100 })] })
    expect(signalOf(view, NOON)).toMatchObject({ state: 'calm', mood: 'inTime' })
  })

  test('knows nothing before the first contact', () => {
    expect(signalOfScene('morning')).toEqual({ state: 'calm', level: 'ok', mood: 'quiet', breachesToday: 0 })
  })

  test('says how near the nearest limit is when a long wait is not yet urgent', () => {
    const view = aFloorBoard({ queues: [aQueue({ name: 'Mail', limitMs: 3_600_000, waits: [3_000] })] })
    expect(signalWords(signalOf(view, NOON))).toMatchObject({ shape: 'ok', what: 'Next limit in 10:01' })
  })
})

describe('the field', () => {
  const calm: Signal = { state: 'calm', level: 'ok', mood: 'onTarget', breachesToday: 0 }
  const crit = signalOfScene('busy')

  test('appears at once and leaves after 10 s of peace', () => {
    const up = fieldAfter(undefined, crit, NOON)
    const levels = [1, 9, 10].map((second) => fieldAfter(up, calm, later(second)).level)
    expect([up.level, ...levels]).toEqual(['crit', 'crit', 'crit', 'ok'])
  })

  test('rests after ten minutes of the same', () => {
    const up = fieldAfter(undefined, crit, NOON)
    const same: Field = fieldAfter(up, crit, later(600))
    expect([isResting(same, later(599)), isResting(same, later(600))]).toEqual([false, true])
  })
})

test('a lost feed says how old every number is, and what is done about it', () => {
  const lost = {
    now: NOON,
    oldSince: later(-107),
    zone: 'Europe/London',
    feed: { live: true, lastEventAt: ago(107) },
    isConnected: false,
    attempts: 6,
    nextTryAt: later(7.5),
  }
  expect(lostWords(lost)).toEqual({
    shape: 'cross',
    where: 'No feed',
    what: 'Every number is old by',
    whatBrief: 'All old by',
    figure: '1:47',
    lines: ['Last event 10:40:31', 'Trying again in 0:08, attempt 6'],
  })
  expect(lostWords({ ...lost, isConnected: true, feed: { live: false, reason: 'link' } }).lines).toEqual([
    '',
    'The server has lost its feed',
  ])
})
