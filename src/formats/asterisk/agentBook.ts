/** What the lines so far say of each agent: signed in, member of which queues, paused where, on a call out. */
import type { AgentId, ContactId, EpochMs, QueueId } from '../../core/units.ts'
import { forgetCircumstances, isSignedIn, newcomer, said, type AgentRecord, type Said } from './agentRecord.ts'

/** A said wrap-up that is over. */
export interface WrapUpOver {
  readonly at: EpochMs
  readonly state: Said
}

export class AgentBook {
  readonly #agents = new Map<AgentId, AgentRecord>()
  readonly #inWrapUp = new Set<AgentId>()

  memberAdded(agent: AgentId, queue: QueueId, paused: boolean): void {
    const book = this.#agent(agent)
    book.declared = true
    if (book.signedIn === false) book.signedIn = undefined
    book.members.add(queue)
    book.paused.delete(queue)
    if (paused) book.paused.set(queue, '')
  }

  memberRemoved(agent: AgentId, queue: QueueId): void {
    const book = this.#agent(agent)
    book.declared = true
    book.presumed = false
    book.members.delete(queue)
    book.paused.delete(queue)
  }

  signedIn(agent: AgentId): void {
    this.#agent(agent).signedIn = true
  }

  signedOut(agent: AgentId): void {
    const book = this.#agent(agent)
    book.signedIn = false
    forgetCircumstances(book)
  }

  paused(agent: AgentId, queue: QueueId | undefined, reason: string): void {
    const book = this.#agent(agent)
    if (queue === undefined) {
      book.pausedEverywhere = reason
      for (const member of book.members) book.paused.set(member, reason)
    } else {
      book.members.add(queue)
      // Deleted first, so that the latest pause stands last.
      book.paused.delete(queue)
      book.paused.set(queue, reason)
    }
    if (!book.declared) book.presumed = true
  }

  unpaused(agent: AgentId, queue: QueueId | undefined): void {
    const book = this.#agent(agent)
    book.pausedEverywhere = undefined
    if (queue === undefined) book.paused.clear()
    else {
      book.members.add(queue)
      book.paused.delete(queue)
    }
    if (!book.declared) book.presumed = true
  }

  /** An alert or an answer shows that the agent is there, and of what queue they are a member if nobody declares it. */
  seenAtWork(agent: AgentId, queue: QueueId | undefined): void {
    const book = this.#agent(agent)
    if (book.declared) return
    book.presumed = true
    if (queue !== undefined) book.members.add(queue)
  }

  isPresent(agent: AgentId): boolean {
    const book = this.#agents.get(agent)
    return book !== undefined && isSignedIn(book)
  }

  callOutBegun(agent: AgentId, call: string): void {
    this.#agent(agent).callsOut.add(call)
  }

  /** Whether such a call was going on. */
  callOutEnded(agent: AgentId, call: string): boolean {
    return this.#agent(agent).callsOut.delete(call)
  }

  talkBegun(agent: AgentId, contact: ContactId): void {
    this.#agent(agent).talks.add(contact)
  }

  /** [AQ23] What there is to say once the talk is over: that the agent, who signed out in it, is gone. */
  talkEnded(agent: AgentId, contact: ContactId): Said | undefined {
    const book = this.#agent(agent)
    const signedOutInIt = this.isLeaving(agent)
    book.talks.delete(contact)
    return signedOutInIt ? this.news(agent) : undefined
  }

  /** Whether the agent has signed out and still talks. */
  isLeaving(agent: AgentId): boolean {
    const book = this.#agent(agent)
    return book.said !== undefined && !isSignedIn(book) && book.talks.size > 0
  }

  wrapUpBegun(agent: AgentId, until: EpochMs): void {
    this.#agent(agent).wrapUpUntil = until
    this.#inWrapUp.add(agent)
  }

  wrapUpEnded(agent: AgentId): void {
    this.#agent(agent).wrapUpUntil = undefined
  }

  /** The wrap-ups that are over by `now`, in order of their ends. */
  wrapUpsOver(now: EpochMs): readonly WrapUpOver[] {
    const over: WrapUpOver[] = []
    for (const agent of this.#inWrapUp) {
      const book = this.#agent(agent)
      const at = book.wrapUpUntil
      if (at !== undefined && at > now) continue
      this.#inWrapUp.delete(agent)
      book.wrapUpUntil = undefined
      const state = this.news(agent)
      // Without an end it ended at an answer: the floor knows that already.
      if (at !== undefined && state !== undefined) over.push({ at, state })
    }
    return over.sort((a, b) => a.at - b.at)
  }

  /** The queue system starts anew: no members, pauses or calls, but who signed in stays so. Says of whom this changes anything. */
  restarted(): readonly Said[] {
    const news: Said[] = []
    for (const [agent, book] of this.#agents) {
      book.members.clear()
      book.talks.clear()
      forgetCircumstances(book)
      const state = book.said === undefined ? undefined : this.news(agent)
      if (state !== undefined) news.push(state)
    }
    return news
  }

  /** What there is to say of the agent now, if it is not what was said last. */
  news(agent: AgentId): Said | undefined {
    if (this.isLeaving(agent)) return undefined
    const book = this.#agent(agent)
    const state = said(agent, book)
    const text = JSON.stringify(state)
    if (text === book.said) return undefined
    book.said = text
    return state
  }

  #agent(agent: AgentId): AgentRecord {
    const known = this.#agents.get(agent)
    if (known !== undefined) return known
    const book = newcomer()
    this.#agents.set(agent, book)
    return book
  }
}
