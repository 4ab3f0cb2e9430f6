/**
 * Contacts with events that may still be reordered, by their last one: each comes up an hour after it, so that what it
 * costs does not depend on how many there are.
 */
import { earlier, type ContactId, type EpochMs } from '../units.ts'
import type { ContactTrack } from './contactTrack.ts'
import { DueByTime } from './dueByTime.ts'
import { atOf } from './input.ts'
import { SETTLE_EVERY, SETTLED_AFTER } from './retention.ts'

export class Unsettled {
  readonly #tracks = new DueByTime<ContactTrack>(SETTLE_EVERY)

  push(track: ContactTrack, at: EpochMs): void {
    this.#tracks.push(track, at)
  }

  /** Settles those that come up, as of `newest`; `over` is told of each of which nothing can change any more. */
  settle(horizon: EpochMs, newest: EpochMs, over: (track: ContactTrack) => void): void {
    const goesOn = earlier(horizon, SETTLED_AFTER)
    for (const track of this.#tracks.takeBefore(horizon)) {
      const first = track.inputs[0]
      const lastAt = lastInputAt(track)
      // To settle a part folds it again: only for one that goes on for hours.
      const isPutOff = lastAt !== undefined && lastAt >= horizon && first !== undefined && atOf(first) >= goesOn
      if (!isPutOff) track.settle(horizon)
      if (track.isSettled) over(track)
      else this.#tracks.push(track, lastInputAt(track) ?? newest)
    }
  }

  /** For dumps. */
  items(): (readonly [ContactId, EpochMs])[] {
    return this.#tracks.items().map(([{ id }, at]) => [id, at])
  }
}

/** When the last of its events that may still be reordered takes effect. */
export function lastInputAt({ inputs }: ContactTrack): EpochMs | undefined {
  const last = inputs.at(-1)
  return last && atOf(last)
}
