/** A queue as the floor knows it: when events last named it, and its settings over time (F11, F13, F16). */
import type { EpochMs, QueueId } from '../units.ts'
import { SettingsTimeline, type QueueConfiguration } from './settingsTimeline.ts'

export class QueueTrack {
  readonly id: QueueId
  readonly settings: SettingsTimeline
  readonly #isInConfig: boolean
  /** The newest event naming the queue. */
  lastNamedAt: EpochMs

  constructor(id: QueueId, namedAt: EpochMs, configuration: QueueConfiguration | undefined) {
    this.id = id
    this.lastNamedAt = namedAt
    this.settings = new SettingsTimeline(configuration)
    this.#isInConfig = configuration !== undefined
  }

  /** By the config file or by an event: such a queue is not forgotten (F16). */
  get isConfigured(): boolean {
    return this.#isInConfig || this.settings.isConfigured
  }

  name(at: EpochMs): void {
    if (at > this.lastNamedAt) this.lastNamedAt = at
  }
}
