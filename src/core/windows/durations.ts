/** Durations of one day, in order, so that the mean and the middle one can be read. */
import type { Sign } from '../floor/fact.ts'

export class Durations {
  readonly sorted: number[] = []
  sumMs = 0

  get count(): number {
    return this.sorted.length
  }

  add(ms: number, sign: Sign): void {
    this.sumMs += sign * ms
    this.sorted.splice(this.#indexOf(ms), sign === 1 ? 0 : 1, ...(sign === 1 ? [ms] : []))
  }

  /** The first place whose value is not below `ms`. */
  #indexOf(ms: number): number {
    let low = 0
    let high = this.sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.sorted[middle] as number) < ms) low = middle + 1
      else high = middle
    }
    return low
  }
}
