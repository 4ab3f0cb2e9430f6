/** Seeded chance for the simulated days: mulberry32, the same numbers on every machine. */

export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  pick<T>(items: readonly T[]): T
  /** True once in `1 / share` times. */
  often(share: number): boolean
  /** Some of the items, at least `least`, in their order. */
  some<T>(items: readonly T[], least?: number): T[]
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    pick: <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T,
    often: (share) => next() < share,
    some: <T>(items: readonly T[], least = 0): T[] => {
      const kept = items.filter(() => next() < 0.5)
      return kept.length >= least ? kept : items.slice(0, least)
    },
  }
}

/** The items in a random order. */
export function shuffled<T>(items: readonly T[], by: Chance): T[] {
  return items
    .map((item) => ({ item, place: by.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
