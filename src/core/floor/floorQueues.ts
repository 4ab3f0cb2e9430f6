/** The queues of a floor: there from the first event naming them, with their settings over time (F11, F13, F16). */
import type { EpochMs, QueueId } from '../units.ts'
import { DEFAULT_SETTINGS } from '../events/settings.ts'
import { QueueTrack } from './queueTrack.ts'
import { FORGOTTEN_AFTER } from './retention.ts'
import type { QueueConfiguration, SettingsDump, SettingsInForce } from './settingsTimeline.ts'

type Configured = Readonly<Record<QueueId, QueueConfiguration>>

/** Plain data of one queue. */
export interface QueueDump {
  readonly lastNamedAt: EpochMs
  readonly settings: SettingsDump
}

export class FloorQueues {
  readonly tracks = new Map<QueueId, QueueTrack>()
  readonly #configured: Configured
  readonly #forgot: (id: QueueId) => void

  /** `configured` holds from the beginning of the log; `forgot` is told of queues that left memory. */
  constructor(configured: Configured, forgot: (id: QueueId) => void) {
    this.#configured = configured
    this.#forgot = forgot
  }

  /** An event names it: it exists from then on. */
  name(id: QueueId, at: EpochMs): QueueTrack {
    const queue = this.at(id, at)
    queue.name(at)
    return queue
  }

  /** The queue, begun anew where nobody named it for seven days before `at`. */
  at(id: QueueId, at: EpochMs): QueueTrack {
    const known = this.tracks.get(id)
    if (known !== undefined && !isForgotten(known, at)) return known
    if (known !== undefined) this.#forget(id)
    const queue = new QueueTrack(id, at, Object.hasOwn(this.#configured, id) ? this.#configured[id] : undefined)
    this.tracks.set(id, queue)
    return queue
  }

  /** The settings in force by the newest event. */
  settingsOf(id: QueueId): SettingsInForce {
    return this.tracks.get(id)?.settings.latest() ?? DEFAULT_SETTINGS
  }

  forgetBefore(newest: EpochMs): void {
    for (const queue of this.tracks.values()) if (isForgotten(queue, newest)) this.#forget(queue.id)
  }

  dump(): [QueueId, QueueDump][] {
    return [...this.tracks].map(([id, { lastNamedAt, settings }]) => [id, { lastNamedAt, settings: settings.dump() }])
  }

  load(dumped: readonly (readonly [QueueId, QueueDump])[]): void {
    for (const [id, { lastNamedAt, settings }] of dumped) this.at(id, lastNamedAt).settings.load(settings)
  }

  #forget(id: QueueId): void {
    this.tracks.delete(id)
    this.#forgot(id)
  }
}

/** F16: a configured queue stays. */
export function isForgotten(queue: QueueTrack, newest: EpochMs): boolean {
  return newest - queue.lastNamedAt > FORGOTTEN_AFTER && !queue.isConfigured
}
