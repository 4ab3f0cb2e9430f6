/** The boards that displays follow, each with its channel, and which display follows which. */
import type { BoardId } from '../../core/units.ts'
import type { BoardDefinition } from '../../core/view/boardView.ts'
import type { Position } from '../../protocol/messages.ts'
import type { DisplaySocket } from '../ports.ts'
import { createChannel, type Channel, type DeliveryCounts, type Pulse } from './channel.ts'

/** Boards without a display whose history is kept for those who come back: any agent's id makes a board. */
export const MAX_IDLE_BOARDS = 300

export interface Channels {
  /** Boards whose history was let go, because too many others were left later. */
  readonly forgotten: number
  all(): Channel[]
  open(board: BoardDefinition): Channel
  /** Has the display follow the channel's board. */
  follow(channel: Channel, display: DisplaySocket, resume: Position | undefined, pulse: Pulse): void
  leave(display: DisplaySocket): void
  restart(epoch: string): void
}

export function createChannels(firstEpoch: string, counts: DeliveryCounts): Channels {
  /** Those left last at the end. */
  const channels = new Map<BoardId, Channel>()
  const channelOf = new Map<DisplaySocket, Channel>()
  let epoch = firstEpoch
  let forgotten = 0

  function forgetIdle(): void {
    const idle = [...channels.values()].filter((channel) => channel.displays === 0)
    for (const { board } of idle.slice(0, Math.max(0, idle.length - MAX_IDLE_BOARDS))) {
      channels.delete(board.id)
      forgotten += 1
    }
  }

  return {
    get forgotten() {
      return forgotten
    },
    all: () => [...channels.values()],
    open(board) {
      const known = channels.get(board.id)
      if (known !== undefined) return known
      // Revisions begin again: nobody must take those of a forgotten history for the same.
      const channel = createChannel(board, forgotten === 0 ? epoch : `${epoch}.${forgotten}`, counts)
      channels.set(board.id, channel)
      return channel
    },
    follow(channel, display, resume, pulse) {
      channelOf.set(display, channel)
      channel.add(display, resume, pulse)
    },
    leave(display) {
      const channel = channelOf.get(display)
      if (channel === undefined) return
      channelOf.delete(display)
      channel.remove(display)
      channels.delete(channel.board.id)
      channels.set(channel.board.id, channel)
      forgetIdle()
    },
    restart(next) {
      epoch = next
      for (const channel of channels.values()) channel.restart(epoch)
    },
  }
}
