/** Why the reading of the log ended: one name for each kind, to be counted by, and words for an operator. */

export type EndingKind =
  /** The connection to the broker ended or failed. */
  | 'link'
  /** The consumer's heartbeats stayed away. */
  | 'silent'
  /** The broker sent what did not arrive. */
  | 'gap'
  /** There is more to read, and nothing comes. */
  | 'stall'
  /** The consumer was deleted or closed. */
  | 'consumer'
  /** The stream was deleted, made anew, purged, or dropped what was not read yet. */
  | 'stream'

export interface Ending {
  readonly kind: EndingKind
  readonly words: string
}

export function ending(kind: EndingKind, words: string): Ending {
  return { kind, words }
}
