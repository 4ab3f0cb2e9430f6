/** What every EventFeed promises, whatever it reads from. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EventFeed, FeedState } from '../../src/server/ports.ts'
import { hearing, until } from '../support/heard.ts'

export interface FeedUnderTest {
  readonly feed: EventFeed
  remove(): Promise<void>
}

/** `open` gives a feed on a log of `main` that holds these texts, from sequence 1 on. */
export function feedContract(name: string, open: (texts: readonly string[]) => Promise<FeedUnderTest>): void {
  describe(`feed contract: ${name}`, () => {
    const texts = Array.from({ length: 50 }, (_, i) => `{"n":${i},"text":"ä\u2028"}`)
    let under: FeedUnderTest

    beforeEach(async () => {
      under = await open(texts)
    })
    afterEach(async () => {
      await under.feed.stop()
      await under.remove()
    })

    test('not linked before the start, and it says why', () => {
      expect(under.feed.state()).toMatchObject({ linked: false, reason: expect.any(String) as string })
    })

    test('every message once, in order, byte for byte', async () => {
      const heard = hearing()
      await under.feed.start(heard)
      await until(() => heard.messages.length === texts.length)
      expect(heard.seqs()).toEqual(texts.map((_, i) => i + 1))
      expect(heard.bodies()).toEqual(texts)
      expect(heard.messages.every(({ site }) => site === 'main')).toBe(true)
      expect(heard.restarts).toEqual([])
    })

    test('read to its end, it is linked and its last sequence is the last one told', async () => {
      const heard = hearing()
      await under.feed.start(heard)
      await until(() => heard.messages.length === texts.length)
      await until(() => under.feed.state().linked)
      expect(under.feed.state()).toMatchObject({ linked: true, lastSeq: texts.length })
    })

    test('told that it is linked when it is, and knows then how far the log goes', async () => {
      const heard = hearing()
      const seen: FeedState[] = []
      await under.feed.start({ ...heard, linked: () => void seen.push(under.feed.state()) })
      await until(() => seen.length > 0)
      expect(seen).toEqual([expect.objectContaining({ linked: true, lastSeq: texts.length })])
    })

    test('stopped and started again, it reads from the beginning', async () => {
      const first = hearing()
      await under.feed.start(first)
      await until(() => first.messages.length === texts.length)
      await under.feed.stop()
      const second = hearing()
      await under.feed.start(second)
      await until(() => second.messages.length === texts.length)
      expect(second.seqs()).toEqual(first.seqs())
    })
  })
}
