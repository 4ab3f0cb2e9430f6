/** W4: what each source last said, and what it promised. */
import { MEMORY, SECOND } from './arithmetic.ts'
import { is, type Folded } from './delivery.ts'
import type { Moment } from './moment.ts'

/** Its events since it was last forgotten (F16). */
function heardFrom(moment: Moment, source: string): Folded[] {
  const all = moment.ordered.filter((folded) => !folded.late && folded.event.source === source)
  const anew = all.findLastIndex((folded, index) => folded.at - (all[index - 1]?.at ?? folded.at) > MEMORY)
  return all.slice(Math.max(0, anew))
}

export function lastHeard(moment: Moment, source: string): number {
  return heardFrom(moment, source).at(-1)?.at ?? -Infinity
}

/** As its newest heartbeat tells it. */
export function intervalOf(moment: Moment, source: string): number | undefined {
  const beat = heardFrom(moment, source).findLast((folded) => is(folded, 'source.heartbeat'))
  return beat === undefined || !is(beat, 'source.heartbeat') ? undefined : beat.event.data.intervalMs
}

/** Only a source that tells an interval has a limit: 3 × it, at least 10 s. */
export function isSilent(moment: Moment, source: string): boolean {
  const intervalMs = intervalOf(moment, source)
  return intervalMs !== undefined && moment.asOf - lastHeard(moment, source) > Math.max(10 * SECOND, 3 * intervalMs)
}
