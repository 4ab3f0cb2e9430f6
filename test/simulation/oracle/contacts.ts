/** F1 to F5: what each contact event does. */
import type { SiteConfig } from '../../../src/core/site.ts'
import { is, type Folded } from './delivery.ts'
import {
  endHold,
  endSaidWrapUp,
  endTalk,
  endWait,
  endWrapUps,
  mayEnd,
  openTalk,
  openTalks,
  openWait,
} from './happen.ts'
import type { Contact, History } from './history.ts'
import { settingsAt } from './settings.ts'

export interface Folding {
  readonly history: History
  readonly ordered: readonly Folded[]
  readonly config: SiteConfig
}

export function foldContact(folding: Folding, contact: Contact, folded: Folded): void {
  const { history } = folding
  if (is(folded, 'contact.enqueued')) enqueue(folding, contact, folded)
  else if (is(folded, 'contact.alerted')) alert(contact, folded, folded.event.data.agent)
  else if (is(folded, 'contact.alertTimedOut')) timeOut(history, contact, folded, folded.event.data.agent)
  else if (is(folded, 'contact.answered')) answer(folding, contact, folded)
  else if (is(folded, 'contact.held')) hold(contact, folded, folded.event.data.agent)
  else if (is(folded, 'contact.retrieved')) retrieve(contact, folded, folded.event.data.agent)
  else if (is(folded, 'contact.transferred')) transfer(folding, contact, folded)
  else if (is(folded, 'contact.flowedOut')) flowOut(folding, contact, folded)
  else if (is(folded, 'contact.abandoned')) abandon(history, contact, folded, folded.event.data.queue)
  else if (is(folded, 'contact.ended')) end(history, contact, folded)
}

/** F1: a repeat in the same queue is ignored; another queue closes the waiting segment as requeued. */
function enter(folding: Folding, contact: Contact, folded: Folded, queue: string, channel: string): void {
  if (folded.late || contact.waiting?.queue === queue) return
  endWait(contact, 'flowedOut', folded)
  const settings = settingsAt(queue, folded.at, folding.ordered, folding.config)
  openWait(folding.history, contact, folded, { queue, channel, enqueuedAt: folded.at, settings })
}

function enqueue(folding: Folding, contact: Contact, folded: Folded): void {
  if (!is(folded, 'contact.enqueued')) return
  const { queue, channel } = folded.event.data
  enter(folding, contact, folded, queue, channel ?? 'voice')
}

/** F6: a newer alert replaces the older; with nothing waiting it has no effect. */
function alert(contact: Contact, folded: Folded, agent: string): void {
  if (!folded.late && contact.waiting !== undefined) contact.alert = { agent, at: folded.at }
}

/** F6: counted when the contact waits, even without an alert. */
function timeOut(history: History, contact: Contact, folded: Folded, agent: string): void {
  if (contact.waiting === undefined) return
  if (!folded.late) history.alertTimeOuts.push({ queue: contact.waiting.queue, at: folded.at })
  if (contact.alert?.agent === agent && mayEnd(contact.alert.at, folded)) contact.alert = undefined
}

/** F2 */
function answer(folding: Folding, contact: Contact, folded: Folded): void {
  if (!is(folded, 'contact.answered')) return
  const { history } = folding
  const { agent, queue, waitMs } = folded.event.data
  if (contact.waiting === undefined && openTalks(contact, agent).length > 0) return
  if (folded.late) {
    // F15: the opening is void, and with it what it would end of the agent's; the contact's wait is over all the same.
    endWait(contact, 'answered', folded)
    return
  }
  endWrapUps(history, agent, folded)
  endSaidWrapUp(history, agent, folded)
  const isFurtherLeg = openTalks(contact).length > 0 || contact.transferredTo === agent
  if (contact.waiting === undefined && !isFurtherLeg && waitMs !== undefined && queue !== undefined) {
    const enqueuedAt = folded.at - waitMs
    const settings = settingsAt(queue, enqueuedAt, folding.ordered, folding.config)
    openWait(history, contact, folded, { queue, channel: contact.channel, enqueuedAt, settings, toldByAnswer: true })
  }
  if (contact.waiting === undefined) {
    if (!isFurtherLeg) history.orphans.push(folded.at)
    openTalk(history, contact, agent, folded.at)
    return
  }
  const segment = contact.waiting
  endWait(contact, 'answered', folded)
  segment.answeredBy = agent
  openTalk(history, contact, agent, folded.at, segment.queue)
}

/** F5 */
function hold(contact: Contact, folded: Folded, agent: string): void {
  if (folded.late) return
  for (const handle of openTalks(contact, agent)) {
    const last = handle.holds.at(-1)
    if (last === undefined || last.to !== undefined) handle.holds.push({ from: folded.at })
  }
}

function retrieve(contact: Contact, folded: Folded, agent: string): void {
  for (const handle of openTalks(contact, agent)) {
    const last = handle.holds.at(-1)
    if (last !== undefined && mayEnd(last.from, folded)) endHold(handle, folded.at)
  }
}

/** F3: the named agent's talk, or every open one; with `to` a segment opens there, whatever was open. */
function transfer(folding: Folding, contact: Contact, folded: Folded): void {
  if (!is(folded, 'contact.transferred')) return
  const { agent, to, toAgent } = folded.event.data
  for (const handle of openTalks(contact, agent)) {
    const ended = endTalk(folding.history, handle, folded, true)
    if (ended && !folded.late && handle.queue !== undefined)
      folding.history.transfersOut.push({ queue: handle.queue, at: folded.at })
  }
  if (folded.late) return
  contact.transferredTo = toAgent
  if (to !== undefined) enter(folding, contact, folded, to, contact.channel)
}

/** F1, F4: naming another queue than the waiting segment's counts as nothing waiting. */
function flowOut(folding: Folding, contact: Contact, folded: Folded): void {
  if (!is(folded, 'contact.flowedOut')) return
  const { queue, to } = folded.event.data
  if (!waitsIn(contact, queue)) {
    if (!folded.late) folding.history.orphans.push(folded.at)
    return
  }
  endWait(contact, 'flowedOut', folded)
  if (to !== undefined) enter(folding, contact, folded, to, contact.channel)
}

function abandon(history: History, contact: Contact, folded: Folded, queue: string | undefined): void {
  if (waitsIn(contact, queue)) endWait(contact, 'abandoned', folded)
  else if (!folded.late) history.orphans.push(folded.at)
}

function waitsIn(contact: Contact, queue: string | undefined): boolean {
  return contact.waiting !== undefined && (queue === undefined || contact.waiting.queue === queue)
}

/** F3, F4 */
function end(history: History, contact: Contact, folded: Folded): void {
  if (!is(folded, 'contact.ended')) return
  const { agent, endedBy, wrapUp } = folded.event.data
  const isTheirs = agent === undefined || contact.handles.some((handle) => handle.agent === agent)
  if (contact.waiting === undefined || isTheirs)
    for (const handle of openTalks(contact, agent)) endTalk(history, handle, folded, wrapUp ?? true)
  if (agent === undefined || !isTheirs)
    endWait(contact, endedBy === undefined || endedBy === 'customer' ? 'abandoned' : 'flowedOut', folded)
}
