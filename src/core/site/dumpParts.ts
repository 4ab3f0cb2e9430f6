/** The parts of a site into its dump and back. */
import { epochMs } from '../units.ts'
import type { DayCounters } from '../windows/dayCounters.ts'
import { ORPHANS, unsettledOrphans } from './orphans.ts'
import type { SiteDump } from './siteDump.ts'
import type { SiteParts } from './siteParts.ts'

type PartsDump = Omit<SiteDump, 'version' | 'asOf' | 'lastEventAt' | 'settledAt' | 'missesBefore'>

export function dumpParts(parts: SiteParts): PartsDump {
  return {
    admission: parts.admission.dump(),
    floor: parts.floor.dump(),
    windows: parts.windows.dump(),
    escalations: parts.escalations.dump(),
    notices: parts.notices.dump(),
    feeders: parts.feeders.dump(),
    tickets: parts.tickets.dump(),
    desk: parts.desk.dump(),
    customers: parts.customers.dump(),
    orphans: parts.orphans.dumpWithout(ORPHANS, unsettledOrphans(parts.floor)),
    counters: countersOf(parts).map((counters) => counters.dump()),
  }
}

/** Into parts just made, and in this order. */
export function loadParts(parts: SiteParts, dumped: SiteDump): void {
  parts.admission.load(dumped.admission)
  parts.windows.load(dumped.windows, dumped.asOf)
  parts.floor.load(dumped.floor, dumped.asOf, dumped.lastEventAt ?? epochMs(0))
  parts.escalations.load(dumped.escalations)
  parts.notices.load(dumped.notices)
  parts.feeders.load(dumped.feeders)
  parts.tickets.load(dumped.tickets)
  parts.desk.load(dumped.desk)
  parts.customers.load(dumped.customers)
  parts.orphans.load(dumped.orphans)
  const counters = countersOf(parts)
  dumped.counters.forEach((dump, i) => counters[i]?.load(dump))
}

/** In the dump's order. */
function countersOf({ raised, arrivals, surveys, ceilings }: SiteParts): DayCounters[] {
  return [raised, arrivals, surveys, ...ceilings.counters]
}
