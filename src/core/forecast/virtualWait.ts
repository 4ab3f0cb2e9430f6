/** How long those wait whose patience outlasts it, among contacts that give up. */
import { crossing } from './crossing.ts'
import { integral } from './integral.ts'

export interface VirtualWait {
  /** λ, a ms. */
  readonly arrivals: number
  /** nμ: of all agents together, a ms, while all are busy. */
  readonly answers: number
  /** θ: of one waiting contact, a ms. */
  readonly giveUpRate: number
}

/**
 * Of those who must wait, the share whose turn comes within `withinMs` and before a patience that ends at
 * `patienceEnds` a ms. Summed over the places in line, the turn comes with a density in proportion to
 * e^(−nμt + (λ/θ)·(1 − e^(−θt))) (Baccelli and Hebuterne 1981).
 */
export function servedWithin(wait: VirtualWait, withinMs: number, patienceEnds: number): number {
  const { arrivals, answers } = wait
  if (arrivals === 0 || answers === 0) return 0
  const turns = area(wait, Infinity)
  const served = area({ ...wait, answers: answers + patienceEnds }, withinMs)
  return (served.area / turns.area) * Math.exp(served.logPeak - turns.logPeak)
}

/** Where the density is below its peak by more than e^45 it does not show in a double. */
const DEPTH = 45
/** After so many patiences e^(−θt) is over, and the density falls evenly. */
const SETTLED = 40

/** The area under the density up to `end`, in units of its one peak. */
function area({ arrivals, answers, giveUpRate }: VirtualWait, end: number): { area: number; logPeak: number } {
  // −expm1(−x) is 1 − e^(−x) that keeps its digits when patience is long.
  const logGrowth = (rate: number, t: number) => -answers * t - (rate / giveUpRate) * Math.expm1(-giveUpRate * t)
  const peak = Math.max(0, Math.log(arrivals / answers) / giveUpRate)
  const log = (t: number) => logGrowth(Math.min(arrivals, answers), t - peak)
  const shows = (t: number) => log(t) > -DEPTH
  let pastIt = DEPTH / answers
  while (shows(peak + pastIt)) pastIt *= 2
  const from = shows(0) ? 0 : crossing(shows, 0, peak)
  const until = crossing((t) => !shows(t), peak, peak + pastIt)
  const to = Math.min(Math.max(end, from), until)
  const bend = Math.min(peak + SETTLED / giveUpRate, to)
  const density = (t: number) => Math.exp(log(t))
  return { area: integral(density, from, bend) + integral(density, bend, to), logPeak: logGrowth(arrivals, peak) }
}
