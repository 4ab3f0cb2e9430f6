/** Orphans (events that continue or end what was not there), counted by the day. */
import type { Floor } from '../floor/floor.ts'
import type { EpochMs } from '../units.ts'

/** Their one counter. */
export const ORPHANS = 'orphans'

/** When those happened that a later event may still take back. */
export function unsettledOrphans(floor: Floor): EpochMs[] {
  const found: EpochMs[] = []
  for (const { type, at } of floor.unsettledFacts()) if (type === 'orphaned') found.push(at)
  return found
}
