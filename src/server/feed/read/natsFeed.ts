/** The log as the pipeline reads it: in order, for ever, whatever becomes of the broker. */
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream'
import type { NatsConnection } from 'nats'
import type { DurationMs, EpochMs } from '../../../core/units.ts'
import type { Clock, EventFeed, FeedHandlers, FeedState, Log, LoggedMessage } from '../../ports.ts'
import { decodeMessage } from './decodeMessage.ts'
import { ending, type Ending, type EndingKind } from './ending.ts'
import { startFloorConsumer, type FloorConsumer } from './floorConsumer.ts'
import { aborted, keepLinked, type Link } from '../broker/natsLink.ts'
import { BEGINNING, looked, readPast, whyAnotherLog, whyGap, type Position } from './position.ts'
import {
  ensureFloorStream,
  FLOOR_STREAM,
  openJetStream,
  patientJetStream,
  pendingFor,
  storedAt,
  streamInfo,
} from '../broker/streams.ts'
import { askOverlapping } from './overlapping.ts'

/** How often the stream is asked whether it is still the same one and where it ends, and answers waited for at once. */
const LOOKS = { everyMs: 1000, atOnce: 12 }
/** The consumer's heartbeats tell a silent broker much sooner; a backlog on a thin wire delays a pong by many seconds. */
const MAX_PINGS_OUT = 60

export interface NatsFeedOptions {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** How long a stream we make keeps its messages; 7 days when left out. */
  readonly retentionMs?: DurationMs | undefined
  /** Waited for before the broker may send more; undefined: it may at once. */
  readonly room?: () => Promise<void> | undefined
  /** Told every time the state says anew where the log ends. */
  readonly looked?: () => void
}

export interface FeedCounts {
  /** How often reading began, the first time included. */
  readonly links: number
  /** How often it ended by itself, by kind. */
  readonly losses: Readonly<Partial<Record<EndingKind, number>>>
  /** How often the broker had to wait for room. */
  readonly waits: number
}

export interface NatsFeed extends EventFeed {
  counts(): FeedCounts
}

