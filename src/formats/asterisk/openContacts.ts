/** The contacts that a log has begun and not yet ended: what an alert may go back to, and what a restart cuts off. */
import type { AgentId, ContactId, EpochMs, QueueId } from '../../core/units.ts'

interface Wait {
  readonly queue: QueueId
  readonly since: EpochMs
}

interface OpenContact {
  waiting?: Wait
  readonly talking: Set<AgentId>
}

export class OpenContacts {
  readonly #contacts = new Map<ContactId, OpenContact>()

  waiting(contact: ContactId): Wait | undefined {
    return this.#contacts.get(contact)?.waiting
  }

  enqueued(contact: ContactId, wait: Wait): void {
    const open = this.#open(contact)
    if (open.waiting?.queue !== wait.queue) open.waiting = wait
  }

  answered(contact: ContactId, agent: AgentId): void {
    const open = this.#open(contact)
    delete open.waiting
    open.talking.add(agent)
  }

  left(contact: ContactId): void {
    const open = this.#contacts.get(contact)
    if (open === undefined) return
    delete open.waiting
    this.#closeIfDone(contact, open)
  }

  talkEnded(contact: ContactId, agent: AgentId): void {
    const open = this.#contacts.get(contact)
    if (open === undefined) return
    open.talking.delete(agent)
    this.#closeIfDone(contact, open)
  }

  /** All that are open, which from now on are not. */
  cutOff(): readonly ContactId[] {
    const contacts = [...this.#contacts.keys()]
    this.#contacts.clear()
    return contacts
  }

  #open(contact: ContactId): OpenContact {
    const open = this.#contacts.get(contact) ?? { talking: new Set() }
    this.#contacts.set(contact, open)
    return open
  }

  #closeIfDone(contact: ContactId, open: OpenContact): void {
    if (open.waiting === undefined && open.talking.size === 0) this.#contacts.delete(contact)
  }
}
