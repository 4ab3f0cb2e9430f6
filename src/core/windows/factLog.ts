/**
 * The facts of the longest sliding window, in order of time, and the windows that slide over them: each window
 * remembers where it begins, so a fact is added once, taken away once, and exact to the millisecond (N2). Windows are
 * told of facts when they are read: a log of a million events is folded without anybody looking.
 */
import type { EpochMs } from '../units.ts'
import { factKey, learntAt, type Sign } from '../floor/fact.ts'
import { GreatestFact } from './greatestFact.ts'
import { answeredWait, Totals, type CountedFact } from './totals.ts'

/** `(asOf − widthMs, asOf]` over a fact log. */
export interface SlidingWindow {
  readonly widthMs: number
  /** As of the last look. */
  readonly totals: Totals
  /** The longest wait of an answered segment inside, ms. */
  longestAnsweredWaitMs(): number | undefined
}

interface Window extends SlidingWindow {
  totals: Totals
  readonly longest: GreatestFact
  /** Index of the first fact inside. */
  start: number
}

export class FactLog {
  readonly #facts: CountedFact[] = []
  readonly #windows: readonly Window[]
  readonly #widestMs: number
  /** How many of the facts, from the first on, the windows know of. */
  #told = 0
  #asOf = 0

  constructor(widths: readonly number[]) {
    this.#windows = widths.map((widthMs) => this.#sliding(widthMs))
    this.#widestMs = Math.max(...widths)
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

  /** Slides the windows to `asOf`, to be read. */
  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
    for (const sliding of this.#windows) this.#slide(sliding, asOf - sliding.widthMs)
    this.#told = this.#facts.length
  }

  /** Drops what no window holds as of `asOf` and no event can change any more: what follows from events before `horizon`. */
  settle(horizon: EpochMs, asOf: EpochMs, dropped: (fact: CountedFact) => void): void {
    if (this.#told > 0) this.advanceTo(asOf)
    const past = this.#facts.splice(0, this.#countBefore(Math.min(horizon, asOf - this.#widestMs + 1)))
    const kept = past.filter((fact) => learntAt(fact) >= horizon)
    this.#facts.unshift(...kept)
    for (const fact of past) if (learntAt(fact) < horizon) dropped(fact)
    if (this.#told === 0) return
    const n = past.length - kept.length
    this.#told -= n
    for (const sliding of this.#windows) sliding.start -= n
  }

  /** Lets go of all facts, nobody having looked lately: the windows begin anew when somebody does. */
  clear(): void {
    this.#facts.length = 0
    this.#told = 0
    for (const sliding of this.#windows) {
      sliding.start = 0
      sliding.totals = new Totals()
      sliding.longest.forget()
    }
  }

  #countBefore(instant: number): number {
    const past = this.#facts.findIndex((fact) => fact.at >= instant)
    return past === -1 ? this.#facts.length : past
  }

  #slide(sliding: Window, begin: number): void {
    const facts = this.#facts
    for (; sliding.start < this.#told; sliding.start++) {
      const fact = facts[sliding.start] as CountedFact
      if (fact.at > begin) break
      count(sliding, fact, -1)
    }
    for (let i = this.#told; i < facts.length; i++) {
      const fact = facts[i] as CountedFact
      if (fact.at > begin) count(sliding, fact, 1)
      else sliding.start = i + 1
    }
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
    if (index >= this.#told) return
    this.#told++
    for (const sliding of this.#windows)
      if (this.#holds(sliding, fact)) count(sliding, fact, 1)
      else sliding.start++
  }

  #remove(fact: CountedFact): void {
    let index = this.#indexAfter(fact.at) - 1
    for (let other = this.#facts[index]; other !== undefined && other.at === fact.at; other = this.#facts[--index])
      if (other === fact) return this.#removeAt(index, fact)
    throw new Error(`no such fact to take back: ${factKey(fact)}`)
  }

  #removeAt(index: number, fact: CountedFact): void {
    this.#facts.splice(index, 1)
    if (index >= this.#told) return
    this.#told--
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
