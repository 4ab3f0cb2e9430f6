/** Delta debugging: the smallest part of a list that still fails, items kept in order. */

export function shrink<T>(items: readonly T[], fails: (items: readonly T[]) => boolean): T[] {
  let kept = [...items]
  let chunk = Math.ceil(kept.length / 2)
  while (chunk >= 1) {
    let removed = false
    for (let from = 0; from < kept.length;) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + chunk)]
      if (rest.length < kept.length && fails(rest)) {
        kept = rest
        removed = true
      } else from += chunk
    }
    if (chunk === 1 && !removed) break
    chunk = chunk === 1 ? 1 : Math.ceil(chunk / 2)
  }
  return kept
}
