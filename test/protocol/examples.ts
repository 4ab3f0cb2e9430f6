/** One example of every frame: what test/fixtures/frames freezes. */
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import type { DisplayMessage, ServerMessage } from '../../src/protocol/messages.ts'

const totals = {
  offered: 1,
  answered: 0,
  answeredWithinTarget: 0,
  abandoned: 0,
  shortAbandoned: 0,
  abandonedWithinTarget: 0,
  flowedOut: 0,
  transferredOut: 0,
  alertsTimedOut: 0,
  handled: 0,
  targetBreaches: 0,
  promiseBreaches: 0,
}

const queue = {
  waiting: 1,
  longestWaitSince: '2026-03-02T09:00:10.000Z',
  waitingSince: ['2026-03-02T09:00:10.000Z'],
  waitingOverTarget: 0,
  waitingOverPromise: 0,
  nextBreachAt: '2026-03-02T09:00:30.001Z',
  inService: 0,
  agentsSignedIn: 1,
  agentsStaffed: 1,
  agentsAvailable: 1,
  agentsAlerting: 0,
  agentsOnContact: 0,
  agentsInWrapUp: 0,
  agentsNotReady: 0,
  trend: { until: '2026-03-02T09:00:00.000Z', stepMs: 60_000, serviceLevel: [null, 0.5] },
  windows: { '15m': totals, '30m': totals, '60m': totals, day: totals },
}

export const view: FloorBoardView = {
  board: { id: 'floor', site: 'main', kind: 'floor', name: 'Floor' },
  site: 'main',
  zone: 'Europe/London',
  feed: {
    live: true,
    rejected: { notJson: 1 },
    late: 0,
    duplicates: 0,
    skewed: 0,
    orphans: 0,
    suspects: { count: 0, contacts: [] },
    sources: {},
  },
  notices: [],
  queues: {
    SALES: {
      name: 'Sales',
      channel: 'voice',
      settings: {
        answerWithinMs: 20_000,
        targetRatio: 0.8,
        shortAbandonMs: 5_000,
        serviceLevelFormula: 'SL5',
        waitPromiseMs: 60_000,
      },
      sources: ['/acd'],
      ...queue,
      forecast: { estimatedWaitMs: 12_000 },
    },
  },
  total: queue,
  agents: {
    '7': {
      name: 'Nia',
      queues: ['SALES'],
      state: 'available',
      stateSince: '2026-03-02T08:59:00.000Z',
      contacts: [],
    },
  },
  escalations: [],
  alerts: [],
}

const moment = { asOf: '2026-03-02T09:00:12.000Z', serverNow: '2026-03-02T09:00:12.250Z', appliedSeq: 42 }

export const serverExamples = {
  snapshot: { type: 'snapshot', epoch: 'e1', revision: 7, ...moment, view },
  delta: {
    type: 'delta',
    from: 7,
    revision: 9,
    ...moment,
    patch: { queues: { SALES: { waiting: 0, waitingSince: [], longestWaitSince: null } } },
  },
  pulse: { type: 'pulse', ...moment, feed: { live: true, lagMs: 0, lastEventAt: '2026-03-02T09:00:10.000Z' } },
  pulseOfALostFeed: { type: 'pulse', ...moment, feed: { live: false, reason: 'link' } },
  done: { type: 'done', re: 'esc-1' },
  refused: { type: 'refused', re: 'esc-1', reason: 'who' },
  refusedToTheSlower: { type: 'refused', re: 'esc-1', reason: 'owned', owner: 'Nia' },
} satisfies Record<string, ServerMessage>

export const clientExamples = {
  subscribe: { type: 'subscribe', board: 'floor' },
  subscribeAgain: {
    type: 'subscribe',
    board: 'london/agents',
    resume: { epoch: 'e1', revision: 41 },
    as: 'Nia',
    token: 't',
  },
  claim: { type: 'claim', escalation: 'esc-1' },
  release: { type: 'release', escalation: 'esc-1' },
  resolve: { type: 'resolve', escalation: 'esc-1' },
  acknowledge: { type: 'acknowledge', alert: 'alert-1' },
  correct: { type: 'correct', contact: 'c-1' },
} satisfies Record<string, DisplayMessage>
