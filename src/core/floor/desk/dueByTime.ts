/** Items put aside until an instant is past, in slices of time: taking a slice costs what is in it. */
import { earlier, type DurationMs, type EpochMs } from '../../units.ts'

export class DueByTime<T> {
  readonly #slices = new Map<number, (readonly [T, EpochMs])[]>()
  readonly #widthMs: DurationMs

  constructor(widthMs: DurationMs) {
    this.#widthMs = widthMs
  }

  push(item: T, at: EpochMs): void {
    const number = this.#sliceOf(at)
    const slice = this.#slices.get(number)
    if (slice === undefined) this.#slices.set(number, [[item, at]])
    else slice.push([item, at])
  }

  /** Takes what lies in slices that end at or before `horizon`, earliest first; it may be up to a slice late. */
  takeBefore(horizon: EpochMs): T[] {
    const past = this.#sliceOf(earlier(horizon, this.#widthMs))
    const numbers = [...this.#slices.keys()].filter((number) => number <= past).sort((a, b) => a - b)
    return numbers.flatMap((number) => {
      const slice = this.#slices.get(number) ?? []
      this.#slices.delete(number)
      return slice.map(([item]) => item)
    })
  }

  /** By slice, earliest first. */
  items(): (readonly [T, EpochMs])[] {
    return [...this.#slices].sort(([a], [b]) => a - b).flatMap(([, slice]) => slice)
  }

  #sliceOf(at: EpochMs): number {
    return Math.floor(at / this.#widthMs)
  }
}
