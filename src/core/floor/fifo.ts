/** First in, first out, in constant time. */
export class Fifo<T> {
  #items: T[] = []
  #head = 0

  first(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): void {
    this.#head++
    if (this.#head < 1_024 || this.#head * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }

  /** Oldest first. */
  items(): readonly T[] {
    return this.#items.slice(this.#head)
  }
}
