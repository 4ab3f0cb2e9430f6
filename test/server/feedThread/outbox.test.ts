/** What is said to the folding thread: in order, in batches, and never too much of it underway. */
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { decodeBatch } from '../../../src/server/feedThread/batchCodec.ts'
import {
  BATCH_MESSAGES,
  createOutbox,
  MAX_BATCHES_UNDERWAY,
  MAX_CHARS_UNDERWAY,
  type Outbox,
} from '../../../src/server/feedThread/outbox.ts'
import type { FromFeed } from '../../../src/server/feedThread/threadMessages.ts'
import { aMessage, START } from '../pipeline/rig.ts'

let posted: FromFeed[]
let outbox: Outbox
let lastSeq: number

beforeEach(() => {
  posted = []
  lastSeq = 0
  outbox = createOutbox({
    post: (said) => void posted.push(said),
    feed: () => ({ state: { linked: true, lastSeq }, counts: { links: 1, losses: {}, waits: 0 } }),
  })
})

function read(count: number, body?: string): void {
  for (let n = 0; n < count; n++)
    outbox.message(aMessage(++lastSeq, epochMs(START), body === undefined ? {} : { body }))
}

/** Sequences of each batch, and the kinds of what was said between them. */
function said(): (number[] | string)[] {
  return posted.map((one) => (one.what === 'batch' ? decodeBatch(one.text).map(({ seq }) => seq) : one.what))
}

describe('batches', () => {
  test('a lone message goes at the end of the turn', async () => {
    read(1)
    expect(posted).toEqual([])
    await turn()
    expect(said()).toEqual([[1]])
  })

  test('what comes in one turn goes together, up to so many at once', async () => {
    read(BATCH_MESSAGES + 2)
    expect(posted).toHaveLength(1)
    await turn()
    expect(said().map((batch) => batch.length)).toEqual([BATCH_MESSAGES, 2])
  })

  test('what is said otherwise keeps its place, and nothing is said twice', async () => {
    read(2)
    outbox.say({ what: 'restarted', reason: 'x' })
    read(1)
    await turn()
    await turn()
    expect(said()).toEqual([[1, 2], 'restarted', [3]])
  })

  test('the state that goes with a batch is that after its last message', async () => {
    read(3)
    await turn()
    expect(posted[0]).toMatchObject({ state: { linked: true, lastSeq: 3 }, counts: { links: 1, losses: {}, waits: 0 } })
  })
})

describe('[SV39] no more than the other thread takes', () => {
  test('so many batches are underway, the rest waits, and what is said behind them too', () => {
    read((MAX_BATCHES_UNDERWAY + 2) * BATCH_MESSAGES)
    outbox.say({ what: 'restarted', reason: 'x' })
    expect(posted).toHaveLength(MAX_BATCHES_UNDERWAY)
    outbox.taken()
    expect(posted).toHaveLength(MAX_BATCHES_UNDERWAY + 1)
    outbox.taken()
    expect(posted).toHaveLength(MAX_BATCHES_UNDERWAY + 2)
    outbox.taken()
    expect(posted.at(-1)).toMatchObject({ what: 'restarted' })
    expect(said().flat().slice(0, -1)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1))
  })

  test('of the states that wait one after another only the newest is told', () => {
    read((MAX_BATCHES_UNDERWAY + 1) * BATCH_MESSAGES)
    for (let n = 0; n < 5; n++) outbox.say({ what: 'state' })
    lastSeq += 1
    outbox.say({ what: 'state' })
    outbox.taken()
    outbox.taken()
    expect(posted.slice(-2).map(({ what }) => what)).toEqual(['batch', 'state'])
    expect(posted.at(-1)).toMatchObject({ what: 'state', state: { lastSeq } })
    expect(posted.filter(({ what }) => what === 'state')).toHaveLength(1)
  })

  test('there is room until so many are underway, and again when one is taken', async () => {
    read((MAX_BATCHES_UNDERWAY - 1) * BATCH_MESSAGES)
    expect(outbox.room()).toBeUndefined()
    read(2 * BATCH_MESSAGES)
    let hasRoom = false
    void outbox.room()?.then(() => (hasRoom = true))
    outbox.taken()
    await turn()
    expect(hasRoom).toBe(false)
    outbox.taken()
    await turn()
    expect(hasRoom).toBe(true)
    expect(outbox.room()).toBeUndefined()
  })

  test('large messages fill it sooner', () => {
    read(BATCH_MESSAGES, 'x'.repeat(65_536))
    expect(outbox.room()).toBeInstanceOf(Promise)
    expect(posted[0]?.what === 'batch' && posted[0].text.length).toBeGreaterThan(MAX_CHARS_UNDERWAY)
    outbox.taken()
    expect(outbox.room()).toBeUndefined()
  })
})
