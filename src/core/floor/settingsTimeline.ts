/** A queue's settings over time: judged by what was in force, shown as of now (F11). */
import type { EpochMs } from '../units.ts'
import { compareEvents, type EventOf } from '../events/event.ts'
import { DEFAULT_SETTINGS, type QueueSettings } from '../events/settings.ts'

/** What a queue may be told about itself; every field may be left out and then keeps its value. */
export interface QueueConfiguration extends Partial<QueueSettings> {
  readonly name?: string
  readonly channel?: string
}

export interface SettingsInForce extends QueueSettings {
  readonly name?: string
  readonly channel?: string
}

/** A sender that reconfigures for ever must not fill the memory: older ones are folded together. */
export const MAX_CHANGES = 1_000

interface Change {
  readonly event: EventOf<'queue.configured'>
  readonly inForce: SettingsInForce
}

/** Plain data of a timeline. */
export interface SettingsDump {
  readonly initial: SettingsInForce
  readonly events: readonly EventOf<'queue.configured'>[]
}

export class SettingsTimeline {
  #initial: SettingsInForce
  #changes: Change[] = []

  constructor(fromTheBeginning: QueueConfiguration = {}) {
    this.#initial = merged(DEFAULT_SETTINGS, fromTheBeginning)
  }

  get isConfigured(): boolean {
    return this.#changes.length > 0
  }

  configure(event: EventOf<'queue.configured'>): void {
    let index = this.#changes.length
    while (index > 0 && compareEvents((this.#changes[index - 1] as Change).event, event) > 0) index--
    const later = this.#changes.slice(index).map((change) => change.event)
    this.#changes.length = index
    for (const next of [event, ...later]) this.#changes.push({ event: next, inForce: merged(this.latest(), next.data) })
    while (this.#changes.length > MAX_CHANGES) this.#initial = (this.#changes.shift() as Change).inForce
  }

  /** In force at `at`: at one instant settings fold before segments do (F14). */
  at(at: EpochMs): SettingsInForce {
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const change = this.#changes[i] as Change
      if (change.event.time <= at) return change.inForce
    }
    return this.#initial
  }

  latest(): SettingsInForce {
    return this.#changes.at(-1)?.inForce ?? this.#initial
  }

  dump(): SettingsDump {
    return { initial: this.#initial, events: this.#changes.map((change) => change.event) }
  }

  load({ initial, events }: SettingsDump): void {
    this.#initial = initial
    this.#changes = []
    for (const event of events) this.configure(event)
  }
}

const FIELDS = [
  'answerWithinMs',
  'targetRatio',
  'shortAbandonMs',
  'serviceLevelFormula',
  'waitPromiseMs',
  'name',
  'channel',
] as const

function merged(base: SettingsInForce, change: QueueConfiguration): SettingsInForce {
  const result: Record<string, unknown> = { ...base }
  for (const field of FIELDS) if (change[field] !== undefined) result[field] = change[field]
  return result as unknown as SettingsInForce
}
