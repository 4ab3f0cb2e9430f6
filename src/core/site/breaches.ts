/** When waits passed their targets lately, as the windows hold it. */
import type { EpochMs, QueueId } from '../units.ts'
import type { SiteDump } from './siteDump.ts'

export interface TargetBreach {
  readonly at: EpochMs
  readonly queue: QueueId
}

/** Those of the last hour at least, oldest first. */
export function recentBreaches({ windows }: SiteDump): TargetBreach[] {
  const breaches = windows.queues.flatMap(([queue, { facts }]) =>
    facts.filter(({ type }) => type === 'targetBreached').map(({ at }) => ({ at, queue })),
  )
  return breaches.sort((a, b) => a.at - b.at)
}
