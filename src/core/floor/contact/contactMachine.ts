/** One contact, one event, what follows: rules F1 to F5, F9 and the contact's part of F6 and F15. */
import { durationMs, earlier, epochMs, type AgentId, type EpochMs, type QueueId } from '../../units.ts'
import { rankOf, type ContactEvent, type EventOf } from '../../events/event.ts'
import { DEFAULT_CHANNEL, type ContactState, type Segment, type Talk } from './contactState.ts'
import type { Fact } from '../fact.ts'
import { atOf, eventOf, isLate, type AgentSignal, type ContactInput, type SignOff } from '../input.ts'
import { without, withItem } from '../lists.ts'
import { FORGOTTEN_AFTER } from '../retention.ts'
import type { SettingsInForce } from '../queue/settingsTimeline.ts'
import { abandonedFact, answeredFact, breachFacts, opened } from './segments.ts'
import { held, retrieved, talkEnded } from './talks.ts'
import { passLimits, suspectFrom, type Limits } from './waitLimits.ts'

/** What a contact's fold needs to know and where it tells what it concludes. */
export interface ContactContext extends Limits {
  readonly contact: string
  settingsAt(queue: QueueId, at: EpochMs): SettingsInForce
  fact(fact: Fact): void
  signal(agent: AgentId, signal: AgentSignal): void
}

export function stepContact(state: ContactState, input: ContactInput, context: ContactContext): ContactState {
  const step = new Step(passLimits(state, atOf(input), context), input, context)
  const event = eventOf(input)
  if (event.type === 'agent.state') return step.signOff(event.data.agent)
  return reappear(step.apply(event), input, context)
}

/** F16: forgotten at `at`, the contact leaves without an outcome; its agents are on it no longer. */
export function leave(state: ContactState, at: EpochMs, context: ContactContext): void {
  const { segment, alert, talks } = state
  if (segment?.overTarget === true) context.fact({ type: 'overTargetChanged', at, queue: segment.queue, by: -1 })
  const { contact } = context
  if (alert !== undefined) context.signal(alert.agent, { type: 'alertEnded', contact })
  const end = { talkMs: durationMs(0), holdMs: durationMs(0), wrapUp: false, counted: false }
  for (const { agent, handle } of talks) context.signal(agent, { type: 'talkEnded', contact, handle, ...end })
}

/** A contact's event ends its being a suspect: what waits past its target counts as over it again. */
function reappear(state: ContactState, input: ContactInput, context: ContactContext): ContactState {
  const at = atOf(input)
  const lastEventAt = !isLate(input) && at > state.lastEventAt ? at : state.lastEventAt
  const { segment, channel } = state
  if (
    segment === undefined ||
    !segment.targetPassed ||
    segment.overTarget ||
    at >= suspectFrom({ lastEventAt, channel }, context)
  )
    return lastEventAt === state.lastEventAt ? state : { ...state, lastEventAt }
  context.fact({ type: 'overTargetChanged', at, queue: segment.queue, by: 1 })
  return { ...state, lastEventAt, segment: { ...segment, overTarget: true } }
}

/** One event's way through the contact: holds the state while its consequences are drawn. */
class Step {
  #state: ContactState
  readonly #at: EpochMs
  readonly #context: ContactContext
  readonly #event: ContactEvent | SignOff
  readonly #late: boolean

  constructor(state: ContactState, input: ContactInput, context: ContactContext) {
    this.#state = state
    this.#at = atOf(input)
    this.#context = context
    this.#event = eventOf(input)
    this.#late = isLate(input)
  }

