/** What the board said of the wait to whoever arrived, and what each method alone would have said (N11). */
import { between, parseInstant, type EpochMs } from '../../core/units.ts'
import { waitMethods, type EstimatedWaitBase, type WaitMethods } from '../../core/forecast/estimatedWait.ts'
import { abandonRate } from '../../core/measures/abandonRate.ts'
import type { QueueView, TotalsView } from '../../core/view/floorView.ts'
import { noCounts } from '../../core/windows/totals.ts'

export interface Prediction {
  /** Undefined: the board said nothing. */
  readonly estimatedWaitMs: number | undefined
  /** Undefined where an agent was free and nobody waited: 0 was said without any method. */
  readonly methods: WaitMethods | undefined
}

/** The board knows nothing of a queue that nobody has named yet. */
export const NOTHING_SAID: Prediction = { estimatedWaitMs: undefined, methods: undefined }

export function prediction(queue: QueueView, asOf: EpochMs): Prediction {
  const isFree = queue.waiting === 0 && queue.agentsAvailable > 0
  const { estimatedWaitMs } = queue.forecast
  return { estimatedWaitMs, methods: isFree ? undefined : waitMethods(baseOf(queue, asOf)) }
}

function baseOf(queue: QueueView, asOf: EpochMs): EstimatedWaitBase {
  const { '15m': quarter, '60m': hour, day } = queue.windows
  const { waiting, agentsStaffed, agentsAvailable, longestWaitSince } = queue
  const oldest = longestWaitSince === undefined ? undefined : parseInstant(longestWaitSince)
  return {
    waiting,
    agentsStaffed,
    agentsAvailable,
    oldestWaitMs: oldest === undefined ? 0 : between(oldest, asOf),
    lastHour: { ...handles(hour), abandonRate: abandonRate({ ...noCounts(), ...hour }) },
    today: handles(day),
    departures: quarter.answered + quarter.abandoned + quarter.flowedOut,
  }
}

/** The view has the average in whole ms: the sum comes back to half a ms a handle. */
function handles({ handled, averageHandleTimeMs = 0 }: TotalsView): { handled: number; handleMs: number } {
  return { handled, handleMs: handled * averageHandleTimeMs }
}
