/** The ticker line: what is posted, until it is cleared or over. */
import { parseInstant, type EpochMs } from '../../units.ts'
import { compareEvents, type EventOf } from '../../events/event.ts'

export interface NoticeTrack {
  posted?: EventOf<'notice.posted'>
  cleared?: EventOf<'notice.cleared'>
  /** F15: a late clearing ends whatever was posted at or before its own time. */
  clearedLate?: EpochMs
}

export class Notices {
  readonly #tracks = new Map<string, NoticeTrack>()

  /** Notices in memory, shown or not. */
  get size(): number {
    return this.#tracks.size
  }

  has(id: string): boolean {
    return this.#tracks.has(id)
  }

  /** Posted, not cleared, not over at `asOf`; in no order. */
  current(asOf: EpochMs): EventOf<'notice.posted'>[] {
    return [...this.#tracks.values()].flatMap((track) => {
      const { posted } = track
      return posted === undefined || isCleared(posted, track) || asOf >= endOf(posted) ? [] : [posted]
    })
  }

  post(event: EventOf<'notice.posted'>): void {
    const track = this.#track(event.data.notice)
    if (track.posted === undefined || compareEvents(event, track.posted) > 0) track.posted = event
  }

  clear(event: EventOf<'notice.cleared'>): void {
    const track = this.#track(event.data.notice)
    if (track.cleared === undefined || compareEvents(event, track.cleared) > 0) track.cleared = event
  }

  clearLate(event: EventOf<'notice.cleared'>): void {
    const track = this.#track(event.data.notice)
    if (track.clearedLate === undefined || event.time > track.clearedLate) track.clearedLate = event.time
  }

  settle(horizon: EpochMs): void {
    for (const [id, track] of this.#tracks) {
      const { posted, cleared, clearedLate } = track
      const over = posted === undefined ? horizon : endOf(posted)
      const last = Math.max(posted?.time ?? 0, cleared?.time ?? 0, clearedLate ?? 0)
      if (last < horizon && (over < horizon || posted === undefined || isCleared(posted, track)))
        this.#tracks.delete(id)
    }
  }

  dump(): [string, NoticeTrack][] {
    return [...this.#tracks].map(([id, track]) => [id, { ...track }])
  }

  load(dumped: readonly (readonly [string, NoticeTrack])[]): void {
    for (const [id, track] of dumped) this.#tracks.set(id, { ...track })
  }

  #track(id: string): NoticeTrack {
    let track = this.#tracks.get(id)
    if (track === undefined) this.#tracks.set(id, (track = {}))
    return track
  }
}

function isCleared(posted: EventOf<'notice.posted'>, { cleared, clearedLate }: NoticeTrack): boolean {
  if (clearedLate !== undefined && posted.time <= clearedLate) return true
  return cleared !== undefined && compareEvents(posted, cleared) < 0
}

function endOf(posted: EventOf<'notice.posted'>): number {
  const until = posted.data.until
  return (until === undefined ? undefined : parseInstant(until)) ?? Infinity
}
