/** A conversation: answered, perhaps held, cut off, brought before a lead, and ended. */
import { chance, logNormal, pickWeighted, uniform } from '../engine/random.ts'
import { loseLine } from './agentDay.ts'
import {
  inSeconds,
  plan,
  tell,
  type Centre,
  type SimAgent,
  type SimContact,
  type SimQueue,
  type Talk,
} from './centre.ts'
import type { StepTo } from './step.ts'
import { closeTalk, WRAP_UP_SHARE } from './talks.ts'
import { transfer } from './transfers.ts'
import { endWait } from './waiting.ts'

/** Shares of all conversations. */
const HELD = 0.14
const TRANSFERRED = 0.075
const ESCALATED = 0.012
const LINE_LOST = 0.0006
const SURVEYED = 0.12
const NO_WRAP_UP = 0.06
const LONGEST_TALK_MS = 2_700_000

export function answer(centre: Centre, { contact, agent, alert }: StepTo<'answer'>): void {
  const { queue } = contact
  if (queue === undefined || contact.alertedTo !== agent || contact.alerts !== alert) return
  const waitMs = centre.now - contact.since
  // F3: an answer ends the wrap-ups of a chat that ended while this one was alerting.
  agent.wrappingUp = []
  tell(centre, 'contact.answered', { contact: contact.id, agent: agent.id, queue: queue.profile.id, waitMs })
  const asking = contact.consulting
  const talk = startTalk(centre, contact, { agent, queue, waitMs })
  endWait(centre, contact)
  if (asking === undefined) return
  contact.consulting = undefined
  inSeconds(centre, uniform(centre.random, 4, 15), { do: 'handOver', from: asking, to: talk })
}

/** A colleague named by the transfer takes it, outside of any queue. */
export function pickUp(centre: Centre, { contact, agent }: StepTo<'pickUp'>): void {
  tell(centre, 'contact.answered', { contact: contact.id, agent: agent.id })
  agent.heldFor = undefined
  agent.wrappingUp = []
  startTalk(centre, contact, { agent, queue: undefined, waitMs: 0 })
}

function startTalk(
  centre: Centre,
  contact: SimContact,
  by: { agent: SimAgent; queue: SimQueue | undefined; waitMs: number },
): Talk {
  const { agent, queue, waitMs } = by
  const talk = {
    contact,
    agent,
    queue,
    waitedMs: waitMs,
    talkMs: talkMs(centre, contact, queue),
    held: false,
    over: false,
  }
  contact.talks.push(talk)
  agent.talking.push(talk)
  planTalk(centre, talk)
  return talk
}

/** Later legs are shorter: the story has been told. */
function talkMs(centre: Centre, contact: SimContact, queue: SimQueue | undefined): number {
  const seconds = (queue ?? centre.queues[0])?.handleSeconds ?? 240
  const mean = seconds * 1000 * (1 - WRAP_UP_SHARE) * (contact.transfers > 0 ? 0.7 : 1)
  return Math.min(LONGEST_TALK_MS, Math.max(8000, logNormal(centre.random, mean, 0.65)))
}

function planTalk(centre: Centre, talk: Talk): void {
  const { random } = centre
  const part = () => talk.talkMs * uniform(random, 0.2, 0.8)
  let holdMs = 0
  if (talk.contact.channel === 'voice' && chance(random, HELD)) {
    const from = part()
    holdMs = 8000 + logNormal(random, 35_000, 0.8)
    plan(centre, from, { do: 'hold', talk })
    plan(centre, from + holdMs, { do: 'retrieve', talk })
  }
  if (chance(random, ESCALATED)) plan(centre, part(), { do: 'escalate', talk })
  if (chance(random, LINE_LOST)) plan(centre, part(), { do: 'dropLine', talk })
  plan(centre, talk.talkMs + holdMs, { do: 'finish', talk })
}

/** The agent's line breaks; the customer is gone. Not while others depend on it. */
export function dropLine(centre: Centre, { talk }: StepTo<'dropLine'>): void {
  const { agent, contact } = talk
  if (talk.over || agent.said !== 'available' || agent.heldFor !== undefined) return
  if (contact.talks.length > 1 || contact.queue !== undefined || agent.talking.length > 1) return
  talk.over = true
  contact.talks.length = 0
  agent.talking.length = 0
  loseLine(centre, agent, uniform(centre.random, 30, 180))
}

export function finish(centre: Centre, step: StepTo<'finish'>): void {
  const { talk } = step
  if (talk.over) return
  // Two agents are on it: the one who hands over goes first.
  if (talk.contact.talks.length > 1 || talk.contact.queue !== undefined) return inSeconds(centre, 5, step)
  if (talk.contact.transfers < 2 && chance(centre.random, TRANSFERRED)) return transfer(centre, talk)
  end(centre, talk)
}

function end(centre: Centre, talk: Talk): void {
  const { random } = centre
  const { agent, contact } = talk
  const endedBy = pickWeighted(random, [
    ['customer', 0.6],
    ['agent', 0.38],
    ['system', 0.02],
  ])
  const wrapUp = !chance(random, NO_WRAP_UP)
  tell(centre, 'contact.ended', {
    contact: contact.id,
    ...(chance(random, 0.95) ? { agent: agent.id } : {}),
    endedBy,
    ...(wrapUp ? {} : { wrapUp }),
  })
  if (chance(random, SURVEYED)) inSeconds(centre, uniform(random, 40, 500), { do: 'survey', talk })
  closeTalk(centre, talk, { wrapUp })
}
