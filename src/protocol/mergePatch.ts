/**
 * JSON Merge Patch (RFC 7396) both ways. Written here because the displays need unchanged parts to stay the
 * same objects, and keys such as `constructor` are ids like any other. Values have no null members (a measure
 * without a base is absent), so every difference can be said; nulls inside arrays are fine.
 */

type Members = Record<string, unknown>

/** What to say to somebody who holds `before` so that they hold `after`; undefined when they already do. */
export function diff(before: unknown, after: unknown): unknown {
  if (before === after) return undefined
  if (!isMembers(after)) return isEqual(before, after) ? undefined : after
  if (!isMembers(before)) return after
  const patch: Members = {}
  let inBoth = 0
  for (const key of Object.keys(after)) {
    const old = member(before, key)
    if (old !== undefined && after[key] !== undefined) inBoth += 1
    const change = old === after[key] ? undefined : diff(old, after[key])
    if (change !== undefined) patch[key] = change
  }
  const keys = Object.keys(before)
  if (inBoth < keys.length) addRemovals(patch, keys, before, after)
  return Object.keys(patch).length === 0 ? undefined : patch
}

function addRemovals(patch: Members, keys: readonly string[], before: Members, after: Members): void {
  for (const key of keys) {
    if (before[key] !== undefined && member(after, key) === undefined) patch[key] = null
  }
}

/** `target` with `patch` applied: a new value that shares what did not change. Neither argument is touched. */
export function applyPatch<T>(target: T, patch: unknown): T {
  return patched(target, patch) as T
}

function patched(target: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch
  const result: Members = isMembers(target) ? { ...target } : {}
  for (const key of Object.keys(patch)) {
    // Assigning it would set the prototype; as an id it is refused at the door.
    if (key === '__proto__') continue
    if (patch[key] === null) delete result[key]
    else result[key] = patched(member(result, key), patch[key])
  }
  return result
}

/** An own member's value. JSON has no functions: one can only be inherited, as `toString` is. */
function member(of: Members, key: string): unknown {
  const value = of[key]
  return typeof value === 'function' || key === '__proto__' ? undefined : value
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equal as JSON; a member that is undefined counts as absent. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]))
  return isMembers(a) && isMembers(b) && diff(a, b) === undefined
}
