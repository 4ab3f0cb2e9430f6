/** Something asked again and again, whether or not the last answer is there: on a slow wire answers overlap. */

export interface Overlapping<T> {
  /** Resolves with the first answer that is one, or rejects with the first failure. */
  readonly ended: Promise<T>
  /** From now on no answer counts. */
  stop(): void
}

/** Asks at once, and then every `everyMs` unless `atOnce` answers are waited for. */
export function askOverlapping<T>(
  ask: () => Promise<T | undefined>,
  { everyMs, atOnce }: { everyMs: number; atOnce: number },
): Overlapping<T> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<T>()
  let waitedFor = 0

  async function askOnce(): Promise<void> {
    if (waitedFor >= atOnce) return
    waitedFor += 1
    try {
      const answer = await ask()
      if (answer !== undefined) resolve(answer)
    } catch (error) {
      reject(error)
    } finally {
      waitedFor -= 1
    }
  }

  const asking = setInterval(() => void askOnce(), everyMs)
  void askOnce()
  // Who stops has stopped listening.
  ended.catch(() => undefined)
  return { ended, stop: () => clearInterval(asking) }
}
