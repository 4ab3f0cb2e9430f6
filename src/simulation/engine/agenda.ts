/** What is planned, earliest first; of one instant, in the order of planning. A binary heap. */

interface Entry<T> {
  readonly at: number
  readonly order: number
  readonly what: T
}

export interface Agenda<T> {
  add(at: number, what: T): void
  /** Takes out the earliest entry. */
  take(): { readonly at: number; readonly what: T } | undefined
  /** When the earliest entry is due. */
  nextAt(): number | undefined
  readonly size: number
}

export function createAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = []
  let added = 0
  return {
    add(at, what) {
      heap.push({ at, order: added++, what })
      siftUp(heap, heap.length - 1)
    },
    take() {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined) return undefined
      if (heap.length > 0) {
        heap[0] = last
        siftDown(heap)
      }
      return first
    },
    nextAt: () => heap[0]?.at,
    get size() {
      return heap.length
    },
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function siftUp<T>(heap: Entry<T>[], from: number): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!swapIfBefore(heap, at, parent)) return
    at = parent
  }
}

function siftDown<T>(heap: Entry<T>[]): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const [a, b] = [heap[left], heap[left + 1]]
    if (a === undefined) return
    const child = b !== undefined && isBefore(b, a) ? left + 1 : left
    if (!swapIfBefore(heap, child, at)) return
    at = child
  }
}

function swapIfBefore<T>(heap: Entry<T>[], lower: number, upper: number): boolean {
  const [below, above] = [heap[lower], heap[upper]]
  if (below === undefined || above === undefined || !isBefore(below, above)) return false
  heap[lower] = above
  heap[upper] = below
  return true
}
