/** A queue as the floor knows it: when events named it, and its settings over time (F11, F13, F16). */
import type { EpochMs, QueueId } from '../../units.ts'
import { nameAt, type Namings } from '../namings.ts'
import { isForgottenBy } from '../retention.ts'
import { SettingsTimeline, type QueueConfiguration } from './settingsTimeline.ts'

export class QueueTrack {
  readonly id: QueueId
  readonly namings: Namings
  readonly settings: SettingsTimeline
  readonly #isInConfig: boolean

  constructor(id: QueueId, namings: Namings, configuration: QueueConfiguration | undefined) {
    this.id = id
    this.namings = namings
    this.settings = new SettingsTimeline(configuration)
    this.#isInConfig = configuration !== undefined
  }

  /** By the config file or by an event: such a queue is not forgotten (F16). */
  get #isConfigured(): boolean {
    return this.#isInConfig || this.settings.isConfigured
  }

  name(at: EpochMs): void {
    nameAt(this.namings, at, this.#isConfigured)
  }

  isForgottenBy(at: EpochMs): boolean {
    return isForgottenBy(this.namings.lastAt, at) && !this.#isConfigured
  }
}
