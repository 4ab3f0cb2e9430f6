/** What a site is made of, put together once: which part hears of which fact. */
import { Admission } from '../floor/door/admission.ts'
import { CEILINGS } from '../floor/door/ceilings.ts'
import { Feeders } from '../floor/door/feeders.ts'
import { Escalations } from '../floor/desk/escalations.ts'
import { Notices } from '../floor/desk/notices.ts'
import { Tickets } from '../floor/desk/tickets.ts'
import type { Fact, Sign } from '../floor/fact.ts'
import { Floor } from '../floor/floor.ts'
import type { EpochMs } from '../units.ts'
import { Customers } from '../windows/customers.ts'
import { DayCounters } from '../windows/dayCounters.ts'
import { DeskDay } from '../windows/deskDay.ts'
import type { OpeningSpan } from '../windows/openingHours.ts'
import { SiteCalendar } from '../windows/siteDay.ts'
import { Windows } from '../windows/windows.ts'
import { ORPHANS } from './orphans.ts'
import type { SiteConfig } from './siteApi.ts'
import { SiteCeilings } from './siteCeilings.ts'

export interface SiteParts {
  readonly calendar: SiteCalendar
  readonly admission: Admission
  readonly ceilings: SiteCeilings
  readonly floor: Floor
  readonly windows: Windows
  readonly customers: Customers
  readonly feeders: Feeders
  readonly escalations: Escalations
  readonly notices: Notices
  readonly tickets: Tickets
  readonly desk: DeskDay
  /** Escalations raised. */
  readonly raised: DayCounters
  /** What came in but not as it should: late, twice, rejected. */
  readonly arrivals: DayCounters
  readonly orphans: DayCounters
  readonly surveys: DayCounters
}

/** @throws RangeError when the zone is no IANA zone */
export function createParts(config: SiteConfig, asOf: EpochMs): SiteParts {
  const limits = { ...CEILINGS, ...config.ceilings }
  const calendar = new SiteCalendar(config.zone ?? 'UTC')
  const windows = new Windows(calendar, asOf)
  const customers = new Customers(calendar, limits.customers)
  const orphans = new DayCounters(calendar)
  const desk = new DeskDay(calendar, (queue) => hoursOf(config, queue), asOf)
  const countings = { windows, customers, orphans }
  const floor = new Floor({
    ...(config.queues === undefined ? {} : { queues: config.queues }),
    ...(config.suspectAfterMs === undefined ? {} : { suspectAfterMs: config.suspectAfterMs }),
    maxClosed: limits.closedContacts,
    fact: (fact, sign) => countFact(countings, fact, sign),
    forgot: (agent) => windows.forgetAgent(agent),
    settled: (agent, since, pieces) => windows.settleAgent(agent, since, pieces),
  })
  const admission = new Admission(limits.identities)
  const tickets = new Tickets((fact, sign) => desk.count(fact, sign))
  const escalations = new Escalations()
  const notices = new Notices()
  return {
    calendar,
    admission,
    ceilings: new SiteCeilings(limits, calendar, {
      floor,
      sources: admission.sources,
      tickets,
      escalations,
      notices,
    }),
    floor,
    windows,
    customers,
    feeders: new Feeders(),
    escalations,
    notices,
    tickets,
    desk,
    raised: new DayCounters(calendar),
    arrivals: new DayCounters(calendar),
    orphans,
    surveys: new DayCounters(calendar),
  }
}

type Countings = Pick<SiteParts, 'windows' | 'customers' | 'orphans'>

function countFact({ windows, customers, orphans }: Countings, fact: Fact, sign: Sign): void {
  if (fact.type === 'orphaned') orphans.count(ORPHANS, fact.at, sign)
  else if (fact.type === 'contactStarted') customers.count(fact, sign)
  else windows.count(fact, sign)
}

function hoursOf({ queues }: SiteConfig, queue: string): readonly OpeningSpan[] | undefined {
  return queues !== undefined && Object.hasOwn(queues, queue) ? queues[queue]?.hours : undefined
}
