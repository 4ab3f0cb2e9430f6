/** How long a contact that never gives up would wait among contacts that do. */
import { crossing } from './crossing.ts'
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
 * Of those who must wait, the share whose turn comes within `withinMs` and before a patience that ends at
 * `patienceEnds` a ms. Summed over the places in line, the turn comes with a density in proportion to
 * e^(−nμt + (λ/θ)·(1 − e^(−θt))) (Baccelli and Hebuterne 1981): one peak, so only its surroundings are summed.
 */
export function servedWithin(wait: VirtualWait, withinMs: number, patienceEnds: number): number {
  const { arrivals, answers, giveUpRate } = wait
  if (arrivals === 0 || answers === 0) return 0
  const peak = Math.max(0, Math.log(arrivals / answers) / giveUpRate)
  const logDensity = (t: number) => logShape(wait, t) - logShape(wait, peak)
  const shows = (t: number) => logDensity(t) > -DEPTH
  let pastIt = DEPTH / answers
  while (shows(peak + pastIt)) pastIt *= 2
  const from = shows(0) ? 0 : crossing(shows, 0, peak)
  const until = crossing((t) => !shows(t), peak, peak + pastIt)
  const inTime = Math.min(Math.max(withinMs, from), until)
  const served = integral((t) => Math.exp(logDensity(t) - patienceEnds * t), from, inTime)
  return served / integral((t) => Math.exp(logDensity(t)), from, until)
}

/** −expm1(−x) is 1 − e^(−x) that keeps its digits when patience is long. */
function logShape({ arrivals, answers, giveUpRate }: VirtualWait, t: number): number {
  return -answers * t - (arrivals / giveUpRate) * Math.expm1(-giveUpRate * t)
}
