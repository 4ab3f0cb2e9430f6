/**
 * The floor view: what a reader is told about one site as of one instant (contract part 2).
 * Instants are RFC 3339, durations integers in ms, ratios 0..1 unrounded; a measure without a base is
 * absent. Keys are built in the order of this file, objects keyed by ids in code-unit order (N13).
 */
import type { Instant } from '../units.ts'

export const SERVICE_LEVEL_FORMULAS = ['SL1', 'SL2', 'SL3', 'SL4', 'SL5', 'SL6', 'SL9'] as const
export type ServiceLevelFormula = (typeof SERVICE_LEVEL_FORMULAS)[number]

export const WINDOW_NAMES = ['15m', '30m', '60m', 'day'] as const
export type WindowName = (typeof WINDOW_NAMES)[number]
export type ByWindow<T> = Record<WindowName, T>

export interface QueueSettingsView {
  answerWithinMs: number
  targetRatio: number
  shortAbandonMs: number
  serviceLevelFormula: ServiceLevelFormula
  waitPromiseMs: number
}

/** Counts and measures of one window (contract `Totals`). */
export interface TotalsView {
  offered: number
  answered: number
  answeredWithinTarget: number
  abandoned: number
  shortAbandoned: number
  abandonedWithinTarget: number
  flowedOut: number
  transferredOut: number
  alertsTimedOut: number
  handled: number
  targetBreaches: number
  promiseBreaches: number
  serviceLevel?: number
  abandonRate?: number
  averageSpeedOfAnswerMs?: number
  waitP50Ms?: number
  waitP90Ms?: number
  waitP95Ms?: number
  longestAnsweredWaitMs?: number
  averageTimeToAbandonMs?: number
  averageHandleTimeMs?: number
  averageTalkMs?: number
  averageHoldMs?: number
  averageWrapUpMs?: number
}

/** Agents by state: members of one queue or team, or everybody once. Staffed = signed in and not `notReady`. */
export interface AgentCountsView {
  agentsSignedIn: number
  agentsStaffed: number
  agentsAvailable: number
  agentsAlerting: number
  agentsOnContact: number
  agentsInWrapUp: number
  agentsNotReady: number
}

export interface TrendView {
  /** The last whole minute of asOf; `serviceLevel` ends there, one entry a minute back, 31 of them. */
  until: Instant
  stepMs: number
  serviceLevel: (number | null)[]
}

/** What queues and their total share. */
export interface TotalQueueView extends AgentCountsView {
  waiting: number
  longestWaitSince?: Instant
  /** Enqueue instants of the waiting, oldest first, at most 100. */
  waitingSince: Instant[]
  waitingOverTarget: number
  waitingOverPromise: number
  nextBreachAt?: Instant
  lastBreachAt?: Instant
  inService: number
  trend: TrendView
  windows: ByWindow<TotalsView>
}

export interface QueueView extends TotalQueueView {
  name: string
  channel: string
  settings: QueueSettingsView
  /** Who told of its contacts and agents in the last 24 h: silent, its figures are old. In code-unit order. */
  sources: string[]
  forecast: { estimatedWaitMs?: number }
  /** How many answers in time, with nothing else happening, bring the last 30 minutes back to target: exact, no forecast. */
  answersToTarget?: number
}

export type AgentStateName = 'available' | 'alerting' | 'onContact' | 'wrapUp' | 'notReady' | 'offline'

export interface AgentWindowView {
  handled: number
  averageHandleTimeMs?: number
  availableMs: number
  alertingMs: number
  onContactMs: number
  wrapUpMs: number
  notReadyMs: number
  notReadyMsByReason: Record<string, number>
  occupancy?: number
  utilisation?: number
}

export interface AgentContactView {
  contact: string
  queue?: string
  answeredAt: Instant
  held: boolean
}

export interface AgentView {
  name: string
  team?: string
  queues: string[]
  state: AgentStateName
  reason?: string
  stateSince: Instant
  /** Present and true when the source that last named the agent is past its limit (W4). */
  silent?: boolean
  contacts: AgentContactView[]
  windows: ByWindow<AgentWindowView>
}

