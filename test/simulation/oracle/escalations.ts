/** Escalations: raised and resolved in folding order, owned in stream order (F14). */
import type { EscalationView } from '../../../src/core/view/floorView.ts'
import { byCodeUnits, iso, present } from './arithmetic.ts'
import { is, type Folded, type FoldedAs } from './delivery.ts'
import type { Moment } from './moment.ts'

export function escalationsView(moment: Moment): EscalationView[] {
  return [...openEscalations(moment.ordered)]
    .sort(([a, raised], [b, other]) => raised.at - other.at || byCodeUnits(a, b))
    .map(([id, raised]) => escalationView(moment, id, raised))
}

function openEscalations(ordered: readonly Folded[]): Map<string, FoldedAs<'escalation.raised'>> {
  const open = new Map<string, FoldedAs<'escalation.raised'>>()
  for (const folded of ordered) {
    if (is(folded, 'escalation.raised') && !folded.late && !open.has(folded.event.data.escalation))
      open.set(folded.event.data.escalation, folded)
    if (is(folded, 'escalation.resolved')) {
      const raised = open.get(folded.event.data.escalation)
      if (raised !== undefined && (!folded.late || raised.at <= folded.saidAt))
        open.delete(folded.event.data.escalation)
    }
  }
  return open
}

function escalationView(moment: Moment, id: string, raised: FoldedAs<'escalation.raised'>): EscalationView {
  const { reason, contact, ticket, queue, agent, level, severity, note } = raised.event.data
  const owner = ownerOf(moment.ordered, id)
  return present({
    escalation: id,
    reason,
    contact,
    ticket,
    queue,
    agent,
    level,
    severity: severity ?? 'warning',
    note,
    raisedAt: iso(raised.at),
    claimedBy: owner?.by,
    claimedAt: owner === undefined ? undefined : iso(owner.at),
  })
}

/**
 * The first claim in stream order wins; later ones are void until its owner releases it, or the escalation is
 * resolved.
 */
function ownerOf(ordered: readonly Folded[], id: string): { by: string; at: number } | undefined {
  let owner: { by: string; at: number } | undefined
  for (const folded of [...ordered].sort((a, b) => a.arrival - b.arrival)) {
    const isPast = owner !== undefined && (!folded.late || owner.at <= folded.saidAt)
    if (is(folded, 'escalation.claimed') && folded.event.data.escalation === id && !folded.late)
      if (openEscalations(ordered.filter((heard) => heard.arrival < folded.arrival)).has(id))
        owner ??= { by: folded.event.data.by, at: folded.at }
    if (is(folded, 'escalation.released') && folded.event.data.escalation === id && isPast)
      owner = folded.event.data.by === owner?.by ? undefined : owner
    if (is(folded, 'escalation.resolved') && folded.event.data.escalation === id && isPast) owner = undefined
  }
  return owner
}
