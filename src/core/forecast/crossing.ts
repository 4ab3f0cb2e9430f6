/** Where a question turns from no to yes, found by halving. */

/** As fine as a double can tell. */
const HALVINGS = 60

/** The first place in `low`..`high` at which what is false at `low` and true at `high` is true. */
export function crossing(isPast: (x: number) => boolean, low: number, high: number): number {
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (isPast(middle)) high = middle
    else low = middle
  }
  return high
}
