/** The steady state of a queue with impatient contacts, state by state, whatever its size. */

export interface BirthDeath {
  /** Arrivals while one contact is handled, erlangs. */
  readonly load: number
  readonly agents: number
  /** Of one waiting contact while another is handled: θ ÷ μ. */
  readonly giveUpRate: number
}

export interface SteadyState {
  /** P(all agents busy). */
  readonly delayed: number
  /** Contacts waiting, on average. */
  readonly waiting: number
}

/** States so much less likely than the likeliest do not show in a double. */
const NEGLIGIBLE = 1e-20

/**
 * p(k) ÷ p(k−1) = load ÷ deaths(k), walked down and up from the likeliest state: no weight exceeds 1, so nothing
 * overflows for thousands of agents or a thousandfold overload.
 */
export function birthDeath({ load, agents, giveUpRate }: BirthDeath): SteadyState {
  const deaths = (k: number) => (k <= agents ? k : agents + (k - agents) * giveUpRate)
  const likeliest = Math.floor(load <= agents ? load : agents + (load - agents) / giveUpRate)
  const sums = { all: 0, delayed: 0, waiting: 0 }
  const add = (k: number, weight: number) => {
    sums.all += weight
    if (k < agents) return
    sums.delayed += weight
    sums.waiting += (k - agents) * weight
  }
  for (let k = likeliest, weight = 1; k >= 0 && weight > NEGLIGIBLE; k--) {
    add(k, weight)
    weight *= deaths(k) / load
  }
  for (let k = likeliest + 1, weight = load / deaths(k); weight > NEGLIGIBLE; k++) {
    add(k, weight)
    weight *= load / deaths(k + 1)
  }
  return { delayed: sums.delayed / sums.all, waiting: sums.waiting / sums.all }
}
