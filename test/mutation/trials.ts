/** Tries mutants one after another, each against the checks it can change. */
import type { Mutant } from './breakable.ts'
import type { Baseline, Order } from './messages.ts'
import type { Tried } from './report.ts'
import { TrialProcess } from './trialProcess.ts'

/** One process after another, a fresh one only when it must be. */
export class Trials {
  readonly #tree: string
  readonly #known: Baseline
  readonly #loading: ReadonlySet<number>
  #trial: TrialProcess

  constructor(tree: string, known: Baseline) {
    this.#tree = tree
    this.#trial = new TrialProcess(tree)
    this.#known = known
    this.#loading = new Set(known.whenLoading)
  }

  async outcomeOf(mutant: Mutant): Promise<Tried> {
    const order = orderOf(mutant, this.#known)
    const isLoading = this.#loading.has(mutant.number)
    if (isLoading) return { mutant, outcome: await this.#alone(everyCheck(mutant, this.#known)), isReached: true }
    if (order.checks.length === 0) return { mutant, outcome: { kind: 'survived' }, isReached: false }
    const outcome = await this.#trial.tried(order)
    if (outcome.kind !== 'killed' && outcome.kind !== 'survived') this.#startAnew()
    return { mutant, outcome: outcome.kind === 'spoilt' ? await this.#alone(order) : outcome, isReached: true }
  }

  stop(): void {
    this.#trial.stop()
  }

  #startAnew(): void {
    this.#trial.stop()
    this.#trial = new TrialProcess(this.#tree)
  }

  /** Broken from the beginning, in a process of its own. */
  async #alone(order: Order): Promise<Tried['outcome']> {
    const trial = new TrialProcess(this.#tree, { MUTANT: String(order.mutant) })
    const outcome = await trial.tried(order)
    trial.stop()
    return outcome
  }
}

type Known = Baseline['checks'][number] & { readonly index: number }

function orderOf(mutant: Mutant, known: Baseline): Order {
  const all = known.checks.map((check, index) => ({ ...check, index }))
  const reaching = all.filter(({ reached }) => reached.includes(mutant.number))
  return { mutant: mutant.number, checks: quickest(reaching) }
}

/** What is loaded broken may show anywhere. */
function everyCheck(mutant: Mutant, known: Baseline): Order {
  return { mutant: mutant.number, checks: quickest(known.checks.map((check, index) => ({ ...check, index }))) }
}

function quickest(checks: Known[]): Order['checks'] {
  return checks
    .filter(({ passes }) => passes)
    .sort((a, b) => a.ms - b.ms)
    .map(({ index, calls }) => ({ index, calls }))
}
