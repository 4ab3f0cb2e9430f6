/** What a board shows of one moment: the floor view cut, and read at the wire's precision (W2, W3). */
import type { AgentsBoardView, BoardDefinition, BoardView, FloorBoardView } from './boardView.ts'
import { boardFeedView } from './feedView.ts'
import type { FeedStatus } from './floorView.ts'
import type { SiteMoment } from './siteMoment.ts'
import { SiteReader } from './siteReader.ts'

export function readBoard(moment: SiteMoment, board: BoardDefinition, status: FeedStatus): BoardView {
  const reader = new SiteReader(moment, 'minute')
  const base = {
    board,
    site: moment.site,
    zone: moment.zone,
    feed: boardFeedView(moment, status, reader.now.suspects),
    notices: reader.notices(),
    escalations: reader.escalations(),
  }
  return board.kind === 'agents' ? agentsBoard(base, reader) : floorBoard(base, reader)
}

type Base = Pick<FloorBoardView, 'board' | 'site' | 'zone' | 'feed' | 'notices' | 'escalations'>

function floorBoard(base: Base, reader: SiteReader): FloorBoardView {
  return { ...base, queues: reader.queues(), total: reader.total(), agents: reader.agentsAtAGlance(), alerts: [] }
}

function agentsBoard(base: Base, reader: SiteReader): AgentsBoardView {
  return { ...base, agents: reader.agents(), teams: reader.teams() }
}
