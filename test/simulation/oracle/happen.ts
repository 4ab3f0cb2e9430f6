/** What can happen to a contact: the elementary changes the events are made of, with F15's limit on late ones. */
import { is, type Folded } from './delivery.ts'
import type { Contact, Handle, History, Segment } from './history.ts'
import type { Said } from './settings.ts'

/** F15: a late event may only end what was opened at or before its own time. */
export function mayEnd(openedAt: number, by: Folded): boolean {
  return !by.late || openedAt <= by.saidAt
}

export function openWait(
  history: History,
  contact: Contact,
  openedBy: Folded,
  segment: { queue: string; channel: string; enqueuedAt: number; settings: Said; toldByAnswer?: boolean },
): void {
  const opened: Segment = {
    contact,
    openedBy,
    toldByAnswer: false,
    ...segment,
    counted: true,
  }
  history.segments.push(opened)
  contact.waiting = opened
  contact.channel = segment.channel
}

/** Ends the wait, and with it the alert (F6). */
export function endWait(contact: Contact, outcome: 'answered' | 'abandoned' | 'flowedOut', by: Folded): void {
  const segment = contact.waiting
  if (segment === undefined || !mayEnd(segment.enqueuedAt, by)) return
  segment.endedAt = by.at
  segment.outcome = outcome
  segment.counted = !by.late
  contact.waiting = undefined
  contact.alert = undefined
}

export function openTalk(history: History, contact: Contact, agent: string, at: number, queue?: string): void {
  const handle: Handle = {
    contact: contact.id,
    agent,
    ...(queue === undefined ? {} : { queue }),
    answeredAt: at,
    holds: [],
    counted: true,
    isNobodys: false,
  }
  history.handles.push(handle)
  contact.handles.push(handle)
}

export function openTalks(contact: Contact, agent?: string): Handle[] {
  return contact.handles.filter((h) => h.endedAt === undefined && (agent === undefined || h.agent === agent))
}

/**
 * F3, F5: ends a talk; true when it did. Wrap-up begins unless it is over in the same ms, or the end is late:
 * a late event opens nothing (F15).
 */
export function endTalk(history: History, handle: Handle, by: Folded, wrapUp: boolean): boolean {
  if (!mayEnd(handle.answeredAt, by)) return false
  endHold(handle, by.at)
  handle.endedAt = by.at
  if (by.late) handle.counted = false
  const answeredAnother = history.handles.some(
    (other) => other !== handle && other.agent === handle.agent && other.answeredAt === by.at,
  )
  if (!wrapUp || answeredAnother || by.late || handle.isNobodys) handle.closedAt = by.at
  return true
}

export function endHold(handle: Handle, at: number): void {
  const hold = handle.holds.at(-1)
  if (hold !== undefined && hold.to === undefined) hold.to = at
}

/** F3: ends the wrap-ups of an agent, of one contact or all. */
export function endWrapUps(history: History, agent: string, by: Folded, contact?: string): void {
  for (const handle of history.handles) {
    if (handle.agent !== agent || handle.endedAt === undefined || handle.closedAt !== undefined) continue
    if (contact !== undefined && handle.contact !== contact) continue
    if (!mayEnd(handle.endedAt, by)) continue
    handle.closedAt = by.at
    if (by.late) handle.counted = false
  }
}

/** F6: a said wrap-up lasts to the agent's next answered or wrappedUp, then available. */
export function endSaidWrapUp(history: History, agent: string, by: Folded): void {
  const known = history.agents.get(agent)
  if (known?.said.state === 'wrapUp' && mayEnd(known.said.at, by))
    known.said = { state: 'available', reason: undefined, at: by.at }
}

/** F3, F6: wrap-up is the agent's: it ends whether or not anything is known of the contact. */
export function wrapUpDone(history: History, folded: Folded): void {
  if (!is(folded, 'contact.wrappedUp')) return
  const { agent, contact } = folded.event.data
  endWrapUps(history, agent, folded, contact)
  endSaidWrapUp(history, agent, folded)
}
