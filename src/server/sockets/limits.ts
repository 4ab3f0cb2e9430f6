/** Ceilings of `/live`. Each refusal is counted by its name (LiveStatus.refused). */
export interface LiveLimits {
  /** Open connections; the next is closed with 1013. */
  readonly maxDisplays: number
  /** Open connections of one address; behind a proxy all displays have the proxy's. */
  readonly maxDisplaysPerAddress: number
  /** A connection that has not subscribed by then is closed with 1008. */
  readonly subscribeWithinMs: number
  /** Frames and subscribes of one connection within `rateWindowMs`; more are closed with 1008. */
  readonly maxFrames: number
  readonly maxSubscribes: number
  readonly rateWindowMs: number
  /** Peers that do not answer a ping until the next are gone. */
  readonly pingEveryMs: number
}

export const DEFAULT_LIVE_LIMITS: LiveLimits = {
  maxDisplays: 2_000,
  maxDisplaysPerAddress: 64,
  subscribeWithinMs: 5_000,
  maxFrames: 50,
  maxSubscribes: 10,
  rateWindowMs: 10_000,
  pingEveryMs: 30_000,
}
