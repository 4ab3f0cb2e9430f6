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
  /** ln P(all agents busy and nobody waiting). */
  readonly logAllBusyNoneWaiting: number
}

/** States less likely than the likeliest by more than e^45 do not show in a double. */
const NEGLIGIBLE = -45

/**
 * p(k)/p(k−1) = load ÷ deaths(k), walked down and up from the likeliest state in logarithms: no weight exceeds 1,
 * so nothing overflows for thousands of agents or a thousandfold overload.
 */
export function birthDeath({ load, agents, giveUpRate }: BirthDeath): SteadyState {
  if (load === 0)
    return { delayed: agents === 0 ? 1 : 0, waiting: 0, logAllBusyNoneWaiting: agents === 0 ? 0 : -Infinity }
  const deaths = (k: number) => (k <= agents ? k : agents + (k - agents) * giveUpRate)
  const likeliest = Math.floor(load <= agents ? load : agents + (load - agents) / giveUpRate)
  const sums = { all: 0, delayed: 0, waiting: 0 }
  const add = (k: number, logWeight: number) => {
    const weight = Math.exp(logWeight)
    sums.all += weight
    if (k < agents) return
    sums.delayed += weight
    sums.waiting += (k - agents) * weight
  }
  let logAtAgents = 0
  for (let k = likeliest, log = 0; k >= 0 && (log > NEGLIGIBLE || k >= agents); log -= Math.log(load / deaths(k)), k--) {
    add(k, log)
    if (k === agents) logAtAgents = log
  }
  for (let k = likeliest + 1, log = Math.log(load / deaths(k)); log > NEGLIGIBLE || k <= agents; k++) {
    add(k, log)
    if (k === agents) logAtAgents = log
    log += Math.log(load / deaths(k + 1))
  }
  return {
    delayed: sums.delayed / sums.all,
    waiting: sums.waiting / sums.all,
    logAllBusyNoneWaiting: logAtAgents - Math.log(sums.all),
  }
}
