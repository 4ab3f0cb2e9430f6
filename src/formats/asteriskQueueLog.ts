/** Asterisk's queue_log, file or realtime export, as floor events. Rules AQ1… are in SPEC.md. */
import type { FloorEvent } from '../core/events/event.ts'
import type { AgentId, SourceId } from '../core/units.ts'
import { AgentBook } from './asterisk/agentBook.ts'
import { AGENT_LINES } from './asterisk/agentLines.ts'
import { agentState } from './asterisk/agentState.ts'
import { CONTACT_LINES } from './asterisk/contactLines.ts'
import { FoldOrder } from './asterisk/foldOrder.ts'
import { LogReader, type LogLine } from './asterisk/logLine.ts'
import type { Draft, Known, Meaning } from './asterisk/meaning.ts'
import { isCall, Names } from './asterisk/names.ts'
import { OpenContacts } from './asterisk/openContacts.ts'
import { whyUnacceptable } from './cloudEvent.ts'
import { lineId, type Outcome } from './outcome.ts'

export interface QueueLogOptions {
  /** Who says so; another name for every log of a site, or the line numbers collide. */
  readonly source?: SourceId
  /** The zone of dates and times without one, as realtime tables hold them. */
  readonly zone?: string
  /** Agents by the further names that the log has for them. */
  readonly agents?: ReadonlyMap<string, AgentId>
}

/** Lines that configure and do not concern anybody's work. */
const CONFIGURATION = new Set(['CONFIGRELOAD', 'PENALTY', 'RINGINUSE'])

/** Takes a log line by line, in file order, and says of every line what became of it. */
export class QueueLogConverter {
  readonly #source: SourceId
  readonly #reader: LogReader
  readonly #names: Names
  readonly #known: Known = { contacts: new OpenContacts(), agents: new AgentBook(), order: new FoldOrder() }
  #line = 0

  /** @throws RangeError when the zone is none */
  constructor(options: QueueLogOptions = {}) {
    this.#source = options.source ?? 'asterisk-queue-log'
    this.#reader = new LogReader(options.zone ?? 'UTC')
    this.#names = new Names(options.agents ?? new Map())
  }

  /** One line, without its end. */
  convertLine(text: string): Outcome {
    const line = ++this.#line
    const read = this.#reader.read(text)
    if ('ignored' in read) return { line, fate: 'ignored', reason: read.ignored, events: [] }
    if ('bad' in read) return { line, fate: 'bad', reason: read.bad, events: [] }
    const due = this.#wrapUpsOver(read.line)
    return this.#outcome(due, this.#meaning(read.line))
  }

  #wrapUpsOver({ at }: LogLine): readonly Draft[] {
    return this.#known.agents.wrapUpsOver(at).map((over) => agentState(over.state, over.at, this.#known))
  }

  #meaning(line: LogLine): Meaning {
    const { at, event, callId, data } = line
    if (CONFIGURATION.has(event)) return { ignored: 'configuration' }
    if (event === 'QUEUESTART') return this.#restart(line)
    const queue = this.#names.queue(line.queue)
    const agent = this.#names.agent(line.agent)
    const ofContact = CONTACT_LINES.get(event)
    if (ofContact !== undefined) {
      if (!isCall(callId)) return { bad: `${event}: '${callId}' is not a call` }
      return named(event, ofContact({ at, event, contact: callId, queue, agent, data }, this.#known))
    }
    const ofAgent = AGENT_LINES.get(event)
    if (ofAgent === undefined) return { ignored: 'unknownEvent' }
    if (agent === undefined) return { bad: `${event} names no agent` }
    return named(event, ofAgent({ at, event, agent, queue, callId, data }, this.#known))
  }

  /** [AQ12, AQ20] The queue system started anew. */
  #restart({ at }: LogLine): Meaning {
    const { contacts, agents, order } = this.#known
    const cutOff = contacts.cutOff().map((contact): Draft => {
      const time = order.contactEventAt({ type: 'contact.ended', contact }, at)
      return { type: 'contact.ended', time, data: { contact, endedBy: 'system', wrapUp: false } }
    })
    const drafts = [...cutOff, ...agents.restarted().map((state) => agentState(state, at, this.#known))]
    return drafts.length === 0 ? { ignored: 'nothingOpen' } : { drafts }
  }

  #outcome(due: readonly Draft[], meaning: Meaning): Outcome {
    const line = this.#line
    const fallenDue = due
      .map((draft, n) => this.#event(draft, n))
      .filter((event) => whyUnacceptable(event) === undefined)
    if ('ignored' in meaning) return { line, fate: 'ignored', reason: meaning.ignored, events: fallenDue }
    if ('bad' in meaning) return { line, fate: 'bad', reason: meaning.bad, events: fallenDue }
    const events = meaning.drafts.map((draft, n) => this.#event(draft, due.length + n))
    const problem = events.map(whyUnacceptable).find((why) => why !== undefined)
    if (problem !== undefined) return { line, fate: 'bad', reason: problem, events: fallenDue }
    return { line, fate: 'converted', events: [...fallenDue, ...events] }
  }

  #event(draft: Draft, n: number): FloorEvent {
    return { ...draft, id: lineId(this.#line, n), source: this.#source }
  }
}

function named(event: string, meaning: Meaning): Meaning {
  return 'bad' in meaning ? { bad: `${event} ${meaning.bad}` } : meaning
}
