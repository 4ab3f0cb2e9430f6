/** Looking back: two workers at most, one for moments and one for histories, so that neither waits for the other. */
import type { Config } from '../config.ts'
import type { FailureBook } from '../failures.ts'
import type { Job, Outcome } from './jobs.ts'
import { createLane, type LaneCounts } from './lane.ts'

export interface Rewind {
  run(job: Job): Promise<Outcome>
  counts(): { readonly moments: LaneCounts; readonly histories: LaneCounts }
  stop(): Promise<void>
}

export interface RewindOptions {
  readonly config: Pick<Config, 'sites' | 'clockMode'>
  readonly natsUrl: string
  readonly failures: Pick<FailureBook, 'report'>
}

export function createRewind({ config, natsUrl, failures }: RewindOptions): Rewind {
  const { sites, clockMode } = config
  const settings = { natsUrl, sites, clockMode }
  const moments = createLane({ settings, failures })
  const histories = createLane({ settings, failures })
  return {
    run: (job) => (job.what === 'history' || job.what === 'breach' ? histories : moments).run(job),
    counts: () => ({ moments: moments.counts(), histories: histories.counts() }),
    async stop() {
      await Promise.all([moments.stop(), histories.stop()])
    },
  }
}
