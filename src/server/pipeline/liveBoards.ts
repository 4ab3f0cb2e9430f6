/** Which displays follow which board, and when a board's view is computed anew for them. */
import { seconds, type EpochMs } from '../../core/units.ts'
import { CLOSE } from '../../protocol/messages.ts'
import type { LiveBoards } from '../ports.ts'
import { findBoard } from './boards.ts'
import type { Channel } from './channel.ts'
import type { Channels } from './channels.ts'
import type { Liveness } from './liveness.ts'
import type { SiteFold } from './siteFold.ts'
import type { Sites } from './sites.ts'

/**
 * While the log is read for the first time, a display waits so long for figures that are not live: mostly it is live by
 * then, and to fold for somebody who looks takes a start longer than all else.
 */
export const FIRST_VIEW_PATIENCE_MS = seconds(2)

export interface LiveBoardsOptions {
  readonly sites: Pick<Sites, 'get'>
  readonly channels: Channels
  readonly liveness: Liveness
  readonly readClock: () => EpochMs
}

export interface TickedBoards extends LiveBoards {
  /** Tells every display what changed on its board. */
  tick(): void
}

export function createLiveBoards({ sites, channels, liveness, readClock }: LiveBoardsOptions): TickedBoards {
  /** Computes a board's view as of now. */
  function refresh(channel: Channel, fold: SiteFold, now: EpochMs): void {
    liveness.advance(fold, now)
    const status = liveness.statusOf(fold, now)
    const view = fold.boardView(channel.board, status)
    if (view === undefined) return channel.freeze()
    channel.publish(view, { asOf: liveness.asOfOf(fold, now), appliedSeq: status.appliedSeq, live: status.live })
  }

  function tickChannel(channel: Channel, now: EpochMs): void {
    const fold = sites.get(channel.board.site)
    const isLive = liveness.notLive() === undefined
    if (fold === undefined && isLive) return channel.closeAll(CLOSE.noSuchBoard, 'no such board')
    if (fold !== undefined && (isLive || isFirstViewDue(channel, now))) refresh(channel, fold, now)
    channel.deliver(liveness.pulseOf(fold, now))
  }

  return {
    tick() {
      const now = readClock()
      for (const channel of channels.all()) if (channel.displays > 0) tickChannel(channel, now)
    },
    subscribe(display, id, resume) {
      channels.leave(display)
      const board = findBoard(id, (site) => sites.get(site) !== undefined)
      const fold = board && sites.get(board.site)
      if (board === undefined || fold === undefined) return false
      const now = readClock()
      const channel = channels.open(board)
      const isStale = channel.computedLive !== liveness.statusOf(fold, now).live
      const mayWait = channel.computedLive === undefined && liveness.notLive() === 'catchingUp'
      if ((channel.displays === 0 || isStale) && !mayWait) refresh(channel, fold, now)
      channels.follow(channel, display, resume, liveness.pulseOf(fold, now))
      return true
    },
    unsubscribe: (display) => channels.leave(display),
  }
}

function isFirstViewDue({ waitsSince }: Channel, now: EpochMs): boolean {
  return waitsSince !== undefined && Math.abs(now - waitsSince) >= FIRST_VIEW_PATIENCE_MS
}
