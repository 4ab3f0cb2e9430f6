/** From agents at work to agents on the rota. */

/** Rounding noise of a division must not cost a person. */
const NOISE = 1e-9

/** How many to roster for `agents` at work when this share of paid time is breaks, training and absence: n ÷ (1 − s). */
export function rostered(agents: number, shrinkage: number): number | undefined {
  return shrinkage < 1 ? Math.ceil(agents / (1 - shrinkage) - NOISE) : undefined
}
