/**
 * Which acts are allowed, and which hold: asked twice, of the fold before the event is published and of the fold
 * that has just read it back. Between the two the log may have said otherwise. Rules of SPEC.md.
 */
import type { RefusalReason } from '../../protocol/messages.ts'
import type { SiteFold } from '../pipeline/siteFold.ts'
import type { PublishedAct } from './actEvent.ts'

/** What the rules look at. */
export type ActedOn = Pick<SiteFold, 'escalation' | 'isSuspect'>

export interface Refusal {
  readonly reason: RefusalReason
  /** Who has the escalation, when that is why. */
  readonly owner?: string
}

/** Why the event is not to be published; undefined: it is. */
export function whyNot(act: PublishedAct, by: string, fold: ActedOn): Refusal | undefined {
  switch (act.type) {
    case 'claim':
      return ofOpen(act.escalation, fold, (owner) => ownedByAnother(owner, by))
    case 'release':
      return ofOpen(act.escalation, fold, (owner) => (owner === by ? undefined : notOwner(owner)))
    case 'resolve':
      return ofOpen(act.escalation, fold, (owner) =>
        owner === undefined || owner === by ? undefined : notOwner(owner),
      )
    case 'correct':
      return fold.isSuspect(act.contact) ? undefined : { reason: 'notSuspect' }
  }
}

/** Why the act does not hold although its event was folded; undefined: it does. */
export function whyVoid(act: PublishedAct, by: string, fold: ActedOn): Refusal | undefined {
  switch (act.type) {
    case 'claim':
      return ofOpen(act.escalation, fold, (owner) =>
        owner === undefined ? { reason: 'late' } : ownedByAnother(owner, by),
      )
    case 'release':
      return ofOpen(act.escalation, fold, (owner) => stillOwned(owner, by))
    case 'resolve':
      return fold.escalation(act.escalation) === undefined ? undefined : { reason: 'late' }
    case 'correct':
      return fold.isSuspect(act.contact) ? { reason: 'late' } : undefined
  }
}

type OwnerRule = (owner: string | undefined) => Refusal | undefined

function ofOpen(id: string, fold: ActedOn, rule: OwnerRule): Refusal | undefined {
  const escalation = fold.escalation(id)
  return escalation === undefined ? { reason: 'unknown' } : rule(escalation.owner?.by)
}

function ownedByAnother(owner: string | undefined, by: string): Refusal | undefined {
  return owner === undefined || owner === by ? undefined : { reason: 'owned', owner }
}

function stillOwned(owner: string | undefined, by: string): Refusal | undefined {
  if (owner === undefined) return undefined
  return owner === by ? { reason: 'late' } : notOwner(owner)
}

function notOwner(owner: string | undefined): Refusal {
  return owner === undefined ? { reason: 'notOwner' } : { reason: 'notOwner', owner }
}
