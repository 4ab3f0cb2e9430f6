/** Notices: posted, not cleared, until not passed. A notice posted again is the newer one. */
import type { NoticeView } from '../../../src/core/view/floorView.ts'
import { byCodeUnits, iso, present } from './arithmetic.ts'
import { is, type FoldedAs } from './delivery.ts'
import type { Moment } from './moment.ts'

export function noticesView(moment: Moment): NoticeView[] {
  const posted = new Map<string, FoldedAs<'notice.posted'>>()
  for (const folded of moment.ordered) {
    if (is(folded, 'notice.posted') && !folded.late) posted.set(folded.event.data.notice, folded)
    if (is(folded, 'notice.cleared')) {
      const up = posted.get(folded.event.data.notice)
      if (up !== undefined && (!folded.late || up.at <= folded.saidAt)) posted.delete(folded.event.data.notice)
    }
  }
  return [...posted.values()]
    .sort((a, b) => a.at - b.at || byCodeUnits(a.event.data.notice, b.event.data.notice))
    .map(({ at, event: { data } }) =>
      present({
        notice: data.notice,
        text: data.text ?? '',
        postedAt: iso(at),
        until: data.until === undefined ? undefined : iso(Date.parse(data.until)),
        severity: data.severity,
      }),
    )
    .filter((notice) => notice.until === undefined || moment.asOf < Date.parse(notice.until))
}
