/**
 * How far each source's clock is from the broker's: the smallest time between an event and its storage lately. It is
 * the way of the quickest event plus what the clocks differ by, so under 0 the source's clock is ahead.
 */
import { epochMs, minutes, type EpochMs, type SiteId, type SourceId } from '../../core/units.ts'
import type { ClockState } from '../../core/view/healthView.ts'

/** How far back is looked. */
const LOOK_BACK_MS = minutes(5)
const MINUTE_MS = minutes(1)
/** A confused publisher may name a new source each time: the first of a site are measured, until they fall silent. */
export const MAX_MEASURED_SOURCES = 256

/** No event comes before it happened: further under 0 than this, ms, and the clock is ahead. */
const AHEAD_FROM_MS = -500
/** Slower than any way here: the clock is behind, or all that comes is late. */
const BEHIND_FROM_MS = 30_000

export function clockState(leastDelayMs: number): ClockState {
  if (leastDelayMs < AHEAD_FROM_MS) return 'ahead'
  return leastDelayMs > BEHIND_FROM_MS ? 'behind' : 'right'
}

export interface SourceClocks {
  /** Events of sources that were too many. */
  readonly unmeasured: number
  note(heard: { site: SiteId; source: SourceId; time: EpochMs; storedAt: EpochMs }): void
  /** Source → smallest storage time less event time of the last five minutes, ms; may be negative. */
  of(site: SiteId, now: EpochMs): Map<SourceId, number>
  clear(): void
}

/** Minute of storage → smallest delay in it, oldest first. */
type Delays = Map<EpochMs, number>

export function createSourceClocks(): SourceClocks {
  const sites = new Map<SiteId, Map<SourceId, Delays>>()
  let unmeasured = 0

  function delaysOf(site: SiteId, source: SourceId, storedAt: EpochMs): Delays | undefined {
    let sources = sites.get(site)
    if (sources === undefined) sites.set(site, (sources = new Map<SourceId, Delays>()))
    let delays = sources.get(source)
    if (delays === undefined) {
      if (sources.size >= MAX_MEASURED_SOURCES) forgetSilent(sources, storedAt)
      if (sources.size >= MAX_MEASURED_SOURCES) return undefined
      sources.set(source, (delays = new Map<EpochMs, number>()))
    }
    return delays
  }

  return {
    get unmeasured() {
      return unmeasured
    },
    note({ site, source, time, storedAt }) {
      const delays = delaysOf(site, source, storedAt)
      if (delays === undefined) {
        unmeasured += 1
        return
      }
      const minute = epochMs(storedAt - (storedAt % MINUTE_MS))
      const least = delays.get(minute)
      if (least === undefined || storedAt - time < least) delays.set(minute, storedAt - time)
      if (least !== undefined) return
      for (const at of delays.keys()) if (at <= storedAt - LOOK_BACK_MS - MINUTE_MS) delays.delete(at)
    },
    of(site, now) {
      const measured = new Map<SourceId, number>()
      for (const [source, delays] of sites.get(site) ?? []) {
        const recent = [...delays].filter(([minute]) => minute > now - LOOK_BACK_MS - MINUTE_MS)
        if (recent.length > 0) measured.set(source, Math.min(...recent.map(([, least]) => least)))
      }
      return measured
    },
    clear: () => sites.clear(),
  }
}

function forgetSilent(sources: Map<SourceId, Delays>, storedAt: EpochMs): void {
  for (const [source, delays] of sources)
    if (Math.max(...delays.keys()) <= storedAt - LOOK_BACK_MS) sources.delete(source)
}
