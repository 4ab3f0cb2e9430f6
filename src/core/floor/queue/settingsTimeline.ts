/** A queue's settings over time: judged by what was in force, shown as of now (F11). */
import type { EpochMs } from '../../units.ts'
import { compareEvents, type EventOf } from '../../events/event.ts'
import { DEFAULT_SETTINGS, type QueueSettings } from '../../events/settings.ts'

/** What a queue may be told about itself; every field may be left out and then keeps its value. */
export interface QueueConfiguration extends Partial<QueueSettings> {
  readonly name?: string
  readonly channel?: string
}

export interface SettingsInForce extends QueueSettings {
  readonly name?: string
  readonly channel?: string
}

interface Change {
  readonly event: EventOf<'queue.configured'>
  readonly inForce: SettingsInForce
}

/** Plain data of a timeline. */
export interface SettingsDump {
  readonly initial: SettingsInForce
  readonly isConfigured: boolean
  readonly events: readonly EventOf<'queue.configured'>[]
}

export class SettingsTimeline {
  #initial: SettingsInForce
  #changes: Change[] = []
  #isConfigured = false

  constructor(fromTheBeginning: QueueConfiguration = {}) {
    this.#initial = merged(DEFAULT_SETTINGS, fromTheBeginning)
  }

  /** By an event, at any time. */
  get isConfigured(): boolean {
    return this.#isConfigured
  }

  /** How many changes are remembered. */
  get size(): number {
    return this.#changes.length
  }

  configure(event: EventOf<'queue.configured'>): void {
    let index = this.#changes.length
    while (index > 0 && compareEvents((this.#changes[index - 1] as Change).event, event) > 0) index--
    const later = this.#changes.slice(index).map((change) => change.event)
    this.#changes.length = index
    for (const next of [event, ...later]) this.#changes.push({ event: next, inForce: merged(this.latest(), next.data) })
    this.#isConfigured = true
  }

  /**
   * Nothing before `horizon` can change any more, and nobody asks for what was in force before `asked`: what a sender says
   * again and again is remembered once.
   */
  settle(horizon: EpochMs, asked: EpochMs): void {
    if (this.#changes.length === 0) return
    const kept: Change[] = []
    for (const change of this.#changes) {
      const before = kept.at(-1)?.inForce ?? this.#initial
      if (change.event.time <= asked) this.#initial = change.inForce
      else if (change.event.time >= horizon || !isSame(before, change.inForce)) kept.push(change)
    }
    this.#changes = kept
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
    const events = this.#changes.map((change) => change.event)
    return { initial: this.#initial, isConfigured: this.#isConfigured, events }
  }

  load({ initial, isConfigured, events }: SettingsDump): void {
    this.#initial = initial
    this.#changes = []
    for (const event of events) this.configure(event)
    this.#isConfigured = isConfigured
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

function isSame(one: SettingsInForce, other: SettingsInForce): boolean {
  return FIELDS.every((field) => one[field] === other[field])
}
