/** Chance from a seed: the same seed gives the same day, on any machine. */

export interface Random {
  /** The next number in [0, 1). */
  next(): number
}

/** Mulberry32: 32 bits of state, good enough for arrivals and handling times, and quick. */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  return {
    next() {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}

/** True in the given share of all cases. */
export function chance(random: Random, share: number): boolean {
  return random.next() < share
}

/** Evenly spread over [from, to). */
export function uniform(random: Random, from: number, to: number): number {
  return from + (to - from) * random.next()
}

/** A whole number, evenly spread over from..to, both included. */
export function whole(random: Random, from: number, to: number): number {
  return from + Math.floor(random.next() * (to - from + 1))
}

/** @throws Error on an empty list: a bug */
export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[Math.floor(random.next() * list.length)]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

/** Picks by weight; the weights need not add up to one. @throws Error on an empty list: a bug */
export function pickWeighted<const T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let left = random.next() * total
  for (const [choice, weight] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  const last = choices.at(-1)
  if (last === undefined) throw new Error('nothing to pick from')
  return last[0]
}

/** Time to the next of events that come at random, `mean` apart. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next())
}

/** Log-normal with the given mean, as handling times are; sigma is the spread of the logarithm. */
export function logNormal(random: Random, mean: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return mean * Math.exp(sigma * normal - (sigma * sigma) / 2)
}
