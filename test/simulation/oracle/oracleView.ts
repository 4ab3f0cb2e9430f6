/**
 * The oracle: the floor view by brute force. It interprets the whole log from its start for every
 * question, then filters, sorts and counts. It shares nothing with the core but the view's type.
 */
import type { SiteConfig } from '../../../src/core/site.ts'
import { agentsView, teamsView } from './agentsView.ts'
import { iso } from './arithmetic.ts'
import type { Delivery, OracleView } from './delivery.ts'
import { escalationsView } from './escalations.ts'
import { feedView } from './feed.ts'
import { foldAll } from './fold.ts'
import { takeIn } from './intake.ts'
import { intervalsView } from './intervals.ts'
import type { Moment } from './moment.ts'
import { noticesView } from './notices.ts'
import { inOrder } from './order.ts'
import { queuesNow, queuesView, totalView } from './queuesView.ts'
import { sourcesOfPart } from './feeders.ts'
import { surveysView } from './surveys.ts'
import { ticketsView } from './tickets.ts'

/** The site's view as of `asOf`, when these are the log's messages (N13, N15). */
export function oracleView(deliveries: readonly Delivery[], asOf: number, config: SiteConfig): OracleView {
  const moment = momentOf(deliveries, asOf, config)
  return {
    site: config.site,
    zone: moment.zone,
    asOf: iso(asOf),
    feed: feedView(moment),
    queues: queuesView(moment),
    total: totalView(moment),
    agents: agentsView(moment),
    teams: teamsView(moment),
    tickets: { ...ticketsView(moment), sources: sourcesOfPart(moment, 'ticket') },
    surveys: { ...surveysView(moment), sources: sourcesOfPart(moment, 'survey') },
    escalations: escalationsView(moment),
    notices: noticesView(moment),
    intervals: intervalsView(moment, queuesNow(moment)),
  }
}

/** The log as folded by `asOf`, for questions the view does not answer. */
export function momentOf(deliveries: readonly Delivery[], asOf: number, config: SiteConfig): Moment {
  const intake = takeIn(deliveries)
  const ordered = inOrder(intake.folded.filter((folded) => folded.at <= asOf))
  return {
    asOf,
    zone: config.zone ?? 'UTC',
    config,
    intake,
    ordered,
    history: foldAll(ordered, config),
    newest: ordered.at(-1)?.at ?? -Infinity,
  }
}
