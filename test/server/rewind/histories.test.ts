/** The hours behind us, minute by minute, and the next breach. */
import { beforeEach, describe, expect, test } from 'vitest'
import { cloudEvent } from '../../../src/formats/cloudEvent.ts'
import { epochMs, toInstant, type EpochMs } from '../../../src/core/units.ts'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import type { HistoryView, NextBreachView } from '../../../src/core/view/historyView.ts'
import { answered, at, enqueued, ended, event } from '../../support/events.ts'
import { memoryLog, type MemoryLog } from '../../support/memoryLog.ts'
import { rebuildsOf } from './pastLog.ts'

const HOUR = 3_600
let log: MemoryLog
let rebuild: ReturnType<typeof rebuildsOf>

beforeEach(() => {
  log = memoryLog()
  rebuild = rebuildsOf(log, 'events')
})

function publish(...events: FloorEvent[]): void {
  for (const one of events) log.append(JSON.stringify(cloudEvent(one)), one.time)
}

async function history(from: EpochMs, to: EpochMs): Promise<HistoryView> {
  const outcome = await rebuild({ what: 'history', site: 'main', from, to, now: to })
  return JSON.parse('text' in outcome ? outcome.text : JSON.stringify(outcome.failure)) as HistoryView
}

async function nextBreach(after: EpochMs, now = at(10 * HOUR)): Promise<NextBreachView> {
  const outcome = await rebuild({ what: 'breach', site: 'main', after, now })
  return JSON.parse('text' in outcome ? outcome.text : JSON.stringify(outcome.failure)) as NextBreachView
}

/** One waits for 30 s of 20, one for 5. */
function twoCalls(from: number): FloorEvent[] {
  return [
    enqueued(from, `a${from}`),
    answered(from + 30, `a${from}`),
    ended(from + 40, `a${from}`),
    enqueued(from + 60, `b${from}`),
    answered(from + 65, `b${from}`, 'A2'),
    ended(from + 70, `b${from}`, 'A2'),
  ]
}

describe('the history', () => {
  test('[SV85] notes each whole minute as it looked then, and when waits passed their target', async () => {
    publish(
      ...twoCalls(50),
      event(125, 'agent.state', { agent: 'A1', state: 'available', name: 'Ana' }),
      event(130, 'escalation.raised', { escalation: 'e1', reason: 'angry', agent: 'A1', severity: 'critical' }),
      enqueued(170, 'c'),
    )
    expect(await history(at(30), at(200))).toEqual({
      site: 'main',
      zone: 'America/New_York',
      from: toInstant(at(60)),
      to: toInstant(at(180)),
      stepMs: 60_000,
      serviceLevel: [null, 0.5, 0.5],
      queues: {
        SALES: {
          name: 'SALES',
          answerWithinMs: 20_000,
          targetRatio: 0.8,
          serviceLevel: [null, 0.5, 0.5],
          n: [0, 2, 2],
          longestWaitMs: [10_000, null, 10_000],
        },
      },
      breaches: [70, 190].map((second) => ({ at: toInstant(epochMs(at(second) + 1)), queue: 'SALES' })),
      escalations: [
        {
          escalation: 'e1',
          raisedAt: toInstant(at(130)),
          reason: 'angry',
          severity: 'critical',
          agent: 'A1',
          agentName: 'Ana',
        },
      ],
    })
  })

  test('[SV85] is gone on with: what was noted stays, what came meanwhile is added', async () => {
    publish(...twoCalls(60))
    const before = await history(at(0), at(300))
    publish(...twoCalls(400))
    const after = await history(at(0), at(600))
    expect(after.serviceLevel.slice(0, before.serviceLevel.length)).toEqual(before.serviceLevel)
    expect(after.breaches.map(({ at: instant }) => instant)).toEqual(
      [80, 420].map((second) => toInstant(epochMs(at(second) + 1))),
    )
  })

  test('[SV85] begins where the log begins', async () => {
    publish(...twoCalls(2 * HOUR))
    expect(await history(at(0), at(2 * HOUR + 120))).toMatchObject({
      from: toInstant(at(2 * HOUR)),
      serviceLevel: [null, 0, 0.5],
    })
  })
})

describe('the next breach', () => {
  test('[SV86] is the first after the instant, however far on', async () => {
    publish(...twoCalls(0), ...twoCalls(3 * HOUR), ...twoCalls(5 * HOUR))
    const first = epochMs(at(20) + 1)
    expect(await nextBreach(epochMs(first - 1))).toMatchObject({ at: toInstant(first), queue: 'SALES' })
    expect(await nextBreach(first)).toMatchObject({ at: toInstant(epochMs(at(3 * HOUR + 20) + 1)) })
  })

  test('[SV86] of the minute that is not over, by the clock alone too', async () => {
    publish(enqueued(0, 'c'), enqueued(61, 'other', 'VIP'))
    const first = toInstant(epochMs(at(20) + 1))
    expect(await nextBreach(at(0), at(19))).not.toHaveProperty('at')
    expect(await nextBreach(at(0), at(30))).toMatchObject({ at: first, until: toInstant(at(30)) })
    const breaches = [{ at: first, queue: 'SALES' }]
    expect(await history(at(0), at(30))).toMatchObject({ breaches, serviceLevel: [null] })
  })

  test('[SV86] after an instant before the log it is the first of the log', async () => {
    publish(...twoCalls(100 * HOUR))
    const found = { at: toInstant(epochMs(at(100 * HOUR + 20) + 1)), queue: 'SALES' }
    expect(await nextBreach(at(0), at(101 * HOUR))).toMatchObject(found)
    log.messages.length = 0
    expect(await nextBreach(at(0), at(101 * HOUR))).toEqual({
      site: 'main',
      after: toInstant(at(0)),
      until: toInstant(at(101 * HOUR)),
    })
  })

  test('[SV86, SV80] of messages that were dropped nothing is told', async () => {
    publish(...twoCalls(0))
    expect(await nextBreach(at(0), at(HOUR))).toHaveProperty('at')
    publish(...twoCalls(2 * HOUR))
    log.dropBefore(7)
    expect(await nextBreach(at(0))).toMatchObject({ at: toInstant(epochMs(at(2 * HOUR + 20) + 1)) })
  })

  test('[SV86] that an event told late takes back is none', async () => {
    publish(enqueued(0, 'c'), enqueued(30, 'other', 'VIP'), answered(10, 'c'), answered(35, 'other'))
    expect(await nextBreach(at(0), at(HOUR))).toEqual({
      site: 'main',
      after: toInstant(at(0)),
      until: toInstant(at(HOUR)),
    })
  })

  test('[SV86] is not sought beyond twelve hours', async () => {
    publish(...twoCalls(0), ...twoCalls(20 * HOUR))
    expect(await nextBreach(at(100), at(21 * HOUR))).toEqual({
      site: 'main',
      after: toInstant(at(100)),
      until: toInstant(at(100 + 12 * HOUR)),
    })
  })
})
