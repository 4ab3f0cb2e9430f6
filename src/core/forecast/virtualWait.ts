/** How long a contact that never gives up would wait among contacts that do. */
import { integral } from './integral.ts'

export interface VirtualWait {
  /** A ms. */
  readonly arrivals: number
  /** Of all agents together, a ms, while all are busy. */
  readonly answers: number
  /** Of one waiting contact, a ms. */
  readonly giveUpRate: number
}

/** Where the density has fallen below its peak by more than e^45 it does not show in a double. */
const DEPTH = 45

/**
 * Of those who must wait, the share whose turn comes within `withinMs` before a patience that ends at `patienceEnds` a ms.
 * Summed over the places in line, the turn comes with a density in proportion to
 * e^(−nμt + (λ/θ)·(1 − e^(−θt))) (Baccelli and Hebuterne 1981): one peak, so only its surroundings are summed.
 */
export function servedWithin(wait: VirtualWait, withinMs: number, patienceEnds: number): number {
  const { arrivals, answers, giveUpRate } = wait
  // −expm1(−x) is 1 − e^(−x) that keeps its digits when patience is long.
  const log = (t: number) => -answers * t - (arrivals / giveUpRate) * Math.expm1(-giveUpRate * t)
  const peak = Math.max(0, Math.log(arrivals / answers) / giveUpRate)
  const floor = log(peak) - DEPTH
  const from = log(0) > floor ? 0 : crossing((t) => log(t) > floor, 0, peak)
  const until = crossing((t) => log(t) < floor, peak, beyond(peak, wait))
  const density = (t: number) => Math.exp(log(t) - log(peak))
  const inTime = Math.min(Math.max(withinMs, from), until)
  return integral((t) => density(t) * Math.exp(-patienceEnds * t), from, inTime) / integral(density, from, until)
}

/** Some instant past which the density is surely below the floor. */
function beyond(peak: number, { answers, arrivals, giveUpRate }: VirtualWait): number {
  const log = (t: number) => -answers * t - (arrivals / giveUpRate) * Math.expm1(-giveUpRate * t)
  let past = DEPTH / answers
  while (log(peak + past) > log(peak) - DEPTH) past *= 2
  return peak + past
}

/** The first place in `low`..`high` where what is false at `low` is true. */
function crossing(isPast: (t: number) => boolean, low: number, high: number): number {
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2
    if (isPast(middle)) high = middle
    else low = middle
  }
  return high
}
