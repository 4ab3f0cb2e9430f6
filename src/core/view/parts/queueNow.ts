/** What waits and talks right now, by queue; suspects are in no figure (F12). */
import { epochMs, type ContactId, type EpochMs, type QueueId } from '../../units.ts'
import type { Segment } from '../../floor/contact/contactState.ts'
import { promisePassedAt, suspectFrom, targetPassedAt } from '../../floor/contact/waitLimits.ts'
import type { Floor } from '../../floor/floor.ts'

export interface QueueNow {
  /** Enqueue instants, oldest first. */
  readonly waitingSince: EpochMs[]
  waitingOverTarget: number
  waitingOverPromise: number
  nextBreachAt: EpochMs | undefined
  /** Open talks that answered a segment of the queue (F10). */
  inService: number
}

export interface Suspects {
  readonly count: number
  /** By their last event, then id. */
  readonly contacts: readonly ContactId[]
}

export interface FloorNow {
  of(queue: QueueId): QueueNow
  readonly suspects: Suspects
}

export const MAX_SUSPECTS = 100

export function nobodyNow(): QueueNow {
  return { waitingSince: [], waitingOverTarget: 0, waitingOverPromise: 0, nextBreachAt: undefined, inService: 0 }
}

export function floorNow(floor: Floor, asOf: EpochMs): FloorNow {
  const queues = new Map<QueueId, QueueNow>()
  const suspects: { id: ContactId; at: EpochMs }[] = []
  const queue = (id: QueueId) => {
    let now = queues.get(id)
    if (now === undefined) queues.set(id, (now = nobodyNow()))
    return now
  }
  for (const { id, head } of floor.open) {
    if (asOf >= suspectFrom(head, floor)) {
      suspects.push({ id, at: head.lastEventAt })
      continue
    }
    if (head.segment !== undefined) addWaiting(queue(head.segment.queue), head.segment, asOf)
    for (const talk of head.talks) if (talk.queue !== undefined) queue(talk.queue).inService++
  }
  for (const now of queues.values()) now.waitingSince.sort((a, b) => a - b)
  suspects.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const listed = suspects.slice(0, MAX_SUSPECTS).map((suspect) => suspect.id)
  return { of: (id) => queues.get(id) ?? nobodyNow(), suspects: { count: suspects.length, contacts: listed } }
}

/** Several queues as one: the total. */
export function merged(parts: readonly QueueNow[]): QueueNow {
  const sum = nobodyNow()
  for (const part of parts) {
    // One by one: as arguments of one call, those of a flooded queue are too many for the stack.
    for (const since of part.waitingSince) sum.waitingSince.push(since)
    sum.waitingOverTarget += part.waitingOverTarget
    sum.waitingOverPromise += part.waitingOverPromise
    sum.nextBreachAt = firstOf(sum.nextBreachAt, part.nextBreachAt)
    sum.inService += part.inService
  }
  sum.waitingSince.sort((a, b) => a - b)
  return sum
}

function addWaiting(now: QueueNow, segment: Segment, asOf: EpochMs): void {
  now.waitingSince.push(segment.enqueuedAt)
  const breachAt = targetPassedAt(segment)
  if (breachAt <= asOf) now.waitingOverTarget++
  else now.nextBreachAt = firstOf(now.nextBreachAt, breachAt)
  if (promisePassedAt(segment) <= asOf) now.waitingOverPromise++
}

function firstOf(a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined {
  return a === undefined || b === undefined ? (a ?? b) : epochMs(Math.min(a, b))
}
