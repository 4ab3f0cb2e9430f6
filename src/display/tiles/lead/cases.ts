/** Escalations as a lead works through them: which comes first, who has it, and what can be done about it. */
import { parseInstant, type EpochMs } from '../../../core/units.ts'
import type { LeadBoardView } from '../../../core/view/boardView.ts'
import type { EscalationView } from '../../../core/view/floorView.ts'
import type { ActType } from '../../link/acts.ts'
import { elapsed } from '../../format.ts'
import { msSince } from '../../reading.ts'

export interface Case {
  id: string
  reason: string
  level: 'warn' | 'crit'
  ageMs: number
  /** Where it comes from: queue, agent, contact or ticket, channel; names where they are known. */
  of: string
  note: string | undefined
  owner: string | undefined
  /** How long nobody had it, and how long the owner has it. */
  claimedAfterMs: number | undefined
  ownedMs: number | undefined
  escalation: EscalationView
}

type People = Pick<LeadBoardView, 'agents' | 'queues'>

function at(instant: string): number {
  return parseInstant(instant) ?? 0
}

/** Unowned first, then the oldest; of the same instant the smaller id. */
export function casesInOrder(escalations: readonly EscalationView[]): EscalationView[] {
  return escalations.toSorted(
    (a, b) =>
      Number(a.claimedBy !== undefined) - Number(b.claimedBy !== undefined) ||
      at(a.raisedAt) - at(b.raisedAt) ||
      (a.escalation < b.escalation ? -1 : 1),
  )
}

/** Two of one instant may be claimed before they are raised, by clocks apart: never negative. */
function claimedAfter({ raisedAt, claimedAt }: EscalationView): number | undefined {
  return claimedAt === undefined ? undefined : Math.max(0, at(claimedAt) - at(raisedAt))
}

export function agentName({ agents }: Pick<People, 'agents'>, id: string): string {
  return agents[id]?.name ?? id
}

function about({ ticket, queue, agent, contact }: EscalationView, { agents, queues }: People): string {
  const known = queue === undefined ? undefined : queues[queue]
  const who = agent === undefined ? undefined : agentName({ agents }, agent)
  const whom = contact === undefined ? undefined : who === undefined ? contact : `with ${contact}`
  return [
    ticket === undefined ? undefined : `Ticket ${ticket}`,
    queue === undefined ? undefined : (known?.name ?? queue),
    [who, whom].filter((part) => part !== undefined).join(' '),
    contact === undefined ? undefined : known?.channel,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ')
}

export function caseOf(escalation: EscalationView, people: People, now: EpochMs): Case {
  return {
    id: escalation.escalation,
    reason: escalation.reason,
    level: escalation.severity === 'critical' ? 'crit' : 'warn',
    ageMs: msSince(escalation.raisedAt, now) ?? 0,
    of: about(escalation, people),
    note: escalation.note,
    owner: escalation.claimedBy,
    claimedAfterMs: claimedAfter(escalation),
    ownedMs: msSince(escalation.claimedAt, now),
    escalation,
  }
}

export type CaseAct = Exclude<ActType, 'correct'>

/** What this person can do about it; the first is what there is to do. Without a name all may be tried: it is asked for. */
export function actsOn({ owner }: Pick<Case, 'owner'>, me: string | undefined): CaseAct[] {
  if (owner === undefined) return ['claim', 'resolve']
  return owner === me ? ['resolve', 'release'] : []
}

/** `3 waiting for an owner · 3 in hand` */
export function sumWords(cases: readonly Pick<Case, 'owner'>[]): string {
  const inHand = cases.filter(({ owner }) => owner !== undefined).length
  return `${cases.length - inHand} waiting for an owner · ${inHand} in hand`
}

/** One spoken sentence a case. */
export function spokenCase({ level, ageMs, reason, of, owner }: Case): string {
  const who = owner === undefined ? 'No owner yet' : `${owner} has it`
  return `${level === 'crit' ? 'Critical' : 'Warning'}, ${elapsed(ageMs)}. ${reason}. ${of}. ${who}.`
}

export interface Selection {
  id: string
  place: number
}

/** The selected case stays selected where it goes; once it is resolved, the case that took its place is. */
export function selectionAfter(before: Selection | undefined, ids: readonly string[]): Selection | undefined {
  const place = before === undefined ? 0 : ids.indexOf(before.id)
  const nearest = Math.min(place === -1 ? (before?.place ?? 0) : place, ids.length - 1)
  const id = ids[nearest]
  return id === undefined ? undefined : { id, place: nearest }
}

/** The selection `by` rows further; it stops at both ends. */
export function moved(selection: Selection, by: number, ids: readonly string[]): Selection {
  const place = Math.max(0, Math.min(ids.length - 1, selection.place + by))
  return { id: ids[place] ?? selection.id, place }
}

export interface Alarm {
  known: ReadonlySet<string>
  text: string
}

/** What is said aloud: new critical cases nobody has. The first look says nothing, and nothing is said twice. */
export function alarmAfter(before: Alarm | undefined, cases: readonly Case[]): Alarm {
  const known = new Set(cases.map(({ id }) => id))
  if (before === undefined) return { known, text: '' }
  const fresh = cases.filter(({ id, level, owner }) => level === 'crit' && owner === undefined && !before.known.has(id))
  if (fresh.length > 0) return { known, text: fresh.map(({ reason }) => `Critical: ${reason}.`).join(' ') }
  return { known, text: before.text }
}
