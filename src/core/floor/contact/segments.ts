/** One stay in a queue: how it begins, and what its end or its answer says of the wait. */
import { between, type AgentId, type EpochMs, type QueueId } from '../../units.ts'
import type { Segment } from './contactState.ts'
import type { Fact } from '../fact.ts'
import { NONE } from '../lists.ts'
import type { SettingsInForce } from '../queue/settingsTimeline.ts'
import { promisePassedAt, targetPassedAt } from './waitLimits.ts'

export function opened(queue: QueueId, enqueuedAt: EpochMs, settings: SettingsInForce): Segment {
  const { answerWithinMs, shortAbandonMs, waitPromiseMs } = settings
  const fresh = { targetPassed: false, promisePassed: false, overTarget: false }
  return { queue, enqueuedAt, answerWithinMs, shortAbandonMs, waitPromiseMs, ...fresh }
}

export function answeredFact(segment: Segment, agent: AgentId, at: EpochMs): Fact {
  const { queue, enqueuedAt, answerWithinMs } = segment
  const waitMs = between(enqueuedAt, at)
  return { type: 'segmentAnswered', at, queue, agent, waitMs, withinTarget: waitMs <= answerWithinMs }
}

export function abandonedFact(segment: Segment, at: EpochMs): Fact {
  const { queue, enqueuedAt, shortAbandonMs, answerWithinMs } = segment
  const waitMs = between(enqueuedAt, at)
  const short = waitMs <= shortAbandonMs
  return { type: 'segmentAbandoned', at, queue, waitMs, short, withinTarget: waitMs <= answerWithinMs }
}

/** The breaches of a whole wait that only its answer at `learntAt` told of, at their own instants. */
export function breachFacts(segment: Segment, learntAt: EpochMs): readonly Fact[] {
  const { queue } = segment
  const targetAt = targetPassedAt(segment)
  const promiseAt = promisePassedAt(segment)
  if (targetAt > learntAt && promiseAt > learntAt) return NONE
  const facts: Fact[] = []
  if (targetAt <= learntAt) {
    facts.push({ type: 'targetBreached', at: targetAt, learntAt, queue })
    facts.push({ type: 'overTargetChanged', at: targetAt, learntAt, queue, by: 1 })
    facts.push({ type: 'overTargetChanged', at: learntAt, queue, by: -1 })
  }
  if (promiseAt <= learntAt) facts.push({ type: 'promiseBreached', at: promiseAt, learntAt, queue })
  return facts
}
