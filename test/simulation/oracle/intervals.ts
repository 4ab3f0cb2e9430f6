/** N12: today's local quarter hours `[start, end)` per queue; those in which nothing happened are left out. */
import type { FloorView, IntervalView } from '../../../src/core/view/floorView.ts'
import { iso, keyed, mean, present } from './arithmetic.ts'
import { isToday, type Moment } from './moment.ts'
import { isWithinTarget } from './serviceLevel.ts'
import { quarterStart } from './siteTime.ts'
import { handleMs } from './totals.ts'

export function intervalsView(moment: Moment, queues: readonly string[]): FloorView['intervals'] {
  return keyed(queues, (queue) => {
    const segments = moment.history.segments.filter((segment) => segment.queue === queue)
    const ended = segments.filter((segment) => segment.counted)
    const handles = moment.history.handles.filter((handle) => handle.queue === queue && handle.counted)
    const instants = [
      ...segments.map((segment) => segment.enqueuedAt),
      ...ended.filter((s) => s.outcome === 'answered' || s.outcome === 'abandoned').map((s) => s.endedAt),
      ...handles.map((handle) => handle.closedAt),
    ].filter((at) => at !== undefined && isToday(moment, at)) as number[]
    const startOf = (at: number | undefined): string => (at === undefined ? '' : iso(quarterStart(at, moment.zone)))
    return keyed(instants.map(startOf), (start): IntervalView => {
      const answered = ended.filter((s) => s.outcome === 'answered' && startOf(s.endedAt) === start)
      const handled = handles.filter((handle) => startOf(handle.closedAt) === start)
      return present({
        offered: segments.filter((segment) => startOf(segment.enqueuedAt) === start).length,
        answered: answered.length,
        answeredWithinTarget: answered.filter(isWithinTarget).length,
        abandoned: ended.filter((s) => s.outcome === 'abandoned' && startOf(s.endedAt) === start).length,
        handled: handled.length,
        averageHandleTimeMs: mean(handled.map(handleMs)),
      })
    })
  })
}