/** An agent as the floor board shows it: without the windows. */
export type AgentGlanceView = Omit<AgentView, 'windows'>

export interface TeamView extends AgentCountsView {
  windows: ByWindow<AgentWindowView>
}

export interface SourceView {
  lastEventAt: Instant
  intervalMs?: number
}

export interface FeedView {
  live: boolean
  lagMs?: number
  lastEventAt?: Instant
  rejected: Record<string, number>
  late: number
  duplicates: number
  skewed: number
  orphans: number
  suspects: { count: number; contacts: string[] }
  sources: Record<string, SourceView>
}

export const BACKLOG_AGES = ['<4h', '4-8h', '8-24h', '1-3d', '3-7d', '>7d'] as const
export type BacklogAge = (typeof BACKLOG_AGES)[number]

/** Times of today's replies or resolutions; without any, `n` 0 alone. */
export interface TimesView {
  n: number
  p50Ms?: number
  averageMs?: number
}

export interface TicketsView {
  backlog: number
  backlogByAge: Record<BacklogAge, number>
  oldestSince?: Instant
  opened: number
  resolved: number
  reopened: number
  resolutionRate?: number
  /** Reopened ÷ resolved, today. */
  reopenRate?: number
  solvedSameDay: { ratio?: number; needed: number; bestReachable?: number }
  firstResponse: TimesView
  /** Openings and reopenings answered today. */
  responses: number
  averageResponseTimeMs?: number
  resolution: TimesView
  /** The same in open time, over tickets of queues that keep opening hours; absent when none does. */
  businessHours?: {
    firstResponse: TimesView
    responses: number
    averageResponseTimeMs?: number
    resolution: TimesView
  }
  /** Whose events spoke of tickets in the last 24 h, in code-unit order. */
  sources: string[]
}

export interface SurveysView {
  csat?: number
  csatAnswers: number
  nps?: number
  npsAnswers: number
  resolvedShare?: number
  resolvedAnswers: number
  /** Whose surveys came in the last 24 h. */
  sources: string[]
}

/** Proxies are labelled as such: first contact resolution and churn cannot be known live (metrics 1.8). */
export interface QualityView {
  repeatContacts: {
    contacts: number
    identified: number
    identificationRate?: number
    rate24h?: number
    rate7d?: number
  }
  escalations: { raised: number; handled: number; rate?: number }
  firstContactProxies: { notRepeated7d?: number; answered: number; transferredOut: number; withoutTransfer?: number }
  /** Whose events spoke of contacts in the last 24 h. */
  sources: string[]
}

export interface EscalationView {
  escalation: string
  reason: string
  contact?: string
  ticket?: string
  queue?: string
  agent?: string
  level?: number | string
  severity: 'warning' | 'critical'
  note?: string
  raisedAt: Instant
  claimedBy?: string
  claimedAt?: Instant
}

export interface AlertView {
  alert: string
  raisedAt: Instant
}

export interface NoticeView {
  notice: string
  text: string
  postedAt: Instant
  until?: Instant
  severity?: string
}

export interface IntervalView {
  offered: number
  answered: number
  answeredWithinTarget: number
  abandoned: number
  handled: number
  averageHandleTimeMs?: number
}

/** The whole view; every board shows a part of it. */
export interface FloorView {
  site: string
  /** IANA zone of the site: what the site clock shows and where its day begins. */
  zone: string
  epoch?: string
  revision?: number
  asOf: Instant
  appliedSeq?: number
  countsSince?: Instant
  feed: FeedView
  queues: Record<string, QueueView>
  total: TotalQueueView
  agents: Record<string, AgentView>
  teams: Record<string, TeamView>
  tickets: TicketsView
  surveys: SurveysView
  quality: QualityView
  escalations: EscalationView[]
  alerts: AlertView[]
  notices: NoticeView[]
  /** Queue → start of the quarter hour → its counts. */
  intervals: Record<string, Record<Instant, IntervalView>>
}

/** What only the shell knows and the view repeats. */
export interface FeedStatus {
  readonly live: boolean
  readonly lagMs?: number
  readonly appliedSeq: number
  readonly epoch?: string
  readonly revision?: number
}