  apply(event: ContactEvent): ContactState {
    switch (event.type) {
      case 'contact.enqueued':
        if (!this.#late) this.#arrive(event)
        break
      case 'contact.alerted':
        if (!this.#late) this.#alert(event.data.agent)
        break
      case 'contact.alertTimedOut':
        this.#timeOutAlert(event.data.agent)
        break
      case 'contact.answered':
        if (this.#late) this.#leaveUncounted()
        else this.#answer(event)
        break
      case 'contact.held':
        if (!this.#late) this.#hold(event.data.agent)
        break
      case 'contact.retrieved':
        this.#retrieve(event.data.agent)
        break
      case 'contact.transferred':
        this.#transfer(event)
        break
      case 'contact.flowedOut':
        this.#flowOut(event)
        break
      case 'contact.abandoned':
        this.#abandon(event)
        break
      case 'contact.ended':
        this.#end(event)
        break
      case 'contact.wrappedUp':
        this.#context.signal(event.data.agent, { type: 'wrappedUp', contact: this.#context.contact, late: false })
        break
    }
    return this.#state
  }

  /** F6: offline ends the agent's open talks and alert at that instant. */
  signOff(agent: AgentId): ContactState {
    this.#endTalks((talk) => talk.agent === agent, false)
    if (this.#state.alert?.agent === agent) this.#endAlert()
    return this.#state
  }

  /** F15: a late event ends only what was opened at or before its own time. */
  #mayEnd(openedAt: EpochMs): boolean {
    return !this.#late || openedAt <= this.#event.time
  }

  #arrive(event: EventOf<'contact.enqueued'>): void {
    const { queue, channel = DEFAULT_CHANNEL, customer } = event.data
    if (!this.#state.hasStarted) {
      const { contact } = this.#context
      const started = { type: 'contactStarted', at: this.#at, contact } as const
      this.#context.fact(customer === undefined ? started : { ...started, customer })
      this.#state = { ...this.#state, hasStarted: true }
    }
    this.#enqueue(queue, channel)
  }

  #enqueue(queue: QueueId, channel: string): void {
    const { segment } = this.#state
    if (segment?.queue === queue) return
    if (segment !== undefined) this.#closeSegment('flowedOut')
    const settings = this.#context.settingsAt(queue, this.#at)
    this.#state = { ...this.#state, channel, segment: opened(queue, this.#at, settings) }
    this.#offered(queue, this.#at, channel)
  }

  #offered(queue: QueueId, at: EpochMs, channel: string): void {
    const { type, source, id } = this.#event
    const by = { rank: rankOf(type), source, id }
    const offered = { type: 'segmentOffered', at, queue, channel, by } as const
    this.#context.fact(at === this.#at ? offered : { ...offered, learntAt: this.#at })
  }

  #alert(agent: AgentId): void {
    if (this.#state.segment === undefined) return
    if (this.#state.alert?.agent !== agent) this.#endAlert()
    this.#state = { ...this.#state, alert: { agent, since: this.#at } }
    this.#context.signal(agent, { type: 'alertStarted', contact: this.#context.contact })
  }

  #endAlert(): void {
    const { alert } = this.#state
    if (alert === undefined) return
    this.#state = { ...this.#state, alert: undefined }
    this.#context.signal(alert.agent, { type: 'alertEnded', contact: this.#context.contact })
  }

  #timeOutAlert(agent: AgentId): void {
    const { segment } = this.#state
    if (segment === undefined) return
    if (!this.#late) this.#context.fact({ type: 'alertTimedOut', at: this.#at, queue: segment.queue })
    const { alert } = this.#state
    if (alert?.agent === agent && this.#mayEnd(alert.since)) this.#endAlert()
  }

  /** F2, in its own order. */
  #answer(event: EventOf<'contact.answered'>): void {
    const { agent, queue, waitMs } = event.data
    const { segment, talks, transferredTo } = this.#state
    if (segment !== undefined) {
      this.#context.fact(answeredFact(segment, agent, this.#at))
      this.#closeSegment('answered')
      this.#startTalk(agent, segment.queue)
    } else if (talks.some((talk) => talk.agent === agent)) return
    else if (talks.length > 0 || transferredTo === agent) this.#startTalk(agent, undefined)
    else if (waitMs !== undefined && queue !== undefined) {
      const told = this.#toldAfterwards(queue, earlier(this.#at, waitMs))
      this.#context.fact(answeredFact(told, agent, this.#at))
      this.#startTalk(agent, queue)
    } else {
      this.#orphan()
      this.#startTalk(agent, undefined)
    }
  }

  /**
   * A whole wait that only its answer told of: offered, and its breaches, at their own instants. Settings of more than seven
   * days ago are forgotten like everything else (F16).
   */
  #toldAfterwards(queue: QueueId, enqueuedAt: EpochMs): Segment {
    const askedAt = epochMs(Math.max(enqueuedAt, earlier(this.#at, FORGOTTEN_AFTER)))
    const segment = opened(queue, enqueuedAt, this.#context.settingsAt(queue, askedAt))
    this.#offered(queue, enqueuedAt, this.#state.channel)
    for (const fact of breachFacts(segment, this.#at)) this.#context.fact(fact)
    return segment
  }

  #startTalk(agent: AgentId, queue: QueueId | undefined): void {
    const { source, id } = this.#event
    const handle = `${this.#at} ${source} ${id}`
    const talk: Talk = { handle, agent, queue, answeredAt: this.#at, heldSince: undefined, holdMs: 0 }
    const handledBy = this.#state.handledBy.includes(agent)
      ? this.#state.handledBy
      : withItem(this.#state.handledBy, agent)
    this.#state = { ...this.#state, talks: withItem(this.#state.talks, talk), handledBy }
    this.#context.signal(agent, { type: 'talkStarted', contact: this.#context.contact, handle })
  }

  /** Every way out of a queue: the alert ends with the wait (F6), and so does being over target. */
  #closeSegment(outcome: 'answered' | 'abandoned' | 'flowedOut'): void {
    this.#endAlert()
    const { segment } = this.#state
    if (segment === undefined) return
    this.#state = { ...this.#state, segment: undefined }
    const moment = { at: this.#at, queue: segment.queue }
    if (segment.overTarget) this.#context.fact({ type: 'overTargetChanged', ...moment, by: -1 })
    if (this.#late || outcome === 'answered') return
    if (outcome === 'flowedOut') this.#context.fact({ type: 'segmentFlowedOut', ...moment })
    else this.#context.fact(abandonedFact(segment, this.#at))
  }

  /** F15: a late answer ends the wait it ended, and opens nothing. */
  #leaveUncounted(): void {
    const { segment } = this.#state
    if (segment !== undefined && this.#mayEnd(segment.enqueuedAt)) this.#closeSegment('answered')
  }

  #hold(agent: AgentId): void {
    this.#mapTalks(agent, (talk) => held(talk, this.#at))
  }

  #retrieve(agent: AgentId): void {
    this.#mapTalks(agent, (talk) =>
      talk.heldSince !== undefined && this.#mayEnd(talk.heldSince) ? retrieved(talk, this.#at) : talk,
    )
  }

  #mapTalks(agent: AgentId, change: (talk: Talk) => Talk): void {
    const talks = this.#state.talks.map((talk) => (talk.agent === agent ? change(talk) : talk))
    this.#state = { ...this.#state, talks }
  }

  #endTalks(which: (talk: Talk) => boolean, wrapUp: boolean): Talk[] {
    const ending = this.#state.talks.filter((talk) => which(talk) && this.#mayEnd(talk.answeredAt))
    if (ending.length === 0) return []
    this.#state = { ...this.#state, talks: without(this.#state.talks, (talk) => ending.includes(talk)) }
    const end = { contact: this.#context.contact, wrapUp: wrapUp && !this.#late, counted: !this.#late }
    for (const talk of ending) this.#context.signal(talk.agent, talkEnded(talk, this.#at, end))
    return ending
  }

  #transfer(event: EventOf<'contact.transferred'>): void {
    const { agent, to, toAgent } = event.data
    const ended = this.#endTalks((talk) => agent === undefined || talk.agent === agent, true)
    if (this.#late) return
    for (const talk of ended)
      if (talk.queue !== undefined)
        this.#context.fact({ type: 'segmentTransferredOut', at: this.#at, queue: talk.queue })
    this.#state = { ...this.#state, transferredTo: toAgent }
    if (to !== undefined) this.#enqueue(to, this.#state.channel)
  }

  #flowOut(event: EventOf<'contact.flowedOut'>): void {
    if (!this.#isWaitingIn(event.data.queue)) return this.#orphan()
    this.#closeSegment('flowedOut')
    if (event.data.to !== undefined && !this.#late) this.#enqueue(event.data.to, this.#state.channel)
  }

  #abandon(event: EventOf<'contact.abandoned'>): void {
    if (!this.#isWaitingIn(event.data.queue)) return this.#orphan()
    this.#closeSegment('abandoned')
  }

  /** F1: an end that names another queue than the waiting segment's ends nothing. */
  #isWaitingIn(queue: QueueId | undefined): boolean {
    const { segment } = this.#state
    return segment !== undefined && (queue === undefined || queue === segment.queue) && this.#mayEnd(segment.enqueuedAt)
  }

  #orphan(): void {
    if (!this.#late) this.#context.fact({ type: 'orphaned', at: this.#at })
  }

  /** F3, F4. */
  #end(event: EventOf<'contact.ended'>): void {
    const { agent, endedBy, wrapUp = true } = event.data
    const { segment, handledBy } = this.#state
    const touchesSegment = segment !== undefined && (agent === undefined || !handledBy.includes(agent))
    if (agent === undefined || !touchesSegment)
      this.#endTalks((talk) => agent === undefined || talk.agent === agent, wrapUp)
    if (touchesSegment && this.#mayEnd(segment.enqueuedAt))
      this.#closeSegment(endedBy === undefined || endedBy === 'customer' ? 'abandoned' : 'flowedOut')
  }
}
