/** Asks the server how it is, every few seconds for as long as the page is open; needs no socket. */
import { parseInstant, type EpochMs } from '../../../core/units.ts'
import type { HealthView } from '../../../core/view/healthView.ts'
import { ServerClock } from '../../clock.svelte.ts'

const ASK_EVERY_MS = 5_000
/** No answer for so long is none. */
const ANSWER_WITHIN_MS = 4_000

export class HealthAsk {
  readonly clock = new ServerClock()
  /** The last answer; undefined before the first. */
  view = $state.raw<HealthView>()
  /** Since when the server has not answered; undefined while it does. */
  silentSince = $state<EpochMs>()
  /** Why it did not. */
  problem = $state<string>()

  /** Asks until the returned function is called. */
  start(): () => void {
    const stopClock = this.clock.start()
    const ask = () => void this.#ask()
    const timer = setInterval(ask, ASK_EVERY_MS)
    ask()
    return () => {
      clearInterval(timer)
      stopClock()
    }
  }

  async #ask(): Promise<void> {
    try {
      const response = await fetch('/api/v1/health', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
      if (!response.ok) throw new Error(`it answered ${response.status}`)
      this.#answered((await response.json()) as HealthView)
    } catch (error) {
      this.silentSince ??= this.clock.now()
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }

  #answered(view: HealthView): void {
    const now = parseInstant(view.serverNow)
    if (now !== undefined) this.clock.learn({ asOf: now, serverNow: now, isLive: true })
    this.view = view
    this.silentSince = undefined
    this.problem = undefined
  }
}
