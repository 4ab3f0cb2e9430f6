import { describe, expect, test } from 'vitest'
import { compareEvents, type FloorEvent } from '../../src/core/events/event.ts'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { QueueLogConverter } from '../../src/formats/asteriskQueueLog.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import type { Outcome } from '../../src/formats/outcome.ts'
import { plainQueueLogCount, REAL_QUEUE_LOGS, type PlainQueueCount } from '../support/plainQueueLogCount.ts'
import { hasSharedData, sharedText } from '../support/sharedData.ts'

function converted(text: string): Outcome[] {
  const converter = new QueueLogConverter()
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => converter.convertLine(line))
}

/** How often each value occurs. */
function tally(values: readonly string[]): Record<string, number> {
  return values.reduce<Record<string, number>>(
    (counts, value) => ({ ...counts, [value]: (counts[value] ?? 0) + 1 }),
    {},
  )
}

/** What the events come to by queue, each paired with the one before it of its contact, in the order in which they fold. */
function eventCounts(
  events: readonly FloorEvent[],
): Record<string, Omit<PlainQueueCount, 'holdSeconds' | 'loggedTalkSeconds'>> {
  const counts: Record<string, Omit<PlainQueueCount, 'holdSeconds' | 'loggedTalkSeconds'>> = {}
  const open = new Map<string, { queue: string; answered: boolean; since: number }>()
  const count = (queue: string) =>
    (counts[queue] ??= {
      offered: 0,
      answered: 0,
      abandoned: 0,
      flowedOut: 0,
      waiting: 0,
      talking: 0,
      ended: 0,
      ringNoAnswers: 0,
      waitSeconds: 0,
      abandonSeconds: 0,
      talkSeconds: 0,
    })
  for (const event of [...events].sort(compareEvents)) {
    if (!event.type.startsWith('contact.')) continue
    const { contact } = event.data as { contact: string }
    const at = event.time / 1000
    if (event.type === 'contact.enqueued') {
      count(event.data.queue).offered += 1
      open.set(contact, { queue: event.data.queue, answered: false, since: at })
      continue
    }
    const before = open.get(contact)
    if (before === undefined) continue
    const queue = count(before.queue)
    if (event.type === 'contact.answered') {
      queue.answered += 1
      queue.waitSeconds += at - before.since
      open.set(contact, { queue: before.queue, answered: true, since: at })
    } else if (event.type === 'contact.ended' || event.type === 'contact.transferred') {
      if (before.answered) {
        queue.ended += 1
        queue.talkSeconds += at - before.since
      } else queue.flowedOut += 1
      open.delete(contact)
    } else if (event.type === 'contact.abandoned') {
      queue.abandoned += 1
      queue.abandonSeconds += at - before.since
      open.delete(contact)
    } else if (event.type === 'contact.flowedOut') {
      queue.flowedOut += 1
      open.delete(contact)
    } else if (event.type === 'contact.alertTimedOut') queue.ringNoAnswers += 1
  }
  for (const { queue, answered } of open.values()) count(queue)[answered ? 'talking' : 'waiting'] += 1
  return counts
}

describe.skipIf(!hasSharedData).each(REAL_QUEUE_LOGS)('%s', (path) => {
  test('every line is converted, ignored under a name or bad, and none is bad', () => {
    const text = sharedText(path)
    const outcomes = converted(text)
    expect(outcomes.map(({ line }) => line)).toEqual([...text.replace(/\n$/, '').split('\n').keys()].map((n) => n + 1))
    const fates = tally(
      outcomes.map((outcome) => (outcome.fate === 'converted' ? 'converted' : `${outcome.fate} ${outcome.reason}`)),
    )
    expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(outcomes.length)
    expect(fates).toEqual(FATES[path])
  })

  test('every event is one that the server accepts, under an identity of its own', () => {
    const events = converted(sharedText(path)).flatMap((outcome) => outcome.events)
    for (const event of events) expect(decodeEvent(JSON.parse(JSON.stringify(cloudEvent(event))))).toEqual({ event })
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  test('the figures of each queue are those of a plain count over the log', () => {
    const text = sharedText(path)
    const plain = plainQueueLogCount(text)
    const events = converted(text).flatMap((outcome) => outcome.events)
    const expected = Object.entries(plain).map(([queue, { holdSeconds: _, loggedTalkSeconds: __, ...count }]) => [
      queue,
      count,
    ])
    expect(eventCounts(events)).toEqual(Object.fromEntries(expected))
    for (const { offered, answered, abandoned, flowedOut, waiting } of Object.values(plain))
      expect(offered).toBe(answered + abandoned + flowedOut + waiting)
  })

  test('[AQ6] waits and talks by the times of the lines are those that the log says, within 1 s a call', () => {
    for (const count of Object.values(plainQueueLogCount(sharedText(path)))) {
      expect(Math.abs(count.waitSeconds - count.holdSeconds)).toBeLessThanOrEqual(count.answered)
      expect(Math.abs(count.talkSeconds - count.loggedTalkSeconds)).toBeLessThanOrEqual(count.ended)
    }
  })
})

/**
 * Configuration lines and restarts are as many as the log has. What changes nothing: in the second log 14 lines of
 * signing in after ADDMEMBER, and two calls out at a time; two agents signed out while they talked.
 */
const FATES: Record<string, Record<string, number>> = {
  [REAL_QUEUE_LOGS[0]]: { converted: 269, 'ignored configuration': 7, 'ignored nothingOpen': 2 },
  [REAL_QUEUE_LOGS[1]]: {
    converted: 965,
    'ignored configuration': 11,
    'ignored nothingOpen': 3,
    'ignored unchanged': 18,
    'ignored untilTalkEnds': 2,
    'ignored outbound': 1,
  },
  [REAL_QUEUE_LOGS[2]]: { converted: 21, 'ignored header': 1, 'ignored configuration': 12, 'ignored nothingOpen': 10 },
}

describe.skipIf(!hasSharedData)('the PBXware log', () => {
  test('[AQ16] has six agents, each under one name', () => {
    const events = converted(sharedText(REAL_QUEUE_LOGS[1])).flatMap((outcome) => outcome.events)
    const agents = new Set(
      events.flatMap((event) => ('agent' in event.data && event.data.agent ? [event.data.agent] : [])),
    )
    expect([...agents].sort()).toEqual(['1109', '1126', '1127', '1128', '1141', '1144'].map((n) => `Agent/${n}`))
  })

  test('[AQ18][AQ23] signs each agent in with the line, and out by the next sign-in at the latest', () => {
    const lines = sharedText(REAL_QUEUE_LOGS[1]).trimEnd().split('\n')
    const outcomes = converted(lines.join('\n'))
    const lastSaid = (agent: string | undefined, upTo: number) =>
      outcomes
        .slice(0, upTo)
        .flatMap((outcome) => outcome.events)
        .findLast((event) => event.type === 'agent.state' && event.data.agent === agent)?.data
    for (const [n, line] of lines.entries()) {
      const [, , , agent = '', event] = line.split('|')
      if (event === 'AGENTCALLBACKLOGIN') expect(lastSaid(agent, n + 1)).toMatchObject({ state: 'available' })
      if (event !== 'AGENTCALLBACKLOGOFF') continue
      const local = `|Local/${agent.slice('Agent/'.length)}@callback-agent|ADDMEMBER`
      const back = lines.findIndex((later, at) => at > n && later.includes(local))
      expect(lastSaid(agent, back < 0 ? lines.length : back)).toMatchObject({ state: 'offline' })
    }
  })
})
