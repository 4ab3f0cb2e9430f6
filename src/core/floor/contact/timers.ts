/** A binary min-heap of what the clock will make due, by instant. */
import type { EpochMs } from '../../units.ts'

interface Timer<T> {
  readonly at: EpochMs
  readonly item: T
}

export class Timers<T> {
  #heap: Timer<T>[] = []

  get size(): number {
    return this.#heap.length
  }

  push(at: EpochMs, item: T): void {
    const heap = this.#heap
    let i = heap.length
    heap.push({ at, item })
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((heap[parent] as Timer<T>).at <= at) break
      this.#swap(i, parent)
      i = parent
    }
  }

  /** Takes the earliest timer due at or before `now`; undefined when none is. */
  popDue(now: EpochMs): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.at > now) return undefined
    const last = heap.pop() as Timer<T>
    if (heap.length > 0) {
      heap[0] = last
      this.#sink(0)
    }
    return first.item
  }

  clear(): void {
    this.#heap = []
  }

  #sink(from: number): void {
    const heap = this.#heap
    for (let i = from; ;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && (heap[child] as Timer<T>).at < (heap[least] as Timer<T>).at) least = child
      if (least === i) return
      this.#swap(i, least)
      i = least
    }
  }

  #swap(i: number, j: number): void {
    const heap = this.#heap
    const kept = heap[i] as Timer<T>
    heap[i] = heap[j] as Timer<T>
    heap[j] = kept
  }
}
