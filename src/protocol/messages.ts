/**
 * The frames of `callboard.v1` (contract part 3): JSON text, one object a frame, tagged by `type`.
 * Instants are RFC 3339 UTC with ms; ages are never sent, the display counts on server time (W3).
 */
import type { BoardView } from '../core/view/boardView.ts'
import type { Instant } from '../core/units.ts'

/** A position in a board's history: the epoch says whether the revision still means anything. */
export interface Position {
  epoch: string
  revision: number
}

/** Why the figures are not live: no link to the log, the log not yet read to its end, the site's fold broken. */
export type NotLiveReason = 'link' | 'catchingUp' | 'failed'

export interface FeedPulse {
  /** While the link to the log is down: its last sign of life; behind it: when what is read was stored. By `serverNow`. */
  since?: Instant
  live: boolean
  /** Present when not live. */
  reason?: NotLiveReason
  lagMs?: number
  lastEventAt?: Instant
}

/** Display → server, first frame (W1). */
export interface SubscribeMessage {
  type: 'subscribe'
  board: string
  resume?: Position
  as?: string
  token?: string
}

/** Display → server, after subscribing (W5). `correct` ends a contact that is a suspect (F12). */
export type ActMessage =
  | { type: 'claim' | 'release' | 'resolve'; escalation: string }
  | { type: 'acknowledge'; alert: string }
  | { type: 'correct'; contact: string }

export type DisplayMessage = SubscribeMessage | ActMessage

/** What every frame about a board says of its moment. */
export interface Framed {
  asOf: Instant
  serverNow: Instant
  appliedSeq: number
}

/** Server → display: the whole view (W2). */
export interface SnapshotMessage extends Framed {
  type: 'snapshot'
  epoch: string
  revision: number
  view: BoardView
}

/** Server → display: an RFC 7396 merge patch on the view of revision `from` (W2). */
export interface DeltaMessage extends Framed {
  type: 'delta'
  from: number
  revision: number
  patch: unknown
}

/** Server → display: proof of life, at least every second without another frame (W3). */
export interface PulseMessage extends Framed {
  type: 'pulse'
  feed: FeedPulse
}

/**
 * Why an act was refused: nobody said who acts; there is no such open escalation; another has it (who, says `owner`);
 * the contact is no suspect; not from this board; too old by the time it was folded; too many acts; no link to the log.
 */
export type RefusalReason =
  'who' | 'unknown' | 'owned' | 'notOwner' | 'notSuspect' | 'notYours' | 'late' | 'limit' | 'unavailable'

/** Server → display: the answer to an act, once its event was read back (W5). `owner` is who has the escalation. */
export type AnswerMessage =
  { type: 'done'; re: string; reason?: string } | { type: 'refused'; re: string; reason: RefusalReason; owner?: string }

export type ServerMessage = SnapshotMessage | DeltaMessage | PulseMessage | AnswerMessage

/** Close codes of the wire (W6) that we send ourselves: what is too big, the socket's library closes with 1009. */
export const CLOSE = {
  policy: 1008,
  tryAgain: 1013,
  signIn: 4401,
  notYours: 4403,
  noSuchBoard: 4404,
  version: 4406,
} as const

export { SUBPROTOCOL } from './version.ts'
