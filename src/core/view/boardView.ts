/** What each board shows of the floor view, and the views displays receive. */
import type { AgentGlanceView, AgentView, FeedView, FloorView, QueueView } from './floorView.ts'

/** A configured set of tiles, as a display is told about it. */
export interface BoardDefinition {
  id: string
  site: string
  kind: 'floor' | 'agents' | 'desk' | 'lead' | 'agent'
  name: string
  /** Whose board it is, with kind `agent`. */
  agent?: string
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

/** `desk`: tickets, surveys and how well it went. */
export interface DeskBoardView extends BoardBase {
  tickets: FloorView['tickets']
  surveys: FloorView['surveys']
  quality: FloorView['quality']
  escalations: FloorView['escalations']
}

/** A queue at a glance, for pages that are about something else. */
export type QueueGlanceView = Pick<
  QueueView,
  | 'name'
  | 'channel'
  | 'settings'
  | 'sources'
  | 'waiting'
  | 'longestWaitSince'
  | 'waitingOverTarget'
  | 'nextBreachAt'
  | 'agentsAvailable'
  | 'agentsSignedIn'
  | 'forecast'
>

/** `lead`: who needs someone, and where to look. */
export interface LeadBoardView extends BoardBase {
  escalations: FloorView['escalations']
  queues: Record<string, QueueGlanceView>
  agents: Record<string, AgentGlanceView>
}

/** A queue on the board of one of its agents: with those who wait, oldest first. */
export type AgentQueueView = QueueGlanceView & Pick<QueueView, 'waitingSince'>

/** `agent:<id>`: own state, own queues, own day; nobody else's figures. `agent` is absent until an event names them. */
export interface AgentBoardView extends BoardBase {
  agent?: AgentView
  queues: Record<string, AgentQueueView>
}

export type BoardView = FloorBoardView | AgentsBoardView | DeskBoardView | LeadBoardView | AgentBoardView
