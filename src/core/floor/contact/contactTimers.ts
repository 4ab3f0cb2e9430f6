/** When contacts need a look though nothing happens to them: limits that pass, and being forgotten. */
import type { EpochMs } from '../../units.ts'
import type { ContactRules, ContactTrack } from './contactTrack.ts'
import { forgottenFrom } from '../retention.ts'
import { Timers } from './timers.ts'
import { nextDueAt } from './waitLimits.ts'

/** Stale timers are dropped as they come up; beyond so many more than contacts all are made anew. */
const SPARE_TIMERS = 2_000

export class ContactTimers {
  readonly #rules: ContactRules
  readonly #limits = new Timers<ContactTrack>()
  readonly #forgetting = new Timers<ContactTrack>()

  constructor(rules: ContactRules) {
    this.#rules = rules
  }

  /** Sees to it that the contact comes up when its next limit passes (F9, F12). */
  watchLimits(track: ContactTrack, asOf: EpochMs): void {
    const at = nextDueAt(track.head, asOf, this.#rules)
    if (at === undefined || at >= track.timerAt) return
    track.timerAt = at
    this.#limits.push(at, track)
  }

  /** The next contact with a limit that has passed by `asOf`. */
  passed(asOf: EpochMs): ContactTrack | undefined {
    const track = this.#limits.popDue(asOf)
    if (track !== undefined) track.timerAt = Infinity
    return track
  }

  /** Sees to it that the contact comes up when nobody named it for seven days (F16). */
  watchSilence(track: ContactTrack): void {
    if (track.isWatched) return
    track.isWatched = true
    this.#forgetting.push(forgottenFrom(track.head.lastEventAt), track)
  }

  /** The next contact that may have been silent for seven days by `newest`. */
  silent(newest: EpochMs): ContactTrack | undefined {
    const track = this.#forgetting.popDue(newest)
    if (track !== undefined) track.isWatched = false
    return track
  }

  /** Keeps memory in proportion to the open contacts. */
  trim(all: Iterable<ContactTrack>, open: ReadonlySet<ContactTrack>, asOf: EpochMs): void {
    if (this.#limits.size + this.#forgetting.size <= SPARE_TIMERS + 8 * open.size) return
    this.clear()
    for (const track of all) {
      track.timerAt = Infinity
      track.isWatched = false
    }
    for (const track of open) {
      this.watchLimits(track, asOf)
      this.watchSilence(track)
    }
  }

  /** Nothing comes up any more; the contacts do not know. */
  clear(): void {
    this.#limits.clear()
    this.#forgetting.clear()
  }
}
