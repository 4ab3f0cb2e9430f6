/** How well it went, as far as a live board can know: repeat contacts, escalations, and what stands in for more. */
import { share } from '../../measures/fraction.ts'
import type { RepeatCounts } from '../../windows/customers.ts'
import type { Counts } from '../../windows/totals.ts'
import type { QualityView } from '../floorView.ts'
import { present } from '../present.ts'

/** `day` are the site's counts of today, `escalated` today's raised escalations. */
export function qualityView(repeats: RepeatCounts, day: Counts, escalated: number): Omit<QualityView, 'sources'> {
  const { contacts, identified, repeated24h, repeated7d } = repeats
  return {
    repeatContacts: present<QualityView['repeatContacts']>({
      contacts,
      identified,
      identificationRate: share({ numerator: identified, denominator: contacts }),
      rate24h: share({ numerator: repeated24h, denominator: identified }),
      rate7d: share({ numerator: repeated7d, denominator: identified }),
    }),
    escalations: present<QualityView['escalations']>({
      raised: escalated,
      handled: day.handled,
      rate: share({ numerator: escalated, denominator: day.handled }),
    }),
    firstContactProxies: present<QualityView['firstContactProxies']>({
      notRepeated7d: share({ numerator: identified - repeated7d, denominator: identified }),
      answered: day.answered,
      transferredOut: day.transferredOut,
      withoutTransfer: share({ numerator: day.answered - day.transferredOut, denominator: day.answered }),
    }),
  }
}
