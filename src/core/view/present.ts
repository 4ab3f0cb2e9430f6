/** A measure without a base is absent: never 0, never null, never an undefined member (contract part 2). */

type OrUndefined<T> = {
  [K in keyof Required<T>]: Record<never, never> extends Pick<T, K & keyof T>
    ? T[K & keyof T] | undefined
    : T[K & keyof T]
}

/** The same object without its undefined members, keys in the order written. */
export function present<T extends object>(value: OrUndefined<T>): T {
  const result: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) if (member !== undefined) result[key] = member
  return result as T
}
