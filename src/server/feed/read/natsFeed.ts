/** The log as the pipeline reads it: in order, for ever, whatever becomes of the broker. */
import { setTimeout as delay } from 'node:timers/promises'
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream'
import type { NatsConnection } from 'nats'
import type { DurationMs } from '../../../core/units.ts'
import type { Clock, EventFeed, FeedHandlers, FeedState, Log, LoggedMessage } from '../../ports.ts'
import { decodeMessage } from './decodeMessage.ts'
import { ending, type Ending, type EndingKind } from './ending.ts'
import { startFloorConsumer, type FloorConsumer } from './floorConsumer.ts'
import { aborted, keepLinked, type Link } from '../broker/natsLink.ts'
import { BEGINNING, looked, readPast, whyAnotherLog, whyGap, type Position } from './position.ts'
import { ensureFloorStream, FLOOR_STREAM, openJetStream, storedAt, streamInfo } from '../broker/streams.ts'

/** How often the stream is asked whether it is still the same one and whether we are behind. */
const LOOK_EVERY_MS = 1000
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
    // Whatever the stream's last sequence is, with nothing pending this is the last message there is.
    state.lastSeq = pending === 0 ? message.seq : Math.max(state.lastSeq, message.seq + pending)
    handlers.message(decodeMessage(message))
  }

  function room(): Promise<void> | undefined {
    const freed = options.room?.()
    if (freed !== undefined) waits += 1
    return freed
  }

  async function session(handlers: FeedHandlers, at: SessionArguments): Promise<string> {
    const manager = await openJetStream(at.connection)
    const stream = await ensureFloorStream(manager, options.retentionMs)
    const restarted = whyAnotherLog(position, stream, clock) ?? whyGap(position, stream.state.first_seq)
    if (restarted !== undefined) {
      position = BEGINNING
      handlers.restarted(restarted)
    }
    if (position.seq === 0) position = await begin(handlers, manager, stream)
    state.lastSeq = Math.max(stream.state.last_seq, position.seq)
    const from = position.seq + 1
    const consumer = await startFloorConsumer({
      connection: at.connection,
      manager,
      from,
      message: (message, pending) => read(handlers, message, pending),
      heartbeat: () => (lastSignAt = clock.now()),
      room,
    })
    try {
      up(consumer, from)
      handlers.linked()
      at.isUp()
      const why = await Promise.race([cutOff(at.signal), consumer.ended, looking(manager, consumer, at.signal)])
      endingKind = why.kind
      return why.words
    } finally {
      consumer.stop()
    }
  }

  async function begin(handlers: FeedHandlers, manager: JetStreamManager, stream: StreamInfo): Promise<Position> {
    const { created, state } = stream
    const known = await handlers.begin({
      created,
      firstSeq: state.first_seq,
      lastSeq: state.last_seq,
      storedAt: (seq) => storedAt(manager, seq),
    })
    await known?.loaded
    return known === undefined ? { ...BEGINNING, created } : { created, seq: known.seq, storedAt: known.storedAt }
  }

  function up(consumer: FloorConsumer, from: number): void {
    links += 1
    endingKind = 'link'
    const since = clock.now()
    lastSignAt = since
    state = { linked: true, lastSeq: consumer.pending === 0 ? position.seq : state.lastSeq, linkedSince: since }
    log.info({ from, behind: consumer.pending }, 'reading the log')
  }

  function lost(reason: string): void {
    if (state.linked) losses[endingKind] = (losses[endingKind] ?? 0) + 1
    state = { linked: false, lastSeq: state.lastSeq, reason, lastSignAt }
    log.warn({ reason, readUpTo: position.seq }, 'no link to the log; trying again')
  }

  /** Ends with why this stream, or this consumer, is not to be trusted any more. */
  async function looking(manager: JetStreamManager, consumer: FloorConsumer, signal: AbortSignal): Promise<Ending> {
    let before = -1
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return cutOff(signal)
      const readBefore = position
      const stream = await streamInfo(manager, FLOOR_STREAM).catch((error: unknown) => {
        // Its answer comes behind the backlog that is on its way: while that arrives, all is well.
        if (position.seq > readBefore.seq) return 'late' as const
        throw error
      })
      if (stream === 'late') continue
      if (stream === undefined) return ending('stream', 'the stream was deleted')
      const another = whyAnotherLog(readBefore, stream, clock) ?? whyGap(position, stream.state.first_seq)
      if (another !== undefined) return ending('stream', another)
      // What the messages say of the end of the log is as old as they are, on a wire that is too thin.
      state.lastSeq = Math.max(state.lastSeq, stream.state.last_seq)
      if (position.missing === readBefore.missing) position = looked(position)
      if (consumer.isHeldUp()) {
        before = -1
        continue
      }
      const hasStoodStill = readBefore.seq === before && position.seq === before
      if (hasStoodStill && stream.state.last_seq > before && (await consumer.stillPending()) > 0)
        return ending('stall', `the consumer stands still at ${before} of ${stream.state.last_seq}`)
      before = position.seq
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

interface SessionArguments {
  readonly connection: NatsConnection
  readonly signal: AbortSignal
  isUp(): void
}
