/**
 * Short lists that are never changed in place and kept for an hour: exactly as long as what is in them, where a pushed
 * array keeps room for seventeen.
 */

export const NONE: readonly never[] = []

/** The list with one more at its end. */
export function withItem<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : list.concat([item])
}

/** The list with more at its end. */
export function withItems<T>(list: readonly T[], items: readonly T[]): readonly T[] {
  if (items.length === 0) return list
  return list.length === 0 ? items.slice() : list.concat(items)
}

/** The list without those; the same one where there are none. */
export function without<T>(list: readonly T[], isGone: (item: T) => boolean): readonly T[] {
  if (!list.some(isGone)) return list
  const kept = list.filter((item) => !isGone(item))
  return kept.length === 0 ? NONE : kept
}
