/** When a figure is OK, WARN or CRIT. */

export type Level = 'ok' | 'warn' | 'crit'

/** A wait warns in the last quarter before its limit, and is critical at three limits. */
const WAIT_WARNS_FROM = 0.75
const WAIT_CRITICAL_FROM = 3
/** A service level is critical this far under its target: 15 points. */
const CRITICAL_UNDER = 0.15
/** Fewer than this and a service level is chance: no level is drawn from it. */
export const ENOUGH = 20
/** Binary fractions: 0.8 − 0.15 must still meet 0.65. */
const EPSILON = 1e-9

const RANK: Record<Level, number> = { ok: 0, warn: 1, crit: 2 }

export function rank(level: Level): number {
  return RANK[level]
}

export function worse(a: Level, b: Level): Level {
  return RANK[a] >= RANK[b] ? a : b
}

export function waitLevel(waitMs: number | undefined, limitMs: number): Level {
  if (waitMs === undefined) return 'ok'
  if (waitMs >= WAIT_CRITICAL_FROM * limitMs) return 'crit'
  return waitMs >= WAIT_WARNS_FROM * limitMs ? 'warn' : 'ok'
}

/** Undefined where nothing can be said: no base, no target, or too few. */
export function serviceLevelLevel(
  serviceLevel: number | undefined,
  target: number | undefined,
  n: number,
): Level | undefined {
  if (serviceLevel === undefined || target === undefined || n < ENOUGH) return undefined
  if (serviceLevel <= target - CRITICAL_UNDER + EPSILON) return 'crit'
  return serviceLevel < target ? 'warn' : 'ok'
}

/** The shape of a waiting contact's mark on the rail. */
export function markLevel(waitMs: number, limitMs: number): Level {
  if (waitMs > limitMs) return 'crit'
  return waitMs >= WAIT_WARNS_FROM * limitMs ? 'warn' : 'ok'
}
