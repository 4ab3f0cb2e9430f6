/** A job in, its answer as JSON out: what a worker does. One job at a time. */
import { toInstant } from '../../core/units.ts'
import { BrokerError } from '../feed/broker/brokerError.ts'
import { natsLogReader } from '../feed/read/natsReader.ts'
import { natsSnapshots } from '../feed/write/natsSnapshots.ts'
import type { Clock, Log, LogReader, SnapshotStore } from '../ports.ts'
import { createHistories } from './histories.ts'
import { RebuildFailed, type Failure, type Job, type Outcome, type WorkerSettings } from './jobs.ts'
import { createRewoundSites, type RewoundMoment } from './rewoundSites.ts'

/** When who looks back may ask again: over a lost link, of which the feed tells the operator; of a log that lost messages. */
const LINKED_AGAIN_S = 2
const LOOKED_AGAIN_S = 1

export interface RebuildsOptions {
  readonly settings: WorkerSettings
  readonly clock: Clock
  readonly log: Log
  readonly reader?: LogReader
  readonly store?: SnapshotStore
}

export function createRebuilds(options: RebuildsOptions): (job: Job) => Promise<Outcome> {
  const { settings, clock, log } = options
  const { reader = natsLogReader(settings.natsUrl), store = natsSnapshots(settings.natsUrl) } = options
  const sites = createRewoundSites({ reader, store, clock, log, settings })
  const histories = createHistories({ sites, reader, clock, settings })

  async function textOf(job: Job): Promise<string> {
    switch (job.what) {
      case 'floor':
        return JSON.stringify(floorOf(await sites.at(job.site, job.at)))
      case 'intervals':
        return JSON.stringify({ intervals: floorOf(await sites.at(job.site, job.at)).intervals })
      case 'board': {
        const moment = await sites.at(job.site, job.at)
        const { appliedSeq } = moment
        const view = moment.site.boardView(job.board, { live: false, appliedSeq })
        return JSON.stringify({ asOf: toInstant(job.at), serverNow: toInstant(job.now), appliedSeq, view })
      }
      case 'history':
        return JSON.stringify(await histories.history(job.site, job.from, job.to))
      case 'breach':
        return JSON.stringify(await histories.breachAfter(job.site, job.after, job.now))
    }
  }

  return async (job) => {
    try {
      return { text: await textOf(job) }
    } catch (error) {
      if (error instanceof RebuildFailed) return { failure: error.failure }
      if (error instanceof BrokerError) return { failure: failureOf(error) }
      throw error
    }
  }
}

function failureOf({ kind, message }: BrokerError): Failure {
  if (kind === 'messagesDropped') return { status: 503, detail: message, retryAfterS: LOOKED_AGAIN_S }
  return { status: 503, detail: `no link to the log: ${message}`, retryAfterS: LINKED_AGAIN_S }
}

function floorOf({ site, appliedSeq }: RewoundMoment) {
  return site.floorView({ live: false, appliedSeq })
}
