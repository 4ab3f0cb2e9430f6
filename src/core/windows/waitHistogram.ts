/**
 * Waits by counting (N8): 100 ms steps to one hour, 1 s steps beyond. A count is added and taken away exactly, so
 * windows slide without sampling. Memory is bounded by the steps of an hour and the longer waits there are.
 */
import { durationMs, type DurationMs } from '../units.ts'

const FINE_MS = 100
const COARSE_MS = 1_000
const HOUR_MS = 3_600_000
const FINE_BINS = HOUR_MS / FINE_MS
/** A year: longer waits all lie in the last step. */
const LONGEST_MS = 366 * 86_400_000
const PAGE_BINS = 256

export class WaitHistogram {
  /** Steps of the first hour, page by page where there are any. */
  readonly #pages: (Uint32Array | undefined)[] = []
  /** Steps beyond it that hold waits: few, and anywhere. */
  readonly #long = new Map<number, number>()
  #count = 0

  get count(): number {
    return this.#count
  }

  add(waitMs: number, times: number): void {
    this.#addBin(binOf(waitMs), times)
  }

  addAll(other: WaitHistogram): void {
    for (const [bin, times] of other.#bins()) this.#addBin(bin, times)
  }

  /** Nearest rank: for each share the ⌈share × n⌉-th smallest wait, cut to its step; undefined without waits. */
  ranks(shares: readonly number[]): (DurationMs | undefined)[] {
    const wanted = shares.map((share) => Math.max(1, Math.ceil(share * this.#count)))
    const found: (DurationMs | undefined)[] = shares.map(() => undefined)
    let seen = 0
    for (const [bin, times] of this.#bins()) {
      const before = seen
      seen += times
      wanted.forEach((rank, i) => {
        if (rank > before && rank <= seen) found[i] = durationMs(floorOf(bin))
      })
      if (seen === this.#count) break
    }
    return found
  }

  /** [bin, count, …], for snapshots. */
  dump(): number[] {
    return [...this.#bins()].flat()
  }

  load(pairs: readonly number[]): void {
    for (let i = 0; i + 1 < pairs.length; i += 2) this.#addBin(pairs[i] as number, pairs[i + 1] as number)
  }

  #addBin(bin: number, times: number): void {
    this.#count += times
    if (bin < FINE_BINS) {
      const page = (this.#pages[Math.floor(bin / PAGE_BINS)] ??= new Uint32Array(PAGE_BINS))
      const index = bin % PAGE_BINS
      page[index] = (page[index] ?? 0) + times
      return
    }
    const now = (this.#long.get(bin) ?? 0) + times
    if (now === 0) this.#long.delete(bin)
    else this.#long.set(bin, now)
  }

  /** Steps that hold waits, shortest first. */
  *#bins(): Generator<[bin: number, times: number]> {
    for (const [number, page] of this.#pages.entries()) {
      if (page === undefined) continue
      for (let index = 0; index < PAGE_BINS; index++) {
        const times = page[index] ?? 0
        if (times > 0) yield [number * PAGE_BINS + index, times]
      }
    }
    yield* [...this.#long].sort(([a], [b]) => a - b)
  }
}

function binOf(waitMs: number): number {
  if (waitMs < HOUR_MS) return Math.floor(waitMs / FINE_MS)
  return FINE_BINS + Math.floor((Math.min(waitMs, LONGEST_MS) - HOUR_MS) / COARSE_MS)
}

/** The smallest wait of a bin. */
function floorOf(bin: number): number {
  return bin < FINE_BINS ? bin * FINE_MS : HOUR_MS + (bin - FINE_BINS) * COARSE_MS
}
