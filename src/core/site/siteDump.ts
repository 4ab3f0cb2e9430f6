/** A site as plain JSON data. */
import type { EpochMs } from '../units.ts'
import type { AdmissionDump } from '../floor/door/admission.ts'
import type { EscalationDump } from '../floor/desk/escalations.ts'
import type { FloorDump } from '../floor/floor.ts'
import type { NoticeTrack } from '../floor/desk/notices.ts'
import type { FeedersDump } from '../floor/door/feeders.ts'
import type { TicketDump } from '../floor/desk/tickets.ts'
import type { CustomersDump } from '../windows/customers.ts'
import type { CountersDump } from '../windows/dayCounters.ts'
import type { DeskDump } from '../windows/deskDay.ts'
import type { WindowsDump } from '../windows/windows.ts'

/** Counts up whenever a dump means something else; an older or newer one is not loaded. */
export const DUMP_VERSION = 5

/**
 * Plain JSON data of a site, everything that decides its figures from here on: what is settled, and the events behind it,
 * from which the rest follows.
 */
export interface SiteDump {
  readonly version: number
  readonly asOf: EpochMs
  readonly lastEventAt: EpochMs | null
  readonly settledAt: number
  readonly missesBefore: EpochMs | null
  readonly admission: AdmissionDump
  readonly floor: FloorDump
  readonly windows: WindowsDump
  readonly escalations: readonly (readonly [string, EscalationDump])[]
  readonly notices: readonly (readonly [string, NoticeTrack])[]
  readonly feeders: FeedersDump
  readonly tickets: readonly (readonly [string, TicketDump])[]
  readonly desk: DeskDump
  readonly customers: CustomersDump
  readonly orphans: CountersDump
  readonly counters: readonly CountersDump[]
}
