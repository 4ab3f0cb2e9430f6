/** The greatest value among counted facts, kept while facts come and go; found anew only when the greatest left. */
import type { Sign } from '../floor/fact.ts'
import type { CountedFact } from './totals.ts'

export class GreatestFact {
  readonly #valueOf: (fact: CountedFact) => number | undefined
  #greatest: number | undefined
  #isKnown = true

  constructor(valueOf: (fact: CountedFact) => number | undefined) {
    this.#valueOf = valueOf
  }

  count(fact: CountedFact, sign: Sign): void {
    const value = this.#valueOf(fact)
    if (value === undefined) return
    if (sign === -1) this.#isKnown &&= value !== this.#greatest
    else if (this.#greatest === undefined || value > this.#greatest) this.#greatest = value
  }

  /** Among all that count now, which are asked for only when needed. */
  among(facts: () => Iterable<CountedFact>): number | undefined {
    if (!this.#isKnown) {
      this.#greatest = undefined
      for (const fact of facts()) this.#take(fact)
      this.#isKnown = true
    }
    return this.#greatest
  }

  forget(): void {
    this.#greatest = undefined
    this.#isKnown = true
  }

  #take(fact: CountedFact): void {
    const value = this.#valueOf(fact)
    if (value !== undefined && (this.#greatest === undefined || value > this.#greatest)) this.#greatest = value
  }
}
