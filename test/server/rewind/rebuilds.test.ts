/** Looking back gives the bytes of `snapshot`, however the log is disordered and wherever the rebuild began. */
import { describe, expect, test } from 'vitest'
import { epochMs, later, toInstant, type EpochMs } from '../../../src/core/units.ts'
import { seededRandom } from '../../../src/simulation/engine/random.ts'
import { BrokerError, type BrokerErrorKind } from '../../../src/server/feed/broker/brokerError.ts'
import type { LogPart, PartStart } from '../../../src/server/ports.ts'
import { memorySnapshots } from '../../support/memorySnapshots.ts'
import {
  expectedText,
  folded,
  lastingText,
  pastLog,
  rebuildsOf,
  START,
  storeAt,
  type PastLogOptions,
} from './pastLog.ts'

type Rebuild = ReturnType<typeof rebuildsOf>

async function floorText(rebuild: Rebuild, at: EpochMs): Promise<string> {
  const outcome = await rebuild({ what: 'floor', site: 'main', at, now: at })
  return 'text' in outcome ? lastingText(outcome.text) : JSON.stringify(outcome.failure)
}

/** On and on, and now and then a jump back. */
function* instants(seed: number, count: number): Generator<EpochMs> {
  const random = seededRandom(seed)
  let at = START + 60_000
  for (let n = 0; n < count; n++) {
    at += Math.round(random.next() ** 3 * 600_000)
    if (random.next() < 0.15) at = Math.max(START + 1_000, at - Math.round(random.next() * 1_500_000))
    yield epochMs(at)
  }
}

const LOGS: readonly (readonly [string, Omit<PastLogOptions, 'seed'>])[] = [
  ['in order', {}],
  ['a little out of order', { maxDelayMs: 3_000 }],
  ['with repeats', { maxDelayMs: 3_000, duplicateRatio: 0.1 }],
  ['with much that comes late', { maxDelayMs: 2_400_000, duplicateRatio: 0.05 }],
  ['with what is no event', { maxDelayMs: 20_000, noEventEvery: 50 }],
  ['with identities that come again with another time', { maxDelayMs: 5_000, otherTimeEvery: 40 }],
  ['with everything at once', { maxDelayMs: 1_500_000, duplicateRatio: 0.1, noEventEvery: 70, otherTimeEvery: 60 }],
]

describe.each(['wall', 'events'] as const)('with the clock %s', (clockMode) => {
  test.each(LOGS)('[SV80] a log %s gives the bytes of snapshot, on and on and back', async (_, how) => {
    const seed = clockMode === 'wall' ? 1 : 2
    const log = pastLog({ seed, ...how })
    const rebuild = rebuildsOf(log, clockMode)
    const wrong: string[] = []
    for (const at of instants(seed, 20))
      if ((await floorText(rebuild, at)) !== expectedText(log, at, clockMode)) wrong.push(toInstant(at))
    expect(wrong).toEqual([])
  })
})

describe('a stored snapshot', () => {
  const how = { seed: 3, maxDelayMs: 900_000, duplicateRatio: 0.1 }

  test('[SV81] serves from its last event on, and gives the same bytes', async () => {
    const log = pastLog(how)
    const store = memorySnapshots()
    for (const seq of [300, 700, 1_100]) await storeAt(store, log, seq, 'wall')
    const asked: number[] = []
    const counted = { ...log, read: (from: { site: string; seq: number }) => (asked.push(from.seq), log.read(from)) }
    const wrong: string[] = []
    for (const at of [5, 20, 35, 50, 65, 80].map((minute) => later(START, minute * 60_000))) {
      // Each time afresh: nothing but what is stored is at hand.
      const text = await floorText(rebuildsOf(counted, 'wall', { store }), at)
      if (text !== expectedText(log, at, 'wall')) wrong.push(toInstant(at))
    }
    expect(wrong).toEqual([])
    expect([...new Set(asked)].sort((a, b) => a - b)).toEqual([1, 301, 701, 1_101])
  })

  test('[SV81] with an event later than the instant does not serve', async () => {
    const log = pastLog({ seed: 3 })
    const store = memorySnapshots()
    await storeAt(store, log, 500, 'wall')
    const { time } = JSON.parse(new TextDecoder().decode(log.messages[499]?.body)) as { time: string }
    const before = epochMs(Date.parse(time) - 1)
    expect(await floorText(rebuildsOf(log, 'wall', { store }), before)).toBe(expectedText(log, before, 'wall'))
  })

  test('[SV81] that is damaged is passed over', async () => {
    const log = pastLog({ seed: 3 })
    const store = memorySnapshots()
    await storeAt(store, log, 500, 'wall')
    store.kept.set('500', { head: store.kept.get('500')?.head, content: new Uint8Array(9) })
    const late = later(START, 1_800_000)
    expect(await floorText(rebuildsOf(log, 'wall', { store }), late)).toBe(expectedText(log, late, 'wall'))
  })
})

