/** Server time on a display: its own clocks, set right by what each frame says the server's clock showed. */
import { epochMs, type EpochMs } from '../core/units.ts'

/** A reading of the display's two clocks, ms. The wall clock may be set; the monotonic one may stop in sleep. */
export interface LocalTime {
  wall: number
  monotonic: number
}

/** The server's clock showed `server` when ours showed the rest, give or take the way of the frame. */
export interface Anchor extends LocalTime {
  server: EpochMs
}

/** Our two clocks apart by more than this: one was set, or the page was asleep. */
const STEPPED_MS = 500
/** What an anchor loses in trust a second (0.5 ms), so that a drifting clock cannot run ahead for ever. */
const DECAY = 0.0005

/** How long since `from`, by whichever clock saw more of it: sleep stops one, a clock set back turns the other. */
export function elapsedMs(from: LocalTime, to: LocalTime): number {
  return Math.max(0, to.wall - from.wall, to.monotonic - from.monotonic)
}

/** The server's time by an anchor. */
export function serverTime(anchor: Anchor, local: LocalTime): EpochMs {
  return epochMs(anchor.server + elapsedMs(anchor, local))
}

function hasStepped(anchor: Anchor, local: LocalTime): boolean {
  return Math.abs(local.wall - local.monotonic - (anchor.wall - anchor.monotonic)) > STEPPED_MS
}

/** The better of the held anchor and a new one: the frame that was quickest on its way shows the latest time. */
export function betterAnchor(held: Anchor | undefined, offered: Anchor): Anchor {
  if (held === undefined || hasStepped(held, offered)) return offered
  const trusted = serverTime(held, offered) - DECAY * elapsedMs(held, offered)
  return offered.server >= trusted ? offered : held
}

/** How far the wall clock was ahead of the server's, ms; negative: behind. */
export function skewMs({ wall, server }: Anchor): number {
  return wall - server
}

/** Live, asOf keeps up with the server's clock; a floor that lags this far behind is replayed from the past. */
const REPLAYED_MS = 60_000

/** The time ages are counted on: the server's, or a replayed floor's own. */
export function floorTime(asOf: EpochMs, serverNow: EpochMs, isLive: boolean): EpochMs {
  return isLive && serverNow - asOf > REPLAYED_MS ? asOf : serverNow
}

/** Until the next whole second of the server, ms. */
export function untilNextSecond(now: EpochMs): number {
  return 1000 - (now % 1000)
}
