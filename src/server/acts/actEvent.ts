/** The event an act publishes (W5, F12). */
import { epochMs, later, toInstant, type EpochMs } from '../../core/units.ts'
import type { CloudEvent } from '../../formats/cloudEvent.ts'
import type { ActMessage } from '../../protocol/messages.ts'
import type { SiteFold } from '../pipeline/siteFold.ts'

/** An act that is an event in the log; an alert is acknowledged elsewhere. */
export type PublishedAct = Exclude<ActMessage, { type: 'acknowledge' }>

export interface EventOrigin {
  readonly id: string
  readonly source: string
  /** Who acts. */
  readonly by: string
  readonly time: EpochMs
}

const TYPES = {
  claim: 'escalation.claimed',
  release: 'escalation.released',
  resolve: 'escalation.resolved',
  correct: 'contact.ended',
} as const

export function actEvent(act: PublishedAct, { id, source, by, time }: EventOrigin): CloudEvent {
  const data = act.type === 'correct' ? correction(act.contact, by) : { escalation: act.escalation, by }
  return { specversion: '1.0', id, source, type: TYPES[act.type], time: toInstant(time), data }
}

/** F12. Nobody wraps up a contact that ended unseen; `by` is for whoever reads the log. */
export function correction(contact: string, by: string): object {
  return { contact, endedBy: 'system', wrapUp: false, by }
}

/** When an act happened: now, as the site's figures have it. What resolves an escalation comes after its raising. */
export function actTime(act: PublishedAct, fold: Pick<SiteFold, 'asOf' | 'escalation'>): EpochMs {
  const asOf = fold.asOf ?? epochMs(0)
  const raised = act.type === 'resolve' ? fold.escalation(act.escalation)?.raised : undefined
  return raised === undefined || raised.time < asOf ? asOf : later(raised.time, 1)
}
