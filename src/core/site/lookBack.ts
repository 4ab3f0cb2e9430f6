/**
 * Folding a log up to an instant (N15): events after it are not folded but count for lateness, and reading ends once
 * any earlier event would be late. One way of doing it, for whoever looks back.
 */
import type { Decoded } from '../events/decode.ts'
import { believedTime } from '../floor/door/admission.ts'
import { SITE_GRACE } from '../floor/retention.ts'
import { later, type EpochMs } from '../units.ts'
import type { Site } from './siteApi.ts'

/** Once an event later than this was read, whatever happened up to `at` would be late. */
export function readUntil(at: EpochMs): EpochMs {
  return later(at, SITE_GRACE)
}

/** Takes the next message of the log; true: for the site as of `at` nothing more need be read. */
export function foldUpTo(site: Site, at: EpochMs, decoded: Decoded, storedAt: EpochMs | undefined): boolean {
  if ('rejected' in decoded) {
    site.reject(decoded.rejected)
    return false
  }
  const { event } = decoded
  const time = believedTime(event, storedAt)
  if (time > at) return site.observe(event, storedAt) && time > readUntil(at)
  site.apply(event, storedAt)
  return false
}
