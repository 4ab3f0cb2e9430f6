/** Which events a source sent lately, and when they happened: in two generations, of which the older goes as a whole. */
import { later, type EpochMs } from '../../units.ts'

/** Plain data of them. */
export interface IdentitiesDump {
  readonly since: EpochMs
  readonly recent: readonly (readonly [string, EpochMs])[]
  readonly older: readonly (readonly [string, EpochMs])[]
}

export class Identities {
  /** Times are kept as ms from here on: small numbers take no memory of their own. */
  readonly #origin: EpochMs
  #since: EpochMs
  #recent = new Map<string, number>()
  #older = new Map<string, number>()

  constructor(since: EpochMs) {
    this.#origin = since
    this.#since = since
  }

  /** When the present generation began, by the source's newest event. */
  get since(): EpochMs {
    return this.#since
  }

  get size(): number {
    return this.#recent.size + this.#older.size
  }

  get olderSize(): number {
    return this.#older.size
  }

  /** When that event happened; undefined when it is not remembered. */
  timeOf(id: string): EpochMs | undefined {
    const ms = this.#recent.get(id) ?? this.#older.get(id)
    return ms === undefined ? undefined : later(this.#origin, ms)
  }

  add(id: string, at: EpochMs): void {
    this.#recent.set(id, at - this.#origin)
  }

  /** Begins a generation, and forgets the one before the last. */
  turn(since: EpochMs): void {
    this.#older = this.#recent
    this.#recent = new Map()
    this.#since = since
  }

  *ids(): Iterable<string> {
    yield* this.#recent.keys()
    yield* this.#older.keys()
  }

  dump(): IdentitiesDump {
    return { since: this.#since, recent: this.#dumped(this.#recent), older: this.#dumped(this.#older) }
  }

  load({ since, recent, older }: IdentitiesDump): void {
    for (const [id, at] of older) this.add(id, at)
    this.turn(since)
    for (const [id, at] of recent) this.add(id, at)
  }

  #dumped(generation: ReadonlyMap<string, number>): (readonly [string, EpochMs])[] {
    return [...generation].map(([id, ms]) => [id, later(this.#origin, ms)])
  }
}
