/** Which sources feed what: those that spoke of it lately, so that a figure can be known to be old with its source. */
import { earlier, hours, type DurationMs, type EpochMs, type QueueId, type SourceId } from '../../units.ts'
import { isContactEvent, namesOf } from '../../events/contactNames.ts'
import { compareText, type ContactEvent, type FloorEvent } from '../../events/event.ts'

/** A source that spoke of a thing this long before the newest event still feeds it. */
export const FEEDS_FOR: DurationMs = hours(24)

/** Parts of the view besides queues that come from sources of their own. */
export type FedPart = 'contacts' | 'surveys' | 'tickets'

/** By what is fed and source, the newest event time at which the source spoke of it. */
type Spoken = readonly (readonly [string, readonly (readonly [SourceId, EpochMs])[]])[]

/** Plain data of who spoke of what. */
export interface FeedersDump {
  readonly queues: Spoken
  readonly handedTo: Spoken
  readonly parts: Spoken
}

export class Feeders {
  readonly #queues = new NewestBySource()
  /** Who handed contacts to a queue: often not whose queue it is. */
  readonly #handedTo = new NewestBySource()
  readonly #parts = new NewestBySource()

  /** Notes what an accepted event speaks of; in whatever order events come, the same is known in the end. */
  note(event: FloorEvent): void {
    if (isContactEvent(event)) this.#noteContact(event)
    else if (event.type === 'agent.state') for (const queue of event.data.queues ?? []) this.#queues.note(queue, event)
    else if (event.type === 'survey.answered') this.#parts.note('surveys', event)
    else if (event.type.startsWith('ticket.')) this.#parts.note('tickets', event)
  }

  /** Contacts and agents make the figures of a queue; a survey, a ticket or an escalation that names it does not. */
  #noteContact(event: ContactEvent): void {
    const { queue, to } = namesOf(event)
    if (queue !== undefined) this.#queues.note(queue, event)
    if (to !== undefined) this.#handedTo.note(to, event)
    this.#parts.note('contacts', event)
  }

  /** Sources of the contacts and agents in the queue, else of who hands contacts to it, in code-unit order; `newest`: the site's newest folded event time. */
  ofQueue(queue: QueueId, newest: EpochMs): SourceId[] {
    const from = earlier(newest, FEEDS_FOR)
    const own = this.#queues.since(queue, from)
    return own.length > 0 ? own : this.#handedTo.since(queue, from)
  }

  /** The same of a part. */
  ofPart(part: FedPart, newest: EpochMs): SourceId[] {
    return this.#parts.since(part, earlier(newest, FEEDS_FOR))
  }

  /** Lets go of what no view shows again: the newest event time never goes back. */
  settle(newest: EpochMs): void {
    for (const one of [this.#queues, this.#handedTo, this.#parts]) one.forgetBefore(earlier(newest, FEEDS_FOR))
  }

  dump(): FeedersDump {
    return { queues: this.#queues.dump(), handedTo: this.#handedTo.dump(), parts: this.#parts.dump() }
  }

  load({ queues, handedTo, parts }: FeedersDump): void {
    this.#queues.load(queues)
    this.#handedTo.load(handedTo)
    this.#parts.load(parts)
  }
}

class NewestBySource {
  readonly #of = new Map<string, Map<SourceId, { at: EpochMs }>>()

  note(key: string, { source, time }: FloorEvent): void {
    let sources = this.#of.get(key)
    if (sources === undefined) this.#of.set(key, (sources = new Map<SourceId, { at: EpochMs }>()))
    const newest = sources.get(source)
    if (newest === undefined) sources.set(source, { at: time })
    else if (time > newest.at) newest.at = time
  }

  since(key: string, from: EpochMs): SourceId[] {
    const spoke = [...(this.#of.get(key) ?? [])].filter(([, { at }]) => at >= from)
    return spoke.map(([source]) => source).sort(compareText)
  }

  forgetBefore(from: EpochMs): void {
    for (const [key, sources] of this.#of) {
      for (const [source, { at }] of sources) if (at < from) sources.delete(source)
      if (sources.size === 0) this.#of.delete(key)
    }
  }

  dump(): Spoken {
    return [...this.#of].map(([key, sources]) => [key, [...sources].map(([source, { at }]) => [source, at])])
  }

  load(dumped: Spoken): void {
    for (const [key, sources] of dumped) this.#of.set(key, new Map(sources.map(([source, at]) => [source, { at }])))
  }
}
