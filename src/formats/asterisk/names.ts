/** One name for one thing: agents under several names, queues in several spellings. */
import type { AgentId, QueueId } from '../../core/units.ts'

/** What stands in a column that names nothing. */
const NOBODY = new Set(['', 'NONE'])
/** What stands in the call id column of lines that belong to no call. */
const NO_CALL = new Set(['', 'NONE', 'MANAGER', 'REALTIME', 'CLI'])
/** The channel through which a callback agent is reached; `/n` is an option of the channel. */
const CALLBACK_AGENT = /^Local\/([^@/]+)@callback-agent(?:\/n)?$/

export function isCall(callId: string): boolean {
  return !NO_CALL.has(callId)
}

export class Names {
  readonly #agents: ReadonlyMap<string, AgentId>
  /** By the name in small letters: as it was first written. */
  readonly #queues = new Map<string, QueueId>()

  constructor(agents: ReadonlyMap<string, AgentId>) {
    this.#agents = agents
  }

  /** [AQ16] The agent that the column names, undefined when it names none. */
  agent(column: string): AgentId | undefined {
    if (NOBODY.has(column)) return undefined
    const callback = CALLBACK_AGENT.exec(column)
    return this.#agents.get(column) ?? (callback === null ? column : `Agent/${callback[1]}`)
  }

  /** [AQ17] The queue that the column names, in its first spelling; undefined when it names none. */
  queue(column: string): QueueId | undefined {
    if (NOBODY.has(column)) return undefined
    const key = column.toLowerCase()
    const known = this.#queues.get(key)
    if (known === undefined) this.#queues.set(key, column)
    return known ?? column
  }
}
