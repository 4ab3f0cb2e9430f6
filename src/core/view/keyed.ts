/** An object keyed by ids in code-unit order (N13; integer-like keys come first, as JavaScript has it). */
import { compareText } from '../events/event.ts'

export function keyed<V>(ids: Iterable<string>, valueOf: (id: string) => V | undefined): Record<string, V> {
  const result: Record<string, V> = {}
  for (const id of [...ids].sort(compareText)) {
    const value = valueOf(id)
    if (value !== undefined) result[id] = value
  }
  return result
}
