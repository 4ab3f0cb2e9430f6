/** Arrays kept in order, where almost everything arrives at the end. */

/** Inserts behind everything not greater; returns where. */
export function insertSorted<T>(items: T[], item: T, compare: (a: T, b: T) => number): number {
  let index = items.length
  while (index > 0 && compare(items[index - 1] as T, item) > 0) index--
  if (index === items.length) items.push(item)
  else items.splice(index, 0, item)
  return index
}

/** What to take back and what to add so that `before` becomes `after`; equal keys keep the old object. */
export function difference<T>(before: readonly T[], after: T[], key: (item: T) => string): { gone: T[]; come: T[] } {
  // Keys cost more than all the rest, and whoever is loaded from a dump had nothing before.
  if (before.length === 0) return { gone: [], come: [...after] }
  const old = new Map<string, T[]>()
  for (const item of before) {
    const k = key(item)
    const same = old.get(k)
    if (same === undefined) old.set(k, [item])
    else same.push(item)
  }
  const come: T[] = []
  for (let i = 0; i < after.length; i++) {
    const item = after[i] as T
    const same = old.get(key(item))?.pop()
    if (same === undefined) come.push(item)
    else after[i] = same
  }
  return { gone: [...old.values()].flat(), come }
}
