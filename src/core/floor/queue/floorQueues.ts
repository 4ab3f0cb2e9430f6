/** The queues of a floor: there from the first event naming them, with their settings over time (F11, F13, F16). */
import { earlier, type EpochMs, type QueueId } from '../../units.ts'
import { DEFAULT_SETTINGS } from '../../events/settings.ts'
import { firstNaming, type Namings } from '../namings.ts'
import { QueueTrack } from './queueTrack.ts'
import { FORGOTTEN_AFTER } from '../retention.ts'
import type { QueueConfiguration, SettingsDump, SettingsInForce } from './settingsTimeline.ts'

type Configured = Readonly<Record<QueueId, QueueConfiguration>>

/** Plain data of one queue. */
export interface QueueDump {
  readonly namings: Namings
  readonly settings: SettingsDump
}

export class FloorQueues {
  readonly tracks = new Map<QueueId, QueueTrack>()
  readonly #configured: Configured

  /** `configured` holds from the beginning of the log. */
  constructor(configured: Configured) {
    this.#configured = configured
  }

  /** An event names it: it exists from then on. */
  name(id: QueueId, at: EpochMs): QueueTrack {
    const known = this.tracks.get(id)
    if (known === undefined) return this.#begin(id, firstNaming(at))
    known.name(at)
    return known
  }

  /** The settings in force at `at`. */
  settingsAt(id: QueueId, at: EpochMs): SettingsInForce {
    return this.tracks.get(id)?.settings.at(at) ?? DEFAULT_SETTINGS
  }

  /** The settings in force by the newest event. */
  settingsOf(id: QueueId): SettingsInForce {
    return this.tracks.get(id)?.settings.latest() ?? DEFAULT_SETTINGS
  }

  /** Lets go of what is forgotten, once no event underway can name it as of before, and of settings nobody asks for. */
  settle(horizon: EpochMs): void {
    const asked = earlier(horizon, FORGOTTEN_AFTER)
    for (const queue of this.tracks.values()) {
      if (queue.isForgottenBy(horizon)) this.tracks.delete(queue.id)
      else queue.settings.settle(horizon, asked)
    }
  }

  dump(): [QueueId, QueueDump][] {
    return [...this.tracks].map(([id, { namings, settings }]) => [
      id,
      { namings: { ...namings }, settings: settings.dump() },
    ])
  }

  load(dumped: readonly (readonly [QueueId, QueueDump])[]): void {
    for (const [id, { namings, settings }] of dumped) this.#begin(id, { ...namings }).settings.load(settings)
  }

  #begin(id: QueueId, namings: Namings): QueueTrack {
    const queue = new QueueTrack(id, namings, Object.hasOwn(this.#configured, id) ? this.#configured[id] : undefined)
    this.tracks.set(id, queue)
    return queue
  }
}
