/** What the health page says. */
import { describe, expect, test } from 'vitest'
import type { HealthView, SiteFigures } from '../../src/core/view/healthView.ts'
import {
  ago as agoWords,
  inFull,
  lossesOf,
  snapshotWords,
  sourceWords,
  troublesOf,
  verdictOf,
} from '../../src/display/tiles/health/healthWords.ts'
import { ago, NOON } from '../fixtures/wire/floorViews.ts'

const FIGURES: SiteFigures = {
  asOf: ago(0),
  lastEventAt: ago(1),
  sources: [{ source: '/acd', lastEventAt: ago(1), limitMs: 15_000, leastDelayMs: 40, clock: 'right' }],
  rejected: {},
  late: 0,
  duplicates: 0,
  skewed: 0,
  orphans: 0,
  suspects: 0,
}

function aHealth(health: Partial<HealthView> = {}, figures: Partial<SiteFigures> = {}): HealthView {
  return {
    ready: true,
    version: '1.0.0',
    startedAt: ago(3_600),
    serverNow: ago(0),
    feed: {
      server: 'nats://127.0.0.1:4222',
      linked: true,
      appliedSeq: 10,
      lastSeq: 10,
      epoch: 'e1',
      epochs: 1,
      links: 1,
      losses: {},
      messages: 10,
      rereads: 0,
    },
    sites: [{ site: 'main', zone: 'Europe/London', figures: { ...FIGURES, ...figures } }],
    displays: { connected: 0, sockets: 0, boards: {}, slowClosed: 0, refused: {} },
    rejected: {},
    failures: {},
    storage: {
      rejectionCopies: { copied: 0, dropped: 0, waiting: 0 },
      snapshots: { stored: 0, failed: 0, failing: false },
    },
    ...health,
  }
}

function told(view: HealthView): [verdict: string, ...troubles: string[]] {
  const troubles = troublesOf(view, NOON)
  return [verdictOf(view, troubles).title, ...troubles.map(({ what }) => what)]
}

describe('the verdict', () => {
  test('all is well when nothing is wrong', () => {
    expect(told(aHealth())).toEqual(['All is well'])
  })

  test('not ready says why and what to do, and accuses no source', () => {
    const view = aHealth(
      { ready: false, lacks: 'link', reason: 'the NATS server is silent', advice: 'Look at it.' },
      { sources: [{ source: '/acd', lastEventAt: ago(90), limitMs: 15_000, silent: true }] },
    )
    expect(told(view)).toEqual(['Not ready: no link to the log', 'The NATS server is silent.'])
    expect(troublesOf(view, NOON)[0]?.advice).toBe('Look at it.')
    expect(verdictOf({ ...view, lacks: 'catchingUp' }, []).title).toBe('Not ready: reading the log')
  })

  test('each thing that needs somebody is told with its figures', () => {
    const view = aHealth(
      {},
      {
        sources: [
          { source: '/chat', lastEventAt: ago(41), limitMs: 15_000, silent: true },
          { source: '/pbx', lastEventAt: ago(1), leastDelayMs: -92_400, clock: 'ahead' },
          { source: '/csv', lastEventAt: ago(1), leastDelayMs: 45_200, clock: 'behind' },
        ],
        rejected: { notJson: 2, tooLarge: 12 },
        countsSince: '2025-10-14T08:05:00.000Z',
      },
    )
    expect(told(view)).toEqual([
      'Live, but 5 things need you',
      '/chat of main is silent for 0:41; its limit is 0:15.',
      '/pbx of main: its clock is 1:32 ahead.',
      '/csv of main: all it sends comes 45.2 s late, or its clock is behind.',
      '14 messages of main today were no events: tooLarge 12, notJson 2.',
      'main counts since 09:05: the log does not reach the start of today.',
    ])
  })

  test('a source whose events arrive, but with times past its limit, is late, not silent', () => {
    const late = {
      source: '/csv',
      lastEventAt: ago(62),
      leastDelayMs: 60_000,
      clock: 'behind',
      limitMs: 15_000,
    } as const
    const view = aHealth({}, { sources: [{ ...late, silent: true }] })
    expect(told(view)).toEqual([
      'Live, but one thing needs you',
      '/csv of main: all it sends comes 1:00 late, or its clock is behind.',
    ])
    expect(troublesOf(view, NOON)[0]?.advice).toContain('Past its limit by that')
    expect(sourceWords({ ...late, silent: true }, true, NOON).state).toBe('LATE')
    const gone = { ...late, silent: true, lastEventAt: ago(90) } as const
    expect(told(aHealth({}, { sources: [gone] }))).toContain('/csv of main is silent for 1:30; its limit is 0:15.')
    expect(sourceWords(gone, true, NOON).state).toBe('SILENT')
  })

  test('snapshots that cannot be stored are told of, figures being right', () => {
    const { storage } = aHealth()
    const view = aHealth({ storage: { ...storage, snapshots: { stored: 1, failed: 2, failing: true } } })
    expect(told(view)).toEqual(['Live, but one thing needs you', 'Snapshots cannot be stored.'])
  })

  test('the snapshots are told with where this start went on from', () => {
    expect(snapshotWords({ stored: 0, failed: 0, failing: false }, NOON)).toBe(
      'none yet; this start read the whole log',
    )
    const last = { at: ago(65), seq: 1_200_000, bytes: 9 }
    expect(snapshotWords({ stored: 1, failed: 0, failing: false, last, startedFrom: 1000 }, NOON)).toBe(
      `the last 1:05 ago, up to ${inFull(1_200_000)}; this start read on from ${inFull(1000)}`,
    )
  })

  test('a site that has stopped comes with its reason', () => {
    const view = aHealth({ sites: [{ site: 'main', zone: 'UTC', failure: 'folding x: boom' }] })
    expect(told(view)).toEqual(['Live, but one thing needs you', 'Site main has stopped: folding x: boom.'])
  })
})

