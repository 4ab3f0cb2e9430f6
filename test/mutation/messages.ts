/** What the command and the processes that try mutants say to each other. */

export interface Baseline {
  /** Mutants that are asked about while the code is loaded: each needs a process of its own. */
  readonly whenLoading: readonly number[]
  readonly checks: readonly {
    readonly name: string
    readonly ms: number
    /** How often any mutant was asked about. */
    readonly calls: number
    readonly reached: readonly number[]
    /** With the unbroken core; a check that fails then says nothing of mutants. */
    readonly passes: boolean
  }[]
}

export interface Order {
  readonly mutant: number
  /** Fastest first. */
  readonly checks: readonly { readonly index: number; readonly calls: number }[]
}

export type Answer =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'ready' }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survived' }
  | { readonly kind: 'spoilt' }
