import { describe, expect, test } from 'vitest'
import { answered, NO_ACTS, sent, type ActsHeld } from '../../src/display/link/acts.ts'

const claimed = sent(NO_ACTS, { type: 'claim', escalation: 'x1' })

describe('acts and their answers', () => {
  test('what was sent waits under the id it is about', () => {
    expect(sent(claimed, { type: 'correct', contact: 'c1' })).toEqual({ pending: { x1: 'claim', c1: 'correct' } })
  })

  test('[W5] an answer ends the wait, and is kept with what it answers', () => {
    const done = { type: 'done', re: 'x1' } as const
    expect(answered(claimed, 'x1', done)).toEqual({ pending: {}, last: { re: 'x1', act: 'claim', answer: done } })
  })

  test('answers find their act, in whatever order they come', () => {
    const both = sent(claimed, { type: 'resolve', escalation: 'x2' })
    const refused = { type: 'refused', re: 'x2', reason: 'late' } as const
    expect(answered(both, 'x2', refused)).toEqual({
      pending: { x1: 'claim' },
      last: { re: 'x2', act: 'resolve', answer: refused },
    })
  })

  test('an answer nobody waits for changes nothing', () => {
    expect(answered(claimed, 'other', { type: 'silent' })).toBe(claimed)
    expect(answered(claimed, 'toString', { type: 'silent' })).toBe(claimed)
  })

  test('a new act forgets what came of the last one', () => {
    const before: ActsHeld = answered(claimed, 'x1', { type: 'silent' })
    expect(sent(before, { type: 'claim', escalation: 'x1' })).toEqual({ pending: { x1: 'claim' } })
  })
})
