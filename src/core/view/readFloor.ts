/** The floor view of one moment, exact, keys in the order of the contract (N13). */
import { toInstant } from '../units.ts'
import { feedView } from './parts/feedView.ts'
import type { FeedStatus, FloorView } from './floorView.ts'
import { present } from './present.ts'
import type { SiteMoment } from './siteMoment.ts'
import { SiteReader } from './siteReader.ts'

export function readFloor(moment: SiteMoment, status: FeedStatus): FloorView {
  const reader = new SiteReader(moment, 'exact')
  return present<FloorView>({
    site: moment.site,
    zone: moment.zone,
    epoch: status.epoch,
    revision: status.revision,
    asOf: toInstant(moment.asOf),
    appliedSeq: status.appliedSeq,
    countsSince: moment.countsSince === undefined ? undefined : toInstant(moment.countsSince),
    feed: feedView(moment, status, reader.now.suspects),
    queues: reader.queues(),
    total: reader.total(),
    agents: reader.agents(),
    teams: reader.teams(),
    tickets: reader.tickets(),
    surveys: reader.surveys(),
    quality: reader.quality(),
    escalations: reader.escalations(),
    alerts: [],
    notices: reader.notices(),
    intervals: reader.intervals(),
  })
}
