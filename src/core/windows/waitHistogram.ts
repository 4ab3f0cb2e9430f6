/**
 * Waits by counting (N8): 100 ms steps to one hour, 1 s steps to a day, the rest in the last step. A count is
 * added and taken away exactly, so windows slide without sampling, and memory is bounded by the range of waits.
 */
import { durationMs, type DurationMs } from '../units.ts'

const FINE_MS = 100
const COARSE_MS = 1_000
const HOUR_MS = 3_600_000
const FINE_BINS = HOUR_MS / FINE_MS
const DAY_MS = 86_400_000
const LAST_BIN = FINE_BINS + (DAY_MS - HOUR_MS) / COARSE_MS

export class WaitHistogram {
  #counts = new Uint32Array(64)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(waitMs: number, times: number): void {
    const bin = binOf(waitMs)
    if (bin >= this.#counts.length) this.#grow(bin + 1)
    this.#counts[bin] = (this.#counts[bin] ?? 0) + times
    this.#count += times
  }

  addAll(other: WaitHistogram): void {
    if (other.#counts.length > this.#counts.length) this.#grow(other.#counts.length)
    other.#counts.forEach((count, bin) => {
      if (count > 0) this.#counts[bin] = (this.#counts[bin] ?? 0) + count
    })
    this.#count += other.#count
  }

  /** Nearest rank: for each share the ⌈share × n⌉-th smallest wait, cut to its step; undefined without waits. */
  ranks(shares: readonly number[]): (DurationMs | undefined)[] {
    const wanted = shares.map((share) => Math.max(1, Math.ceil(share * this.#count)))
    const found: (DurationMs | undefined)[] = shares.map(() => undefined)
    let seen = 0
    for (let bin = 0; bin < this.#counts.length && seen < this.#count; bin++) {
      const before = seen
      seen += this.#counts[bin] ?? 0
      if (seen === before) continue
      wanted.forEach((rank, i) => {
        if (rank > before && rank <= seen) found[i] = durationMs(floorOf(bin))
      })
    }
    return found
  }

  /** [bin, count] pairs, for snapshots. */
  dump(): number[] {
    const pairs: number[] = []
    this.#counts.forEach((count, bin) => {
      if (count > 0) pairs.push(bin, count)
    })
    return pairs
  }

  load(pairs: readonly number[]): void {
    for (let i = 0; i + 1 < pairs.length; i += 2) this.add(floorOf(pairs[i] as number), pairs[i + 1] as number)
  }

  #grow(atLeast: number): void {
    const larger = new Uint32Array(Math.min(LAST_BIN + 1, Math.max(atLeast, this.#counts.length * 2)))
    larger.set(this.#counts)
    this.#counts = larger
  }
}

function binOf(waitMs: number): number {
  if (waitMs < HOUR_MS) return Math.floor(waitMs / FINE_MS)
  return Math.min(LAST_BIN, FINE_BINS + Math.floor((waitMs - HOUR_MS) / COARSE_MS))
}

/** The smallest wait of a bin. */
function floorOf(bin: number): number {
  return bin < FINE_BINS ? bin * FINE_MS : HOUR_MS + (bin - FINE_BINS) * COARSE_MS
}
