/** The windows of part 2; the oracle's own list, so that a missing one is noticed. */
export const WINDOWS = ['15m', '30m', '60m', 'day'] as const

export function byWindow<T>(valueOf: (name: (typeof WINDOWS)[number]) => T): Record<(typeof WINDOWS)[number], T> {
  return { '15m': valueOf('15m'), '30m': valueOf('30m'), '60m': valueOf('60m'), day: valueOf('day') }
}
