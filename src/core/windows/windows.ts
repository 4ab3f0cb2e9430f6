/** The windows of one site: every queue's and every agent's, moved on when they are touched or read. */
import type { AgentId, EpochMs, QueueId } from '../units.ts'
import type { Fact, Sign } from '../floor/fact.ts'
import { AgentWindows, type AgentWindowsDump, type StateTime } from './agentWindows.ts'
import { QueueWindows, type QueueWindowsDump } from './queueWindows.ts'
import type { SiteCalendar } from './siteDay.ts'

/** Plain data of a site's windows. */
export interface WindowsDump {
  readonly queues: readonly (readonly [QueueId, QueueWindowsDump])[]
  readonly agents: readonly (readonly [AgentId, AgentWindowsDump])[]
}

export class Windows {
  readonly #calendar: SiteCalendar
  readonly #queues = new Map<QueueId, QueueWindows>()
  readonly #agents = new Map<AgentId, AgentWindows>()
  #asOf: EpochMs

  constructor(calendar: SiteCalendar, asOf: EpochMs) {
    this.#calendar = calendar
    this.#asOf = asOf
  }

  count(fact: Fact, sign: Sign): void {
    if (fact.type === 'orphaned' || fact.type === 'contactStarted') return
    if (fact.type === 'handleClosed') this.#agentAt(fact.agent).count(fact, sign)
    if (fact.queue === undefined) return
    const queue = this.#queueAt(fact.queue)
    queue.reachDay(this.#asOf)
    queue.count(fact, sign)
  }

  advanceTo(asOf: EpochMs): void {
    this.#asOf = asOf
  }

  /** The queue's windows as of now. */
  queue(id: QueueId): QueueWindows {
    const windows = this.#queueAt(id)
    windows.advanceTo(this.#asOf)
    return windows
  }

  /** The agent's windows, which are clipped when they are read. */
  agent(id: AgentId): AgentWindows {
    return this.#agents.get(id) ?? new AgentWindows(this.#calendar)
  }

  /** When waits passed their targets, of the last hour at least, oldest first. */
  recentBreaches(): { at: EpochMs; queue: QueueId }[] {
    const breaches = [...this.#queues].flatMap(([queue, windows]) =>
      windows.recentBreaches().map((at) => ({ at, queue })),
    )
    return breaches.sort((a, b) => a.at - b.at)
  }

  /** The agent exists since `since`; what was counted for them before that is no longer theirs (F16). */
  settleAgent(id: AgentId, since: EpochMs, pieces: readonly StateTime[]): void {
    if (pieces.length > 0) this.#agentAt(id).settleTime(pieces, since)
  }

  /** `queueSince`: since when a queue exists; of one that is forgotten the windows stay until they have run empty. */
  settle(horizon: EpochMs, queueSince: (id: QueueId) => EpochMs | undefined): void {
    for (const [id, windows] of this.#queues) {
      const since = queueSince(id)
      windows.settle(horizon, this.#asOf, since)
      if (since === undefined && windows.isEmpty) this.#queues.delete(id)
    }
    for (const windows of this.#agents.values()) windows.settleHandles(horizon)
  }

  /** Takes back what is not settled, as of the last settling. */
  hide(): void {
    for (const windows of this.#queues.values()) windows.hide()
    for (const windows of this.#agents.values()) windows.hide()
  }

  /** F16: the agent left memory. */
  forgetAgent(id: AgentId): void {
    this.#agents.delete(id)
  }

  dump(): WindowsDump {
    return {
      queues: [...this.#queues].map(([id, windows]) => [id, windows.dump(this.#asOf)]),
      agents: [...this.#agents].map(([id, windows]) => [id, windows.dump()]),
    }
  }

  /** Takes up a dump of a site as of `asOf`. */
  load(dumped: WindowsDump, asOf: EpochMs): void {
    this.#asOf = asOf
    for (const [id, windows] of dumped.queues) this.#queueAt(id).load(windows)
    for (const [id, windows] of dumped.agents) this.#agentAt(id).load(windows)
  }

  #queueAt(id: QueueId): QueueWindows {
    let windows = this.#queues.get(id)
    if (windows === undefined) this.#queues.set(id, (windows = new QueueWindows(this.#calendar, this.#asOf)))
    return windows
  }

  #agentAt(id: AgentId): AgentWindows {
    let windows = this.#agents.get(id)
    if (windows === undefined) this.#agents.set(id, (windows = new AgentWindows(this.#calendar)))
    return windows
  }
}
