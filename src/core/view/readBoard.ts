/** What a board shows of one moment: the floor view cut, and read at the wire's precision (W2, W3). */
import { toInstant, unreachable } from '../units.ts'
import type { AgentQueueView, BoardDefinition, BoardView, QueueGlanceView } from './boardView.ts'
import { boardFeedView } from './parts/feedView.ts'
import type { FeedStatus, QueueView } from './floorView.ts'
import { present } from './present.ts'
import type { SiteMoment } from './siteMoment.ts'
import { SiteReader } from './siteReader.ts'

export function readBoard(moment: SiteMoment, board: BoardDefinition, status: FeedStatus): BoardView {
  const reader = new SiteReader(moment, 'minute')
  const base = {
    board,
    site: moment.site,
    zone: moment.zone,
    ...(moment.countsSince === undefined ? {} : { countsSince: toInstant(moment.countsSince) }),
    feed: boardFeedView(moment, status, reader.now.suspects),
    notices: reader.notices(),
  }
  const escalations = () => reader.escalations()
  switch (board.kind) {
    case 'floor': {
      const agents = reader.agentsAtAGlance()
      return { ...base, queues: reader.queues(), total: reader.total(), agents, escalations: escalations(), alerts: [] }
    }
    case 'agents':
      return { ...base, agents: reader.agents(), teams: reader.teams(), escalations: escalations() }
    case 'desk': {
      const [tickets, surveys, quality] = [reader.tickets(), reader.surveys(), reader.quality()]
      return { ...base, tickets, surveys, quality, escalations: escalations() }
    }
    case 'lead': {
      const queues = glances(reader.queues())
      return { ...base, escalations: escalations(), queues, agents: reader.agentsAtAGlance() }
    }
    case 'agent':
      return agentBoard(base, reader, board.agent ?? '')
    default:
      return unreachable(board.kind)
  }
}

type Base = Pick<BoardView, 'board' | 'site' | 'zone' | 'countsSince' | 'feed' | 'notices'>

function agentBoard(base: Base, reader: SiteReader, id: string): BoardView {
  const agent = reader.agent(id)
  const own = agent?.queues ?? []
  const feed = { ...base.feed, suspects: { count: 0, contacts: [] } }
  const queues = Object.fromEntries(Object.entries(reader.queues(own)).map(([name, queue]) => [name, ofAgent(queue)]))
  return agent === undefined ? { ...base, feed, queues } : { ...base, feed, agent, queues }
}

function glances(queues: Record<string, QueueView>): Record<string, QueueGlanceView> {
  return Object.fromEntries(Object.entries(queues).map(([id, queue]) => [id, glance(queue)]))
}

function ofAgent(queue: QueueView): AgentQueueView {
  return { ...glance(queue), waitingSince: queue.waitingSince }
}

function glance(queue: QueueView): QueueGlanceView {
  const { name, channel, settings, sources, waiting, longestWaitSince, waitingOverTarget, nextBreachAt } = queue
  const { agentsAvailable, agentsSignedIn, forecast } = queue
  return present<QueueGlanceView>({
    name,
    channel,
    settings,
    sources,
    waiting,
    longestWaitSince,
    waitingOverTarget,
    nextBreachAt,
    agentsAvailable,
    agentsSignedIn,
    forecast,
  })
}
