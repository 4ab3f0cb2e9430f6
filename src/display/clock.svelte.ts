/** The display's only clock: server time, and one tick a second for everything that counts. */
import { epochMs, type EpochMs } from '../core/units.ts'
import {
  betterAnchor,
  floorTime,
  serverTime,
  skewMs,
  untilNextSecond,
  type Anchor,
  type LocalTime,
} from './serverTime.ts'

function localTime(): LocalTime {
  return { wall: Date.now(), monotonic: performance.now() }
}

/** What a frame says of time. */
export interface Told {
  asOf: EpochMs
  serverNow: EpochMs
  isLive: boolean
}

export class ServerClock {
  /** The server's time at the last tick, whole seconds: ages on one wall change all together. */
  second = $state(epochMs(0))
  /** How far the display's own clock is ahead of the server's, ms; negative: behind. */
  skewMs = $state(0)
  #anchor: Anchor | undefined
  /** As the anchor, of the server's clock itself; a replayed floor has a time of its own. */
  #server: Anchor | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** The server's time now; the local clock's until a frame has told better. */
  now(): EpochMs {
    const local = localTime()
    return this.#anchor === undefined ? epochMs(local.wall) : serverTime(this.#anchor, local)
  }

  /** Learns from a frame what the server's clock showed. */
  learn({ asOf, serverNow, isLive }: Told): void {
    const server = floorTime(asOf, serverNow, isLive)
    const before = this.#anchor
    const local = localTime()
    this.#anchor = betterAnchor(before, { server, ...local })
    this.#server = betterAnchor(this.#server, { server: serverNow, ...local })
    this.skewMs = skewMs(this.#server)
    if (before === undefined) this.#tick()
  }

  /** A restarted server may have another clock: what was learnt of the old one means nothing. */
  forget(): void {
    this.#anchor = undefined
    this.#server = undefined
  }

  /** Ticks until the returned function is called. */
  start(): () => void {
    const tick = () => this.#tick()
    document.addEventListener('visibilitychange', tick)
    tick()
    return () => {
      document.removeEventListener('visibilitychange', tick)
      clearTimeout(this.#timer)
    }
  }

  #tick(): void {
    clearTimeout(this.#timer)
    const now = this.now()
    this.second = epochMs(now - (now % 1000))
    this.#timer = setTimeout(() => this.#tick(), untilNextSecond(now))
  }
}
