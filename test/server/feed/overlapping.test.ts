import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askOverlapping } from '../../../src/server/feed/read/overlapping.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Answers are given by hand. */
function asking() {
  const answers: PromiseWithResolvers<string | undefined>[] = []
  const ask = () => {
    const answer = Promise.withResolvers<string | undefined>()
    answers.push(answer)
    return answer.promise
  }
  return { answers, asked: askOverlapping(ask, { everyMs: 1000, atOnce: 3 }) }
}

test('[SV9] it asks at once and every second, whether or not there is an answer, and waits for so many at once', async () => {
  const { answers, asked } = asking()
  expect(answers).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(answers).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(answers).toHaveLength(3)
  answers[0]?.resolve(undefined)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(answers).toHaveLength(4)
  asked.stop()
  answers[1]?.resolve(undefined)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(answers).toHaveLength(4)
})

test('it ends with the first answer that is one, whichever was asked first', async () => {
  const { answers, asked } = asking()
  await vi.advanceTimersByTimeAsync(1_000)
  answers[1]?.resolve('gone')
  expect(await asked.ended).toBe('gone')
  asked.stop()
})

test('a failure ends it; after a stop it is nobody’s', async () => {
  const { answers, asked } = asking()
  answers[0]?.reject(new Error('no answer'))
  await expect(asked.ended).rejects.toThrow('no answer')
  asked.stop()
  const stopped = asking()
  stopped.asked.stop()
  stopped.answers[0]?.reject(new Error('closed'))
  await vi.advanceTimersByTimeAsync(0)
})