describe('where the log does not reach', () => {
  test('[SV82] before its first event there is nothing, and it says where it begins', async () => {
    const log = pastLog({ seed: 1 })
    const at = epochMs(START - 1)
    expect(await rebuildsOf(log, 'wall')({ what: 'floor', site: 'main', at, now: at })).toEqual({
      failure: { status: 404, detail: 'the log begins at 2026-03-02T04:00:00.000Z' },
    })
    expect(await rebuildsOf(log, 'wall')({ what: 'floor', site: 'york', at, now: at })).toEqual({
      failure: { status: 404, detail: "the log holds nothing of site 'york'" },
    })
  })

  test('[SV82] with its beginning aged away the view says since when it counts', async () => {
    const log = pastLog({ seed: 1 })
    const at = later(START, 1_800_000)
    log.dropBefore(200)
    const outcome = await rebuildsOf(log, 'wall')({ what: 'floor', site: 'main', at, now: at })
    const view = JSON.parse('text' in outcome ? outcome.text : '{}') as { countsSince?: string }
    expect(view.countsSince).toBe(toInstant(log.messages[0]?.storedAt ?? START))
  })

  test.each([
    ['purged', 2_001],
    ['trimmed beyond what was read', 1_900],
  ])('[SV80] %s after it was looked back into, it is as if nothing had been asked before', async (_what, firstSeq) => {
    const log = pastLog({ seed: 1 })
    const rebuild = rebuildsOf(log, 'wall')
    await floorText(rebuild, later(START, 600_000))
    const added = pastLog({ seed: 1, events: 3_000 }).messages.slice(2_000)
    log.dropBefore(firstSeq)
    for (const { body, storedAt } of added) log.append(new TextDecoder().decode(body), storedAt)
    const at = epochMs(added.at(-1)?.storedAt ?? 0)
    const [asked, fresh] = [await floorText(rebuild, at), await floorText(rebuildsOf(log, 'wall'), at)]
    expect(asked).toBe(fresh)
    expect(JSON.parse(asked)).toHaveProperty('countsSince')
  })

  test('[SV82] a log made anew is read anew', async () => {
    const log = pastLog({ seed: 1 })
    const rebuild = rebuildsOf(log, 'wall')
    const at = later(START, 1_800_000)
    await floorText(rebuild, at)
    const other = pastLog({ seed: 2 })
    log.messages.splice(0, log.messages.length, ...other.messages)
    log.created = '2026-03-02T00:00:00.000Z'
    expect(await floorText(rebuild, at)).toBe(expectedText(other, at, 'wall'))
  })
})

test.each([1, 200])(
  '[SV84] its time up while it reads ahead, it goes on when asked again, where the log begins with message %i',
  async (firstSeq) => {
    const log = pastLog({ seed: 1, maxDelayMs: 3_000 })
    log.dropBefore(firstSeq)
    let now = 0
    const read = (from: PartStart): LogPart => {
      const part = log.read(from)
      const next = () => {
        now += 1_000
        return part.next()
      }
      return { next }
    }
    const rebuild = rebuildsOf({ ...log, read }, 'wall', { clock: { now: () => epochMs(now) } })
    const at = later(START, 1_800_000)
    const texts: string[] = []
    while (texts.length < 40 && !(texts.at(-1) ?? '').startsWith('{"site"')) texts.push(await floorText(rebuild, at))
    expect(texts.length).toBeGreaterThan(3)
    expect(texts.length).toBeLessThan(40)
    expect(texts.at(-1)).toBe(await floorText(rebuildsOf(log, 'wall'), at))
  },
)

test('[SV81] [SV84] messages dropped while they are read, or a link lost, is a 503, and asked again all is well', async () => {
  const log = pastLog({ seed: 1 })
  const failing: BrokerErrorKind[] = ['messagesDropped', 'brokerUnreachable']
  const read = (from: PartStart): LogPart => {
    const part = log.read(from)
    let batches = 0
    const next = () => {
      batches += 1
      const kind = batches === 20 ? failing.shift() : undefined
      return kind === undefined ? part.next() : Promise.reject(new BrokerError(kind, 'gone'))
    }
    return { next }
  }
  const rebuild = rebuildsOf({ ...log, read }, 'wall')
  const at = later(START, 1_800_000)
  const asked = () => rebuild({ what: 'floor', site: 'main', at, now: at })
  expect(await asked()).toEqual({ failure: { status: 503, detail: 'gone', retryAfterS: 1 } })
  const detail = 'no link to the log: gone'
  expect(await asked()).toEqual({ failure: { status: 503, detail, retryAfterS: 2 } })
  expect(await floorText(rebuild, at)).toBe(expectedText(log, at, 'wall'))
})

test('[SV83] a board is cut from the moment as it would be live, and says when that was', async () => {
  const log = pastLog({ seed: 1 })
  const at = later(START, 1_234_567)
  const board = { id: 'floor', site: 'main', kind: 'floor', name: 'Floor' } as const
  const outcome = await rebuildsOf(log, 'wall')({ what: 'board', site: 'main', board, at, now: later(at, 5_000) })
  const { appliedSeq: _, ...frame } = JSON.parse('text' in outcome ? outcome.text : '{}') as { appliedSeq?: number }
  expect(JSON.stringify(frame)).toBe(
    JSON.stringify({
      asOf: toInstant(at),
      serverNow: toInstant(later(at, 5_000)),
      view: folded(log, at, 'wall').boardView(board, { live: false, appliedSeq: 0 }),
    }),
  )
})
