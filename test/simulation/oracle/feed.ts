/** What the view says of the feed: counters of the site day (N14), suspects (F12) and sources. */
import type { SourceView } from '../../../src/core/view/floorView.ts'
import { byCodeUnits, iso, keyed, present } from './arithmetic.ts'
import type { OracleView } from './delivery.ts'
import type { Counted } from './intake.ts'
import { isRemembered, isSuspect, isToday, lastTouch, today, type Moment } from './moment.ts'
import { dayStart } from './siteTime.ts'
import { intervalOf, lastHeard } from './sources.ts'

export function feedView(moment: Moment): OracleView['feed'] {
  const { asOf, intake, history } = moment
  // Arrivals after asOf are included; what happened after it is not (N15).
  const arrived = (counted: readonly Counted[]): number =>
    counted.filter(({ saidAt, newest }) => saidAt <= asOf && dayStart(newest, moment.zone) === today(moment)).length
  const suspects = suspectsOf(moment)
  return present({
    lastEventAt: moment.newest === -Infinity ? undefined : iso(moment.newest),
    late: arrived(intake.late),
    duplicates: arrived(intake.duplicates),
    skewed: arrived(intake.skewed),
    orphans: history.orphans.filter((at) => isToday(moment, at)).length,
    suspects: { count: suspects.length, contacts: suspects.slice(0, 100) },
    sources: sourcesView(moment),
  })
}

/** Contacts with something open and nothing heard for too long, the longest silent first. */
function suspectsOf(moment: Moment): string[] {
  const { contacts } = moment.history
  const lastOf = (id: string): number => lastTouch(contacts.get(id), moment.asOf)?.at ?? 0
  return [...contacts.values()]
    .filter((contact) => contact.waiting !== undefined || contact.handles.some((h) => h.endedAt === undefined))
    .filter((contact) => isSuspect(moment, contact, moment.asOf))
    .map((contact) => contact.id)
    .sort((a, b) => lastOf(a) - lastOf(b) || byCodeUnits(a, b))
}

function sourcesView(moment: Moment): Record<string, SourceView> {
  const sources = moment.ordered.filter((one) => !one.late).map((one) => one.event.source)
  const heard = sources.filter((source) => isRemembered(moment, lastHeard(moment, source)))
  return keyed(heard, (source) => {
    const intervalMs = intervalOf(moment, source)
    return present({ lastEventAt: iso(lastHeard(moment, source)), intervalMs })
  })
}
