/** One board and the displays that follow it: each is sent what it lacks, and a pulse as proof of life. */
import { toInstant, type EpochMs } from '../../core/units.ts'
import type { BoardDefinition, BoardView } from '../../core/view/boardView.ts'
import { createBoardHistory } from '../../protocol/boardHistory.ts'
import { encodeMessage } from '../../protocol/codec.ts'
import { deliveryOf } from '../../protocol/delivery.ts'
import { CLOSE, type FeedPulse, type Framed, type Position } from '../../protocol/messages.ts'
import type { DisplaySocket } from '../ports.ts'

/** W3 wants proof of life every second; three ticks of 250 ms leave one for a busy moment. */
export const PULSE_EVERY_TICKS = 3

export interface DeliveryCounts {
  snapshots: number
  deltas: number
  pulses: number
  slowClosed: number
}

/** What a pulse says of the feed, and when. */
export interface Pulse {
  readonly feed: FeedPulse
  readonly now: EpochMs
}

export interface Channel {
  readonly board: BoardDefinition
  readonly displays: number
  readonly revision: number
  /** Whether the newest view was computed while live; undefined when there is none. */
  readonly computedLive: boolean | undefined
  /** Since when a display waits for a first view; undefined when there is one, or nobody waits. */
  readonly waitsSince: EpochMs | undefined
  /** Takes the board's view as of `asOf`. */
  publish(view: BoardView, computed: Computed): void
  /** The site has failed: whatever view is left says that it is not live. */
  freeze(): void
  /** Adds a display and sends what it lacks, then a pulse. */
  add(display: DisplaySocket, resume: Position | undefined, pulse: Pulse): void
  remove(display: DisplaySocket): void
  /** Sends each display what it lacks, and a pulse where one is due. */
  deliver(pulse: Pulse): void
  /** Starts again with no view; its displays get a snapshot of the new epoch. */
  restart(epoch: string): void
  closeAll(code: number, reason: string): void
}

interface Computed {
  readonly asOf: EpochMs
  readonly appliedSeq: number
  readonly live: boolean
}

interface Session {
  readonly display: DisplaySocket
  held: Position | undefined
  snapshotBytes: number
  ticksSincePulse: number
}

export function createChannel(board: BoardDefinition, firstEpoch: string, counts: DeliveryCounts): Channel {
  const sessions = new Map<DisplaySocket, Session>()
  let history = createBoardHistory(firstEpoch)
  let computed: Computed | undefined
  let toldLive: boolean | undefined
  let waitsSince: EpochMs | undefined
  let moment: Framed = { asOf: '', serverNow: '', appliedSeq: 0 }

  /** The same object as long as it is the same moment, so that frames can be shared. */
  function momentAt(now: EpochMs): Framed {
    const next: Framed = {
      asOf: toInstant(computed?.asOf ?? now),
      serverNow: toInstant(now),
      appliedSeq: computed?.appliedSeq ?? 0,
    }
    if (JSON.stringify(next) !== JSON.stringify(moment)) moment = next
    return moment
  }

  function sendMissing(session: Session, at: Framed): void {
    const { display, held, snapshotBytes } = session
    const { newest, oldestKept } = history
    if (history.view === undefined) return
    const delivery = deliveryOf({ held, newest, oldestKept, unsentBytes: display.unsentBytes(), snapshotBytes })
    if (delivery === 'close') return closeSlow(session)
    if (delivery === 'nothing') return
    const isDelta = delivery === 'delta' && held !== undefined
    const bytes = isDelta ? history.delta(held.revision, at) : history.snapshot(at)
    counts[isDelta ? 'deltas' : 'snapshots'] += 1
    session.held = newest
    session.snapshotBytes = isDelta ? 0 : bytes.byteLength
    display.send(bytes)
  }

  function closeSlow(session: Session): void {
    counts.slowClosed += 1
    sessions.delete(session.display)
    session.display.close(CLOSE.tryAgain, 'too slow')
  }

  function sendPulse(session: Session, bytes: () => Uint8Array): void {
    // Unsent bytes are on their way already: a pulse behind them would prove nothing.
    if (session.display.unsentBytes() > 0) return
    session.ticksSincePulse = 0
    counts.pulses += 1
    session.display.send(bytes())
  }

  function pulseBytes(feed: FeedPulse, at: Framed): () => Uint8Array {
    let bytes: Uint8Array | undefined
    return () => (bytes ??= encodeMessage({ type: 'pulse', ...at, feed }))
  }

  return {
    board,
    get displays() {
      return sessions.size
    },
    get revision() {
      return history.newest.revision
    },
    get computedLive() {
      return computed?.live
    },
    get waitsSince() {
      return sessions.size > 0 ? waitsSince : undefined
    },
    publish(view, at) {
      waitsSince = undefined
      history.publish(view)
      computed = at
    },
    freeze() {
      const { view } = history
      if (view === undefined || computed === undefined) return
      history.publish({ ...view, feed: { ...view.feed, live: false } })
      computed = { ...computed, live: false }
    },
    add(display, resume, { feed, now }) {
      if (sessions.size === 0) {
        toldLive = feed.live
        waitsSince = undefined
      }
      if (history.view === undefined) waitsSince ??= now
      const session: Session = { display, held: resume, snapshotBytes: 0, ticksSincePulse: PULSE_EVERY_TICKS }
      const at = momentAt(now)
      sessions.set(display, session)
      sendMissing(session, at)
      sendPulse(session, pulseBytes(feed, at))
    },
    remove(display) {
      sessions.delete(display)
    },
    deliver({ feed, now }) {
      const at = momentAt(now)
      const bytes = pulseBytes(feed, at)
      const isNews = feed.live !== toldLive
      toldLive = feed.live
      for (const session of sessions.values()) {
        session.ticksSincePulse += isNews ? PULSE_EVERY_TICKS : 1
        // While not live only those who have nothing at all are sent something.
        if (feed.live || session.held === undefined) sendMissing(session, at)
        if (session.ticksSincePulse >= PULSE_EVERY_TICKS) sendPulse(session, bytes)
      }
    },
    restart(epoch) {
      history = createBoardHistory(epoch)
      computed = undefined
      waitsSince = undefined
    },
    closeAll(code, reason) {
      for (const display of sessions.keys()) display.close(code, reason)
      sessions.clear()
    },
  }
}
