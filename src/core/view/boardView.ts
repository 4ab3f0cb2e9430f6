/** What each board shows of the floor view, and the views displays receive. */
import type { AgentGlanceView, FeedView, FloorView } from './floorView.ts'

/** A configured set of tiles, as a display is told about it. */
export interface BoardDefinition {
  id: string
  site: string
  kind: 'floor' | 'agents' | 'desk' | 'lead' | 'agent'
  name: string
}

/** A source as displays see it: when it last spoke travels only once it is silent, or it would never rest (W3). */
export interface BoardSourceView {
  intervalMs?: number
  silent?: true
  lastEventAt?: string
}

/** Feed figures that may travel in a patch: lagMs and lastEventAt travel in the frame (W3). */
export interface BoardFeedView extends Omit<FeedView, 'lagMs' | 'lastEventAt' | 'sources'> {
  sources: Record<string, BoardSourceView>
}

interface BoardBase {
  board: BoardDefinition
  site: string
  zone: string
  countsSince?: string
  feed: BoardFeedView
  notices: FloorView['notices']
}

/** `floor`: queues, the total and agents at a glance. */
export interface FloorBoardView extends BoardBase {
  queues: FloorView['queues']
  total: FloorView['total']
  agents: Record<string, AgentGlanceView>
  escalations: FloorView['escalations']
  alerts: FloorView['alerts']
}

/** `agents`: everybody, with the last whole minute's integrals, and their teams. */
export interface AgentsBoardView extends BoardBase {
  agents: FloorView['agents']
  teams: FloorView['teams']
  escalations: FloorView['escalations']
}

export type BoardView = FloorBoardView | AgentsBoardView
