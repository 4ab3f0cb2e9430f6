/**
 * The facts of the longest sliding window, in order of time, and the windows that slide over them: each window
 * remembers where it begins, so a fact is added once, taken away once, and exact to the millisecond (N2).
 */
import type { EpochMs } from '../units.ts'
import { factKey, type Sign } from '../floor/fact.ts'
import { GreatestFact } from './greatestFact.ts'
import { answeredWait, Totals, type CountedFact } from './totals.ts'

/** `(asOf − widthMs, asOf]` over a fact log. */
export interface SlidingWindow {
  readonly widthMs: number
  readonly totals: Totals
  /** The longest wait of an answered segment inside, ms. */
  longestAnsweredWaitMs(): number | undefined
}

interface Window extends SlidingWindow {
  readonly longest: GreatestFact
  /** Index of the first fact inside. */
  start: number
}

export class FactLog {
  readonly #facts: CountedFact[] = []
  readonly #windows: Window[]
  #asOf = 0

  constructor(widths: readonly number[]) {
    this.#windows = widths.map((widthMs) => this.#sliding(widthMs))
  }

  get windows(): readonly SlidingWindow[] {
    return this.#windows
  }

  /** Oldest first. */
  get facts(): readonly CountedFact[] {
    return this.#facts
  }

  count(fact: CountedFact, sign: Sign): void {
    if (sign === 1) this.#insert(fact)
    else this.#remove(fact)
  }

  /** Lets facts fall out of the windows as they slide to `asOf`. */
  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
    for (const sliding of this.#windows) {
      const begin = asOf - sliding.widthMs
      for (
        let fact = this.#facts[sliding.start];
        fact !== undefined && fact.at <= begin;
        fact = this.#facts[sliding.start]
      ) {
        count(sliding, fact, -1)
        sliding.start++
      }
    }
  }

  /** Drops what no window holds and no event can change any more. */
  settle(horizon: EpochMs, dropped: (fact: CountedFact) => void): void {
    let n = 0
    const limit = Math.min(...this.#windows.map((sliding) => sliding.start))
    for (let fact = this.#facts[n]; n < limit && fact !== undefined; fact = this.#facts[n]) {
      if (fact.at >= horizon || fact.learntAt >= horizon) break
      dropped(fact)
      n++
    }
    if (n === 0) return
    this.#facts.splice(0, n)
    for (const sliding of this.#windows) sliding.start -= n
  }

  #sliding(widthMs: number): Window {
    const longest = new GreatestFact(answeredWait)
    const sliding: Window = {
      widthMs,
      totals: new Totals(),
      longest,
      start: 0,
      longestAnsweredWaitMs: () => longest.among(() => this.#facts.slice(sliding.start)),
    }
    return sliding
  }

  #holds(sliding: Window, fact: CountedFact): boolean {
    return fact.at > this.#asOf - sliding.widthMs
  }

  #insert(fact: CountedFact): void {
    const index = this.#indexAfter(fact.at)
    if (index === this.#facts.length) this.#facts.push(fact)
    else this.#facts.splice(index, 0, fact)
    for (const sliding of this.#windows)
      if (this.#holds(sliding, fact)) count(sliding, fact, 1)
      else sliding.start++
  }

  #remove(fact: CountedFact): void {
    const key = factKey(fact)
    let index = this.#indexAfter(fact.at) - 1
    for (let other = this.#facts[index]; other !== undefined && other.at === fact.at; other = this.#facts[--index])
      if (other === fact || factKey(other) === key) return this.#removeAt(index, other)
    throw new Error(`no such fact to take back: ${key}`)
  }

  #removeAt(index: number, fact: CountedFact): void {
    this.#facts.splice(index, 1)
    for (const sliding of this.#windows)
      if (this.#holds(sliding, fact)) count(sliding, fact, -1)
      else sliding.start--
  }

  /** Behind every fact at or before `at`. */
  #indexAfter(at: EpochMs): number {
    const last = this.#facts.at(-1)
    if (last === undefined || last.at <= at) return this.#facts.length
    let low = 0
    let high = this.#facts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#facts[middle] as CountedFact).at <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}

function count(sliding: Window, fact: CountedFact, sign: Sign): void {
  sliding.totals.add(fact, sign)
  sliding.longest.count(fact, sign)
}
