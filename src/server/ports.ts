/** What the pipeline needs of the outside, named by need. No library type appears here. */
import type { Rejection } from '../core/events/decode.ts'
import type { FloorEvent } from '../core/events/event.ts'
import type { BoardId, EpochMs, SiteId } from '../core/units.ts'
import type { ActMessage, AnswerMessage, Position } from '../protocol/messages.ts'

/** One message of the log, as it lies there. */
export interface LoggedMessage {
  /** Stream sequence, from 1. */
  seq: number
  /** When the broker stored it. */
  storedAt: EpochMs
  subject: string
  /** Those of CloudEvents' NATS binding, `ce-…` and `content-type`, by names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

/** A message that is an event of a site. */
export interface EventMessage {
  seq: number
  storedAt: EpochMs
  site: SiteId
  event: FloorEvent
}

/** A message of a site that is no event (F17). */
export interface RejectedMessage {
  seq: number
  storedAt: EpochMs
  site: SiteId
  rejected: Rejection
  /** In words, for whoever has to mend the source. */
  detail: string
  /** As the log has it. */
  body: Uint8Array
}

/** A message whose subject names no site. */
export interface StrayMessage {
  seq: number
  storedAt: EpochMs
  site: undefined
  rejected: 'badSubject'
  /** The subject. */
  detail: string
  body: Uint8Array
}

/** One message of the log as the pipeline takes it. */
export type DecodedMessage = EventMessage | RejectedMessage | StrayMessage

export interface FeedState {
  /** The link is up and the consumer gives signs of life. */
  linked: boolean
  /** Highest sequence the stream is known to hold. */
  lastSeq: number
  /** What the broker said when it was last asked; undefined before that. */
  end?: LogEnd
  /** Why not linked, in words for an operator. */
  reason?: string
  /** Not linked yet, but the log is there: what is stored of it is being loaded. */
  isLoading?: boolean
  /** While linked: since when. */
  linkedSince?: EpochMs
  /** While not linked: the last sign of life, some time before it was missed. */
  lastSignAt?: EpochMs
}

/** Where the log ended some time after it was asked, by our clock: who has read so far has read all there was then. */
export interface LogEnd {
  seq: number
  askedAt: EpochMs
}

/** The log, read in order from a sequence on, for ever. */
export interface EventFeed {
  start(handlers: FeedHandlers): Promise<void>
  stop(): Promise<void>
  state(): FeedState
}

/** The log as it lies there when reading begins. */
export interface LogSpan {
  /** When the broker made it: two logs with different ones have nothing in common. */
  created: string
  /** The oldest sequence it still holds; one past the last when it holds none. */
  firstSeq: number
  lastSeq: number
  /** When it stored this message; undefined when it holds it no more. */
  storedAt(seq: number): Promise<EpochMs | undefined>
}

/** The log as it lies there when it is looked back into. */
export interface PastSpan extends LogSpan {
  /** When the broker stored the oldest message it still holds; undefined when it holds none. */
  firstStoredAt: EpochMs | undefined
}

/** A place in the log, and when the broker stored what lies there. */
export interface ReadUpTo {
  seq: number
  storedAt: EpochMs
}

/** What is known of the log already and need not be read again. */
export interface Known extends ReadUpTo {
  /** Nothing is told before it resolves, though it may be read ahead: what is known is being loaded. Never rejects. */
  loaded: Promise<void>
}

export interface FeedHandlers {
  /** Reading is about to begin; answers what need not be read again. */
  begin(log: LogSpan): Promise<Known | undefined>
  /** The link is up, and the feed's state says how far the log goes: there may be nothing more to read. */
  linked(): void
  message(message: DecodedMessage): void
  /** The stream was recreated or another one took its place: everything folded so far means nothing. */
  restarted(reason: string): void
}

/** The log read again, from wherever it is asked, beside the feed. */
export interface LogReader {
  /** The log as it lies there now; undefined when there is none. */
  span(): Promise<PastSpan | undefined>
  /** One site's messages. */
  read(from: PartStart): LogPart
  close(): Promise<void>
}

/** From where a part of the log is read. */
export interface PartStart {
  site: SiteId
  /** The first sequence wanted. */
  seq: number
  /** Or, if that was dropped meanwhile, from what the log holds by then. */
  isBeginning?: boolean
}

/** A part of the log being read. */
export interface LogPart {
  /**
   * The next few, in order; none when the log ends here for now. Rejects when the link is lost, or the log has dropped
   * what comes next: then read anew.
   */
  next(): Promise<readonly LoggedMessage[]>
}

/** Appends to the log; resolves once the broker has stored the message. */
export interface EventLog {
  append(entry: { subject: string; body: Uint8Array; messageId?: string }): Promise<{ seq: number; duplicate: boolean }>
}

/** A message to be copied because it was not folded. */
export interface RejectedCopy {
  site: string
  seq: number
  /** When the broker stored the message. */
  storedAt: EpochMs
  reason: string
  /** Left out of a message that was an event: then it is read in the log. */
  body?: Uint8Array
}

/** Where rejected messages are copied to (F17). */
export interface RejectionLog {
  /** What is older than the copies' retention is not copied again. */
  copy(entry: RejectedCopy): void
}

/** Where folded sites are kept, so that a start need not read the whole log. */
export interface SnapshotStore {
  /** In no particular order; `head` is the text it was stored with, undefined where there is none. */
  list(): Promise<{ name: string; head: string | undefined }[]>
  /** Rejects when it is not there, or not whole. */
  read(name: string): Promise<Uint8Array>
  write(snapshot: { name: string; head: string; content: Uint8Array }): Promise<void>
  remove(name: string): Promise<void>
}

export interface Clock {
  now(): EpochMs
}

export type LogFields = Record<string, unknown>

export interface Log {
  debug(fields: LogFields, text: string): void
  info(fields: LogFields, text: string): void
  warn(fields: LogFields, text: string): void
  error(fields: LogFields, text: string): void
}

/** One display's socket, as the delivery sees it. */
export interface DisplaySocket {
  /** Bytes accepted but not yet handed to the network. */
  unsentBytes(): number
  send(frame: Uint8Array): void
  close(code: number, reason: string): void
}

/** What the sockets need of the pipeline: boards that displays can follow. */
export interface LiveBoards {
  /** Sends the display what it lacks of the board, at once, and keeps it up to date; false when no such board exists. */
  subscribe(display: DisplaySocket, board: BoardId, resume?: Position): boolean
  /** Sends nothing more to the display. */
  unsubscribe(display: DisplaySocket): void
}

/** What a display asks to be done (W5), and who asks; nobody when it did not say. */
export interface ActRequest {
  display: DisplaySocket
  board: BoardId
  by: string | undefined
  message: ActMessage
}

/** Carries out what displays ask for. */
export interface Acts {
  /** Resolves with the answer once it is known what became of it; never rejects. */
  act(request: ActRequest): Promise<AnswerMessage>
}
