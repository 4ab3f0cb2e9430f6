import { describe, expect, test } from 'vitest'
import { epochMs, toInstant, type EpochMs } from '../../src/core/units.ts'
import { heldAfter, type Held } from '../../src/display/link/held.ts'
import { ageMs, isSocketDead, lostSince, proofAfter } from '../../src/display/link/proof.ts'
import { afterClose, backOff } from '../../src/display/link/retry.ts'
import {
  betterAnchor,
  elapsedMs,
  floorTime,
  serverTime,
  untilNextSecond,
  type Anchor,
} from '../../src/display/serverTime.ts'
import type { DeltaMessage, SnapshotMessage } from '../../src/protocol/messages.ts'
import { aFloorBoard, aQueue, NOON } from '../fixtures/wire/floorViews.ts'

const at = (ms: number): EpochMs => epochMs(NOON + ms)
const moment = { asOf: toInstant(NOON), serverNow: toInstant(NOON), appliedSeq: 7 }
const view = aFloorBoard({ queues: [aQueue({ name: 'Sales' }), aQueue({ name: 'Chat' })] })
const snapshot: SnapshotMessage = { type: 'snapshot', epoch: 'e', revision: 4, ...moment, view }

function aDelta(delta: Partial<DeltaMessage> = {}): DeltaMessage {
  return { type: 'delta', from: 4, revision: 5, ...moment, patch: { queues: { SALES: { waiting: 3 } } }, ...delta }
}

describe('what is held', () => {
  const held = heldAfter(undefined, snapshot)

  test('[W2] a snapshot is held as it is', () => {
    expect(held).toEqual({ epoch: 'e', revision: 4, view, asOf: moment.asOf, feed: { live: true } })
  })

  test('[W2] a delta on the held revision is applied; what it does not touch stays the same', () => {
    const next = heldAfter(held, aDelta())
    expect(next).toMatchObject({ epoch: 'e', revision: 5, view: { queues: { SALES: { waiting: 3 } } } })
    expect((next?.view as typeof view).queues['CHAT']).toBe(view.queues['CHAT'])
  })

  test.each([
    ['nothing', undefined],
    ['another revision', { ...(held as Held), revision: 3 }],
  ])('[W2] a delta on %s does not follow', (_, before) => {
    expect(heldAfter(before, aDelta())).toBeUndefined()
  })

  test('[W3] a pulse moves asOf and tells of the feed; the view stays the same', () => {
    const feed = { live: false, reason: 'link', lastEventAt: toInstant(at(-50)) } as const
    const next = heldAfter(held, { type: 'pulse', ...moment, asOf: toInstant(at(900)), feed })
    expect(next).toEqual({ ...held, asOf: toInstant(at(900)), feed })
    expect(next?.view).toBe(view)
  })
})

describe('proof of life', () => {
  const alive = proofAfter(undefined, { now: at(0), asOf: at(0), feedLive: true })

  test('[W4] lost after 3 s without a frame, old since the last one', () => {
    expect([lostSince(alive, at(2_999)), lostSince(alive, at(3_000)), lostSince(alive, at(107_000))]).toEqual([
      undefined,
      at(0),
      at(0),
    ])
  })

  test('[W4] lost after 3 s of a feed that is not live, however many frames come', () => {
    const frames = [1_000, 2_000, 3_000].map((ms) => ({ now: at(ms), asOf: at(0), feedLive: false }))
    expect(lostSince(frames.reduce(proofAfter, alive), at(3_000))).toBe(at(0))
  })

  test('[W4] alive again with the first live frame', () => {
    const lost = proofAfter(alive, { now: at(9_000), asOf: at(0), feedLive: false })
    const back = proofAfter(lost, { now: at(9_500), asOf: at(9_500), feedLive: true })
    expect([lostSince(lost, at(9_000)), lostSince(back, at(9_500))]).toEqual([at(0), undefined])
  })

  test('[N14] a page that comes while the feed is lost takes the age from asOf, which stands still', () => {
    const proof = proofAfter(undefined, { now: at(0), asOf: at(-60_000), feedLive: false })
    expect([lostSince(proof, at(0)), ageMs(proof, at(500))]).toEqual([at(-60_000), 60_500])
  })

  test('a socket without a frame for 5 s is replaced', () => {
    expect([isSocketDead(at(0), at(4_999)), isSocketDead(at(0), at(5_000))]).toEqual([false, true])
  })
})

describe('trying again', () => {
  test('from 0.25 s to 8 s, half of it by chance', () => {
    const steps = [0, 1, 2, 3, 4, 5, 6, 1000]
    expect(steps.map((attempt) => backOff(attempt, 0))).toEqual([125, 250, 500, 1000, 2000, 4000, 4000, 4000])
    expect(steps.map((attempt) => backOff(attempt, 1))).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
  })

  test.each([
    [1006, { action: 'retry' }],
    [1013, { action: 'retry' }],
    [1008, { action: 'wait', problem: 'refused' }],
    [4401, { action: 'wait', problem: 'signIn' }],
    [4403, { action: 'wait', problem: 'notYours' }],
    [4404, { action: 'wait', problem: 'noSuchBoard' }],
    [4406, { action: 'reload' }],
  ])('[W6] code %d', (code, after) => {
    expect(afterClose(code)).toEqual(after)
  })
})

describe('server time', () => {
  const anchor: Anchor = { server: at(0), wall: 5_000, monotonic: 100 }

  test('runs on from the anchor, by the clock that saw more', () => {
    expect(serverTime(anchor, { wall: 6_000, monotonic: 1_100 })).toBe(at(1_000))
    expect(elapsedMs(anchor, { wall: 65_000, monotonic: 200 })).toBe(60_000)
    expect(elapsedMs(anchor, { wall: 0, monotonic: 1_100 })).toBe(1_000)
  })

  test('a frame that was quicker on its way gives the better anchor, a slower one does not', () => {
    const quicker = { server: at(1_050), wall: 6_000, monotonic: 1_100 }
    const slower = { server: at(700), wall: 6_000, monotonic: 1_100 }
    expect([betterAnchor(anchor, quicker), betterAnchor(anchor, slower)]).toEqual([quicker, anchor])
  })

  test('after a step of the local clock, or sleep, the new frame is right', () => {
    const stepped = { server: at(1_000), wall: 906_000, monotonic: 1_100 }
    expect(betterAnchor(anchor, stepped)).toBe(stepped)
  })

  test('a local clock that runs fast is led back', () => {
    const minute = { server: at(59_980), wall: 65_000, monotonic: 60_100 }
    expect(betterAnchor(anchor, minute)).toBe(minute)
  })

  test('a floor replayed from the past is read on its own time', () => {
    const longAgo = at(-3_600_000)
    expect([
      floorTime(at(-1_000), at(0), true),
      floorTime(longAgo, at(0), true),
      floorTime(longAgo, at(0), false),
    ]).toEqual([at(0), longAgo, at(0)])
  })

  test('ticks fall on whole server seconds', () => {
    expect([untilNextSecond(at(0)), untilNextSecond(at(250))]).toEqual([1_000, 750])
  })
})