export function natsFeed(options: NatsFeedOptions): NatsFeed {
  const { clock, log } = options
  const losses: Partial<Record<EndingKind, number>> = {}
  let links = 0
  let waits = 0
  /** Of the session under way; a session that throws has lost its connection. */
  let endingKind: EndingKind = 'link'
  let position: Position = BEGINNING
  let state: FeedState = { linked: false, lastSeq: 0, reason: 'not started' }
  let link: Link | undefined
  let lastSignAt = clock.now()

  function read(handlers: FeedHandlers, message: LoggedMessage, pending: number): void {
    if (message.seq <= position.seq) return // going back: read already
    position = readPast(position, message)
    lastSignAt = clock.now()
    // Whatever the stream's last sequence was, with nothing pending this was the last message when it was sent.
    const knownThen = pending === 0 ? message.seq : Math.max(state.lastSeq, message.seq + pending)
    state.lastSeq = Math.max(knownThen, state.end?.seq ?? 0)
    handlers.message(decodeMessage(message))
  }

  function room(): Promise<void> | undefined {
    const freed = options.room?.()
    if (freed !== undefined) waits += 1
    return freed
  }

  async function session(handlers: FeedHandlers, at: SessionArguments): Promise<string> {
    const manager = await openJetStream(at.connection)
    const patient = await patientJetStream(at.connection)
    const askedAt = clock.now()
    const stream = await ensureFloorStream(manager, options.retentionMs)
    const restarted = whyAnotherLog(position, stream, clock) ?? whyGap(position, stream.state.first_seq)
    if (restarted !== undefined) {
      position = BEGINNING
      handlers.restarted(restarted)
    }
    if (position.seq === 0) position = await begin(handlers, manager, stream)
    state.lastSeq = Math.max(stream.state.last_seq, position.seq)
    const from = position.seq + 1
    const beganAt = clock.now()
    const consumer = await startFloorConsumer({
      connection: at.connection,
      manager,
      from,
      message: (message, pending) => read(handlers, message, pending),
      heartbeat: () => (lastSignAt = clock.now()),
      room,
    })
    up(consumer, { from, askedAt: consumer.pending === 0 ? beganAt : askedAt })
    handlers.linked()
    at.isUp()
    const looks = askOverlapping(look(patient, consumer), LOOKS)
    try {
      const why = await Promise.race([cutOff(at.signal), consumer.ended, looks.ended])
      endingKind = why.kind
      return why.words
    } finally {
      looks.stop()
      consumer.stop()
    }
  }

  async function begin(handlers: FeedHandlers, manager: JetStreamManager, stream: StreamInfo): Promise<Position> {
    const { created, state: span } = stream
    state = { linked: false, lastSeq: state.lastSeq, reason: 'loading what is stored of the log', isLoading: true }
    const known = await handlers.begin({
      created,
      firstSeq: span.first_seq,
      lastSeq: span.last_seq,
      storedAt: (seq) => storedAt(manager, seq),
    })
    await known?.loaded
    return known === undefined ? { ...BEGINNING, created } : { created, seq: known.seq, storedAt: known.storedAt }
  }

  function up({ pending }: FloorConsumer, { from, askedAt }: Beginning): void {
    links += 1
    endingKind = 'link'
    const since = clock.now()
    lastSignAt = since
    const seq = pending === 0 ? position.seq : state.lastSeq
    state = { linked: true, lastSeq: seq, end: { seq, askedAt }, linkedSince: since }
    log.info({ from, behind: pending }, 'reading the log')
  }

  function lost(reason: string): void {
    if (state.linked) losses[endingKind] = (losses[endingKind] ?? 0) + 1
    state = { linked: false, lastSeq: state.lastSeq, reason, lastSignAt }
    log.warn({ reason, readUpTo: position.seq }, 'no link to the log; trying again')
  }

  /** Asks the broker where the log ends; the answer is why this stream, or this consumer, is not to be trusted any more. */
  function look(manager: JetStreamManager, consumer: FloorConsumer): () => Promise<Ending | undefined> {
    let before = -1

    function heed({ askedAt, readBefore, stream, pending }: LogAnswer): Ending | undefined {
      if (stream === undefined) return ending('stream', 'the stream was deleted')
      if (pending === undefined) return ending('consumer', 'the broker has forgotten the consumer')
      const { first_seq: firstSeq, last_seq: lastSeq } = stream.state
      const another = whyAnotherLog(readBefore, stream, clock) ?? whyGap(position, firstSeq)
      if (another !== undefined) return ending('stream', another)
      // The stream's last message may have been deleted: then it never comes.
      const isAllSent = pending === 0 || position.seq >= lastSeq
      const seq = isAllSent ? position.seq : lastSeq
      state.end = { seq, askedAt }
      state.lastSeq = isAllSent ? seq : Math.max(state.lastSeq, seq)
      options.looked?.()
      if (position.missing === readBefore.missing) position = looked(position)
      const hasStoodStill = readBefore.seq === before && position.seq === before && !consumer.isHeldUp()
      before = consumer.isHeldUp() ? -1 : position.seq
      return hasStoodStill && !isAllSent
        ? ending('stall', `the consumer stands still at ${position.seq} of ${lastSeq}`)
        : undefined
    }

    return async () => {
      const asked = { askedAt: clock.now(), readBefore: position }
      try {
        const [stream, pending] = await Promise.all([
          streamInfo(manager, FLOOR_STREAM),
          pendingFor(manager, consumer.name),
        ])
        if (!state.linked || asked.askedAt < (state.end?.askedAt ?? 0)) return undefined
        return heed({ ...asked, stream, pending })
      } catch (error) {
        // It comes behind the messages that are on their way: while they arrive, it is only late.
        if (position.seq > asked.readBefore.seq) return undefined
        throw error
      }
    }
  }

  return {
    start: (handlers) => {
      position = BEGINNING
      state = { linked: false, lastSeq: 0, reason: 'connecting' }
      link = keepLinked({
        url: options.url,
        name: 'callboard-feed',
        maxPingsOut: MAX_PINGS_OUT,
        session: (connection, signal, isUp) => session(handlers, { connection, signal, isUp }),
        lost,
      })
      return Promise.resolve()
    },
    stop: async () => {
      await link?.stop()
      state = { ...state, linked: false, reason: 'stopped' }
    },
    state: () => state,
    counts: () => ({ links, losses, waits }),
  }
}

async function cutOff(signal: AbortSignal): Promise<Ending> {
  return ending('link', await aborted(signal))
}

/** How reading begins. */
interface Beginning {
  readonly from: number
  /** When the stream was asked where it ends. */
  readonly askedAt: EpochMs
}

interface LogAnswer {
  readonly askedAt: EpochMs
  readonly readBefore: Position
  /** Undefined when it was deleted. */
  readonly stream: StreamInfo | undefined
  /** How many messages the broker has yet to send us; undefined when it does not know us. */
  readonly pending: number | undefined
}

interface SessionArguments {
  readonly connection: NatsConnection
  readonly signal: AbortSignal
  isUp(): void
}
