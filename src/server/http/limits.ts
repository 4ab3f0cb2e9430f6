/** Ceilings of HTTP. Each refusal is counted by its name: Door.refused. */
import type { PlaceLimits } from '../access/places.ts'

export interface HttpLimits {
  /** Open connections, displays' sockets among them; more are hung up on. */
  readonly connections: PlaceLimits
  /** Requests that are not answered yet; more get 429. */
  readonly requests: PlaceLimits
  /** Bytes of answers that their askers have not taken yet, all together; with more, further requests get 503. */
  readonly maxUntakenBytes: number
  /** Characters of a request's path and query; longer ones get 414. */
  readonly maxUrlLength: number
  /** Header lines of a request; more get 431 from node, as do more than 16 KiB of them. */
  readonly maxHeaders: number
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connections: { max: 5_000, maxPerAddress: 1_000 },
  requests: { max: 2_000, maxPerAddress: 500 },
  maxUntakenBytes: 256 * 1024 * 1024,
  maxUrlLength: 2_048,
  maxHeaders: 100,
}

/** Who takes nothing of an answer for so long is hung up on. */
export const TAKES_WITHIN_MS = 15_000

/** Ceilings of ingest. */
export interface IngestLimits {
  /** Bodies being read; each is held up to `MAX_BODY_BYTES`. More get 429. */
  readonly reading: PlaceLimits
  /** Requests whose events are being stored; more get 429. */
  readonly maxStoring: number
}

export const DEFAULT_INGEST_LIMITS: IngestLimits = {
  reading: { max: 128, maxPerAddress: 32 },
  maxStoring: 16,
}