describe('a source', () => {
  const one = { source: '/acd', lastEventAt: ago(1) }

  test('speaks, is silent, has no limit, or nobody knows', () => {
    const states = [
      sourceWords({ ...one, limitMs: 15_000 }, true, NOON),
      sourceWords({ ...one, limitMs: 15_000, silent: true }, true, NOON),
      sourceWords(one, true, NOON),
      sourceWords({ ...one, limitMs: 15_000, silent: true }, false, NOON),
    ]
    expect(states.map(({ shape, state, limit }) => [shape, state, limit])).toEqual([
      ['ok', 'live', 'limit 0:15'],
      ['cross', 'SILENT', 'limit 0:15'],
      ['none', 'no heartbeat', 'no limit'],
      ['none', 'not known', 'limit 0:15'],
    ])
  })

  test('has a clock that is right, ahead, behind or not measured', () => {
    const clocks = [
      sourceWords({ ...one, clock: 'right', leastDelayMs: -300 }, true, NOON),
      sourceWords({ ...one, clock: 'ahead', leastDelayMs: -700 }, true, NOON),
      sourceWords({ ...one, clock: 'behind', leastDelayMs: 90_000 }, true, NOON),
      sourceWords(one, true, NOON),
    ]
    expect(clocks.map(({ clock }) => clock)).toEqual([
      'clock right, 0.0 s on the way',
      'clock 0.7 s ahead',
      '1:30 late, or clock behind',
      'clock not measured',
    ])
  })
})

test('reasons why reading ended stand in words, the commonest first', () => {
  expect(lossesOf({ losses: { stall: 1, silent: 3, other: 2 } })).toEqual([
    { words: 'no heartbeat of the NATS server', times: 3 },
    { words: 'other', times: 2 },
    { words: 'nothing came though there was more', times: 1 },
  ])
})

test('what is ahead of the server’s clock is 0:00 old, what never was has a dash', () => {
  expect([agoWords(ago(-5), NOON), agoWords(ago(65), NOON), agoWords(undefined, NOON)]).toEqual(['0:00', '1:05', '–'])
})

test('sequences stand in full, in threes', () => {
  expect([0, 999, 1_000, 1_234_567].map(inFull)).toEqual(['0', '999', '1\u202f000', '1\u202f234\u202f567'])
})
