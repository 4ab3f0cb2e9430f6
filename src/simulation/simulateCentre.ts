/**
 * A contact centre that never was, day after day: seeded, pure, and legal under the contract. Its clock is the
 * agenda: each step happens at its own millisecond, tells what happened and plans what follows.
 */
import type { FloorEvent } from '../core/events/event.ts'
import { epochMs } from '../core/units.ts'
import { createCentre, type CentreOptions } from './createCentre.ts'
import { escalate, claim, release, settle } from './desk/escalations.ts'
import { beat } from './desk/heartbeats.ts'
import { clearNotice, postNotice } from './desk/notices.ts'
import { surveyTicket, survey } from './desk/surveys.ts'
import { afterResolved, openTicket, planTicket, replyTicket, resolveTicket } from './desk/tickets.ts'
import { pause, planFirstDay, resume, signOff, signOn, whoIs } from './floor/agentDay.ts'
import { arrive, callBack, planArrival, surge } from './floor/arrivals.ts'
import { inSeconds, plan, tell, type Centre } from './floor/centre.ts'
import { answer, dropLine, finish, pickUp } from './floor/conversation.ts'
import { hold, retrieve } from './floor/hold.ts'
import { missAlert, route } from './floor/routing.ts'
import type { Step, StepTo } from './floor/step.ts'
import { endWrapUp } from './floor/talks.ts'
import { consult, handOver } from './floor/transfers.ts'
import { leave } from './floor/waiting.ts'
import { DAY_MS } from './world/dayCurve.ts'

export type { CentreOptions } from './createCentre.ts'

type Handlers = { readonly [K in Step['do']]: (centre: Centre, step: StepTo<K>) => void }

const HANDLERS: Handlers = {
  open,
  declareQueues,
  arrive,
  callBack,
  surge,
  route,
  leave,
  answer,
  missAlert,
  pickUp,
  hold,
  retrieve,
  dropLine,
  escalate,
  finish,
  consult,
  handOver,
  wrapUp: endWrapUp,
  signOn,
  signOff,
  pause,
  resume,
  openTicket,
  replyTicket,
  resolveTicket,
  afterResolved,
  survey,
  surveyTicket,
  claim,
  release,
  settle,
  postNotice,
  clearNotice,
  beat,
}

/** Events in the order of their times, without end. The same options give the same events. @throws RangeError on bad options */
export function simulateCentre(options: CentreOptions): Generator<FloorEvent, never> {
  const centre = createCentre(options)
  plan(centre, 1, { do: 'open' })
  return run(centre)
}

function* run(centre: Centre): Generator<FloorEvent, never> {
  for (;;) {
    const next = centre.agenda.take()
    if (next === undefined) throw new Error('nothing is planned')
    // Two steps of one millisecond: the later one moves to the next, so that an effect never shares its cause's instant.
    centre.now = epochMs(Math.max(next.at, centre.now + 1))
    perform(centre, next.what)
    if (centre.told.length === 0) continue
    const told = centre.told
    centre.told = []
    yield* told
  }
}

function perform<K extends Step['do']>(centre: Centre, step: StepTo<K>): void {
  const handler = HANDLERS[step.do]
  handler(centre, step)
}

/** The first step: settings and people are declared, and everything that recurs is planned. */
function open(centre: Centre): void {
  declareQueues(centre)
  for (const agent of centre.agents) {
    tell(centre, 'agent.state', { agent: agent.id, state: 'offline', ...whoIs(agent) })
    planFirstDay(centre, agent)
  }
  for (const queue of centre.queues) planArrival(centre, queue)
  for (const source of [centre.acd, centre.desk]) plan(centre, 1, { do: 'beat', source })
  planTicket(centre)
  inSeconds(centre, 240, { do: 'surge' })
  inSeconds(centre, 120, { do: 'postNotice' })
}

/** Every day again, as a nightly export does: a log keeps a week, and settings must not age out of it. */
function declareQueues(centre: Centre): void {
  for (const { profile } of centre.queues) {
    tell(centre, 'queue.configured', {
      queue: profile.id,
      name: profile.name,
      channel: profile.channel,
      answerWithinMs: profile.answerWithinMs,
      targetRatio: profile.targetRatio ?? 0.8,
      shortAbandonMs: 5000,
      serviceLevelFormula: profile.serviceLevelFormula ?? 'SL5',
      waitPromiseMs: Math.max(60_000, profile.answerWithinMs),
    })
  }
  plan(centre, DAY_MS, { do: 'declareQueues' })
}
