import { describe, expect, test } from 'vitest'
import { lostSince, proofAfter } from '../../src/display/link/proof.ts'
import { at } from '../support/events.ts'

describe('proof of life', () => {
  const alive = proofAfter(undefined, { now: at(10), asOf: at(10), feedLive: true })

  test('numbers are lost 3 s after the feed’s last sign, however late the server noticed', () => {
    const told = proofAfter(alive, { now: at(11.2), asOf: at(11), feedLive: false, feedSilentMs: 1_200 })
    expect([lostSince(told, at(12.999)), lostSince(told, at(13))]).toEqual([undefined, at(10)])
  })

  test('without a word of when, they are lost 3 s after they were last known to live', () => {
    const told = proofAfter(alive, { now: at(11), asOf: at(10), feedLive: false })
    expect([lostSince(told, at(12.9)), lostSince(told, at(13))]).toEqual([undefined, at(10)])
  })

  test('frames of a living server do not make a lost feed younger', () => {
    const told = [11, 12, 13, 14].reduce(
      (proof, s) => proofAfter(proof, { now: at(s), asOf: at(10), feedLive: false }),
      alive,
    )
    expect(lostSince(told, at(14))).toBe(at(10))
  })
})
