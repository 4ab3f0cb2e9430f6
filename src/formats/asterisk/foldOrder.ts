/**
 * Whole-second times in the order of the file. Events of one instant fold by their type (F14), which
 * within a second may not be the order in which they happened: who leaves a queue and enters the next
 * one in the same second would enter first. Such an event gets a later millisecond, and no other does.
 */
import { rankOf, type EventType } from '../../core/events/event.ts'
import { later, type AgentId, type ContactId, type EpochMs } from '../../core/units.ts'

interface Placed {
  readonly at: EpochMs
  readonly rank: number
}

/** A clock set back by more than this has begun another second: the order within the old one is told. */
const SECOND_MS = 1000

export class FoldOrder {
  /** The last event of each contact in the second that is being read. */
  readonly #contacts = new Map<ContactId, Placed>()
  /** When in this second an agent went offline or into wrap-up. */
  readonly #agentsGone = new Map<AgentId, EpochMs>()
  #newest: EpochMs | undefined

  /** When a contact's next event is told to have happened: `at` itself unless that would fold too early. */
  contactEventAt(event: { type: EventType; contact: ContactId; agent?: AgentId | undefined }, at: EpochMs): EpochMs {
    this.#startAt(at)
    const rank = rankOf(event.type)
    const time = this.#afterAgentLeft(event, this.#afterLast(event.contact, rank, at))
    this.#contacts.set(event.contact, { at: time, rank })
    this.#newest = time > at ? time : at
    return time
  }

  agentGone(agent: AgentId, at: EpochMs): void {
    this.#startAt(at)
    this.#newest = at
    this.#agentsGone.set(agent, at)
  }

  #afterLast(contact: ContactId, rank: number, at: EpochMs): EpochMs {
    const last = this.#contacts.get(contact)
    if (last === undefined || last.at < at) return at
    return rank < last.rank ? later(last.at, 1) : last.at
  }

  /** An answer ends a said wrap-up, and an agent who goes offline ends the talk: the later one decides. */
  #afterAgentLeft({ type, agent }: { type: EventType; agent?: AgentId | undefined }, at: EpochMs): EpochMs {
    const gone = agent === undefined || type !== 'contact.answered' ? undefined : this.#agentsGone.get(agent)
    return gone === undefined || gone < at ? at : later(gone, 1)
  }

  #startAt(at: EpochMs): void {
    const newest = this.#newest
    if (newest === undefined || (at <= newest && at > newest - SECOND_MS)) return
    this.#contacts.clear()
    this.#agentsGone.clear()
    this.#newest = undefined
  }
}
