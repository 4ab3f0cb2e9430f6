/** A log that remembers, and a clock that only sleeping moves. */
import { setImmediate } from 'node:timers/promises'
import { epochMs, type EpochMs } from '../../src/core/units.ts'
import type { Clock, EventLog } from '../../src/server/ports.ts'
import type { Sleep } from '../../src/cli/publishing/pace.ts'

export interface Appended {
  readonly subject: string
  readonly messageId: string | undefined
  readonly at: EpochMs
  readonly event: { id: string; source: string; type: string; time: string; data: Record<string, unknown> }
  readonly text: string
}

export class FakeLog implements EventLog {
  readonly appended: Appended[] = []
  /** Messages acknowledged late overtake nothing, but pile up. */
  inFlight = 0
  mostInFlight = 0
  /** Throws as long as it says so. */
  refuse: (subject: string, attempt: number) => boolean = () => false
  readonly #clock: Clock
  readonly #known = new Set<string>()
  #attempts = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async append(entry: { subject: string; body: Uint8Array; messageId?: string }): ReturnType<EventLog['append']> {
    const { subject, body, messageId } = entry
    this.#attempts += 1
    const refused = this.refuse(subject, this.#attempts)
    const text = new TextDecoder().decode(body)
    if (!refused) {
      const event = JSON.parse(text) as Appended['event']
      this.appended.push({ subject, messageId, at: this.#clock.now(), event, text })
    }
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    await setImmediate()
    this.inFlight -= 1
    if (refused) throw new Error('the log is away')
    const duplicate = messageId !== undefined && this.#known.has(messageId)
    this.#known.add(messageId ?? '')
    return { seq: this.appended.length, duplicate }
  }
}

export interface FakeTime {
  readonly clock: Clock
  readonly sleep: Sleep
  /** Called at every sleep, before the clock moves. */
  onSleep: (now: EpochMs) => void
}

export function fakeTime(start: EpochMs): FakeTime {
  let now: number = start
  const time: FakeTime = {
    clock: { now: () => epochMs(now) },
    sleep: async (ms, signal) => {
      time.onSleep(epochMs(now))
      await setImmediate()
      if (!signal.aborted) now += Math.ceil(ms)
    },
    onSleep: () => undefined,
  }
  return time
}
