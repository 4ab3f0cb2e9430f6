/** The fewest agents or lines that are enough, for questions that more of them never turn from yes to no. */

/** No centre is larger; a target that more than this cannot meet cannot be met. */
const MOST = 65_536

/** Doubles until it is enough, then halves the gap; undefined when the ceiling is not enough either. */
export function leastCount(isEnough: (count: number) => boolean): number | undefined {
  let enough = 1
  while (!isEnough(enough)) {
    if (enough >= MOST) return undefined
    enough *= 2
  }
  let tooFew = enough >> 1
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    if (isEnough(middle)) enough = middle
    else tooFew = middle
  }
  return enough
}
