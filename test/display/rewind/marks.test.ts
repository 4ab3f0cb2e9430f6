import { describe, expect, test } from 'vitest'
import { epochMs, toInstant } from '../../../src/core/units.ts'
import type { HistoryView, QueueHistoryView } from '../../../src/core/view/historyView.ts'
import { markBeside, marksAround, marksOf } from '../../../src/display/rewind/marks.ts'

const NINE = Date.UTC(2026, 2, 2, 9)
const at = (minutes: number) => epochMs(NINE + minutes * 60_000)

function aQueue(changes: Partial<QueueHistoryView>): QueueHistoryView {
  const { serviceLevel = [], longestWaitMs = serviceLevel.map(() => null) } = changes
  return {
    name: 'Support',
    answerWithinMs: 60_000,
    targetRatio: 0.8,
    n: longestWaitMs.map(() => 40),
    serviceLevel: longestWaitMs.map(() => 1),
    ...changes,
    longestWaitMs,
  }
}

function aHistory(changes: Partial<HistoryView>): HistoryView {
  const { serviceLevel = [] } = changes
  return {
    site: 'main',
    zone: 'UTC',
    from: toInstant(at(0)),
    to: toInstant(at(serviceLevel.length)),
    stepMs: 60_000,
    serviceLevel,
    queues: {},
    breaches: [],
    escalations: [],
    ...changes,
  }
}

const words = (history: HistoryView) => marksOf(history)

describe('marks', () => {
  test('a service level that falls under its target, far under it, and clears', () => {
    const SUPPORT = aQueue({ serviceLevel: [0.9, 0.79, 0.6, 0.78, 0.85] })
    expect(words(aHistory({ queues: { SUPPORT } }))).toEqual([
      { at: at(1), level: 'warn', words: 'Support under 80%' },
      { at: at(2), level: 'crit', words: 'Support far under 80%' },
      { at: at(4), level: 'ok', words: 'Support clears' },
    ])
  })

  test('a wait of three limits, at the instant it got there', () => {
    const SUPPORT = aQueue({ longestWaitMs: [100_000, 160_000, 220_000, null] })
    expect(words(aHistory({ queues: { SUPPORT } }))).toEqual([
      { at: epochMs(at(2) - 40_000), level: 'crit', words: 'Support over 3:00' },
      { at: at(3), level: 'ok', words: 'Support clears' },
    ])
  })

  test('few contacts say nothing of a service level', () => {
    const SUPPORT = aQueue({ serviceLevel: [1, 0], n: [3, 4] })
    expect(words(aHistory({ queues: { SUPPORT } }))).toEqual([])
  })

  test('breaches of one queue soon after each other are one mark', () => {
    const breaches = [1, 2, 11.5, 30].map((minute) => ({ at: toInstant(at(minute)), queue: 'SUPPORT' }))
    expect(words(aHistory({ queues: { SUPPORT: aQueue({}) }, breaches }))).toEqual([
      { at: at(1), level: 'warn', words: 'Support over 1:00' },
      { at: at(30), level: 'warn', words: 'Support over 1:00' },
    ])
  })

  test('who escalates, by name', () => {
    const raised = { escalation: 'e', raisedAt: toInstant(at(3)), reason: 'angry' } as const
    const escalations = [
      { ...raised, severity: 'critical', agent: '7', agentName: 'Ana', queue: 'VIP' } as const,
      { ...raised, severity: 'critical', agent: '8' } as const,
      { ...raised, severity: 'warning', queue: 'SUPPORT' } as const,
      { ...raised, severity: 'warning', queue: 'VIP' } as const,
      { ...raised, severity: 'warning' } as const,
    ]
    const history = aHistory({ escalations, queues: { SUPPORT: aQueue({}) } })
    expect(words(history)).toEqual([
      { at: at(3), level: 'crit', words: 'Ana escalates' },
      { at: at(3), level: 'crit', words: '8 escalates' },
      { at: at(3), level: 'warn', words: 'Support escalates' },
      { at: at(3), level: 'warn', words: 'VIP escalates' },
      { at: at(3), level: 'warn', words: 'Somebody escalates' },
    ])
  })
})

describe('stepping through marks', () => {
  const marks = [1, 2, 3, 4, 5, 6, 7].map(
    (minute) => ({ at: at(minute), level: 'warn', words: String(minute) }) as const,
  )

  test('goes to the next after the moment, or the last before it', () => {
    expect(markBeside(marks, at(3), 1)?.words).toBe('4')
    expect(markBeside(marks, at(3), -1)?.words).toBe('2')
    expect(markBeside(marks, at(7), 1)).toBeUndefined()
    expect(markBeside(marks, at(1), -1)).toBeUndefined()
  })

  test.each([
    [0, ['1', '2', '3'], -1],
    [1, ['1', '2', '3'], 0],
    [4.5, ['3', '4', '5'], 1],
    [9, ['5', '6', '7'], 2],
  ])('at minute %d shows %j', (minute, shown, passed) => {
    const around = marksAround(marks, at(minute), 3)
    expect([around.marks.map((mark) => mark.words), around.passed]).toEqual([shown, passed])
  })
})
