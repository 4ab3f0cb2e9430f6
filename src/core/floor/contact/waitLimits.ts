/** When a waiting contact passes its limits, and what the clock alone makes true of it (F9, F12). */
import { epochMs, later, type EpochMs } from '../../units.ts'
import type { ContactState, Segment } from './contactState.ts'
import type { Fact } from '../fact.ts'
import { NONE } from '../lists.ts'

/** F12: how long a contact of this channel may be silent, ms. */
export interface Limits {
  suspectAfterMs(channel: string): number
}

/** F9, F12: what the clock alone makes true between the contact's last event and `until`, in order of time. */
export function dueFacts(state: ContactState, until: EpochMs, limits: Limits): readonly Fact[] {
  const { segment } = state
  if (segment === undefined) return NONE
  const due: Fact[] = []
  const { queue } = segment
  const targetAt = targetPassedAt(segment)
  const promiseAt = promisePassedAt(segment)
  const suspectAt = suspectFrom(state, limits)
  const overFrom = segment.overTarget ? segment.enqueuedAt : targetAt
  if (!segment.targetPassed && targetAt <= until) {
    due.push({ type: 'targetBreached', at: targetAt, queue })
    if (targetAt < suspectAt) due.push({ type: 'overTargetChanged', at: targetAt, queue, by: 1 })
  }
  if (!segment.promisePassed && promiseAt <= until) due.push({ type: 'promiseBreached', at: promiseAt, queue })
  const counted = segment.overTarget || (!segment.targetPassed && targetAt <= until)
  if (counted && overFrom < suspectAt && suspectAt <= until)
    due.push({ type: 'overTargetChanged', at: suspectAt, queue, by: -1 })
  return due.length > 1 ? due.sort((a, b) => a.at - b.at) : due
}

/** The next instant after `after` at which the clock alone changes something; undefined when it never will. */
export function nextDueAt(state: ContactState, after: EpochMs, limits: Limits): EpochMs | undefined {
  const { segment } = state
  if (segment === undefined) return undefined
  const next = Math.min(
    ifAfter(after, targetPassedAt(segment)),
    ifAfter(after, promisePassedAt(segment)),
    ifAfter(after, suspectFrom(state, limits)),
  )
  return next === Infinity ? undefined : epochMs(next)
}

function ifAfter(instant: EpochMs, at: EpochMs): number {
  return at > instant ? at : Infinity
}

/** F9: strict, so the first millisecond past the limit. */
export function targetPassedAt(segment: Segment): EpochMs {
  return later(segment.enqueuedAt, segment.answerWithinMs + 1)
}

export function promisePassedAt(segment: Segment): EpochMs {
  return later(segment.enqueuedAt, segment.waitPromiseMs + 1)
}

/** F12: the first instant at which silence is longer than the channel's limit. */
export function suspectFrom(state: Pick<ContactState, 'lastEventAt' | 'channel'>, limits: Limits): EpochMs {
  return later(state.lastEventAt, limits.suspectAfterMs(state.channel) + 1)
}

/** Notes which limits the waiting segment has passed by `at`; their facts are `dueFacts`. */
export function passLimits(state: ContactState, at: EpochMs, limits: Limits): ContactState {
  const { segment } = state
  if (segment === undefined) return state
  const targetAt = targetPassedAt(segment)
  const suspectAt = suspectFrom(state, limits)
  const targetPassed = targetAt <= at
  const promisePassed = promisePassedAt(segment) <= at
  const overTarget =
    (segment.overTarget || (targetPassed && !segment.targetPassed && targetAt < suspectAt)) && at < suspectAt
  const isNews =
    targetPassed !== segment.targetPassed ||
    promisePassed !== segment.promisePassed ||
    overTarget !== segment.overTarget
  return isNews ? { ...state, segment: { ...segment, targetPassed, promisePassed, overTarget } } : state
}
