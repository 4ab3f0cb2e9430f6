/** What one display is sent next: nothing, a delta or a snapshot. Pure arithmetic over positions (W2, W6). */
import type { Position } from './messages.ts'

/** W6: a display holding more unsent bytes is closed with 1013. */
export const MAX_UNSENT_BYTES = 1_048_576

export type Delivery = 'nothing' | 'delta' | 'snapshot' | 'close'

export interface DeliveryState {
  /** What the display was last sent, or says it holds; undefined when it holds nothing. */
  readonly held: Position | undefined
  readonly newest: Position
  /** The oldest revision of this epoch a delta can still start from. */
  readonly oldestKept: number
  /** Bytes its socket has accepted but not yet handed to the network. */
  readonly unsentBytes: number
  /** The part of them that may be a snapshot still on its way: a floor larger than the ceiling must get through. */
  readonly snapshotBytes: number
}

/** While anything is unsent a display gets nothing: later it gets one delta from what it holds to the newest. */
export function deliveryOf(state: DeliveryState): Delivery {
  const { held, newest, oldestKept, unsentBytes } = state
  if (unsentBytes > Math.max(MAX_UNSENT_BYTES, state.snapshotBytes)) return 'close'
  if (unsentBytes > 0) return 'nothing'
  if (held === undefined || held.epoch !== newest.epoch) return 'snapshot'
  if (held.revision === newest.revision) return 'nothing'
  return held.revision < oldestKept || held.revision > newest.revision ? 'snapshot' : 'delta'
}
