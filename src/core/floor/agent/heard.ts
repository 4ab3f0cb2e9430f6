/**
 * How many events named a thing lately: of the last hour or two, in two generations, so that it follows from the log alone
 * and costs two numbers.
 */
import { later, type EpochMs } from '../../units.ts'
import { SETTLED_AFTER } from '../retention.ts'

/** Plain data: since when the generation counts, its count, and that of the one before. */
export type HeardDump = readonly [since: EpochMs, recent: number, older: number]

export class Heard {
  #since: EpochMs
  #recent = 0
  #older = 0

  constructor(since: EpochMs) {
    this.#since = since
  }

  get count(): number {
    return this.#recent + this.#older
  }

  note(): void {
    this.#recent++
  }

  add(other: Heard): void {
    this.#recent += other.count
  }

  /** What is older than `horizon` may be let go of. */
  settle(horizon: EpochMs): void {
    if (horizon <= this.#since) return
    this.#older = this.#recent
    this.#recent = 0
    this.#since = later(horizon, SETTLED_AFTER)
  }

  dump(): HeardDump {
    return [this.#since, this.#recent, this.#older]
  }

  load([since, recent, older]: HeardDump): void {
    this.#since = since
    this.#recent = recent
    this.#older = older
  }
}
