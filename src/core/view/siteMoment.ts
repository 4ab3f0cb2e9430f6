/** Everything a view is made of, as of one instant. */
import type { EpochMs, QueueId, SourceId } from '../units.ts'
import type { SourceTrack } from '../floor/door/admission.ts'
import type { Escalations } from '../floor/desk/escalations.ts'
import type { Floor } from '../floor/floor.ts'
import type { Notices } from '../floor/desk/notices.ts'
import type { Feeders } from '../floor/door/feeders.ts'
import type { Tickets } from '../floor/desk/tickets.ts'
import type { RepeatCounts } from '../windows/customers.ts'
import type { DeskDay } from '../windows/deskDay.ts'
import type { Windows } from '../windows/windows.ts'

export interface SiteMoment {
  readonly site: string
  readonly zone: string
  readonly asOf: EpochMs
  /** The newest folded event time. */
  readonly newest: EpochMs | undefined
  /** What happened before is not counted: the log no longer reaches the start of today (F16). */
  readonly countsSince: EpochMs | undefined
  readonly floor: Floor
  readonly windows: Windows
  readonly sources: ReadonlyMap<SourceId, SourceTrack>
  readonly feeders: Pick<Feeders, 'ofQueue' | 'ofPart'>
  /** The day's counters of arrivals: late, duplicates, skewed, `rejected <reason>`. */
  readonly arrivals: ReadonlyMap<string, number>
  readonly orphans: number
  readonly surveys: ReadonlyMap<string, number>
  readonly repeats: () => RepeatCounts
  /** Escalations raised today. */
  readonly escalated: number
  readonly tickets: Tickets
  readonly desk: DeskDay
  readonly escalations: Escalations
  readonly notices: Notices
  /** On the wire forecasts are those of the whole minute in which they were first asked for (W3). */
  readonly minuteForecasts: { minute: EpochMs; byQueue: Map<QueueId, number> }
}
