/** For values that follow from their own past: gives each step what the last one gave. */
export function remembering<T>(step: (before: T | undefined) => T): () => T {
  let before: T | undefined
  return () => (before = step(before))
}
