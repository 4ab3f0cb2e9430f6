/** What is old alone because its source is silent, and that everything else goes on without it. */
import { describe, expect, test } from 'vitest'
import type { BoardSourceView, FloorBoardView } from '../../src/core/view/boardView.ts'
import { epochMs } from '../../src/core/units.ts'
import { agentReadings, knownAgents, stateCounts } from '../../src/display/agents.ts'
import { announcementAfter } from '../../src/display/floor/announcement.ts'
import { explain } from '../../src/display/tiles/floor/floorExplained.ts'
import { asideWords, skewWords } from '../../src/display/freshness.ts'
import { livePart } from '../../src/display/floor/liveQueues.ts'
import { rankedOld, worstFirst } from '../../src/display/rowOrder.ts'
import { skewMs } from '../../src/display/serverTime.ts'
import { signalOf } from '../../src/display/floor/signal.ts'
import { allSilentWords, signalWords } from '../../src/display/signalWords.ts'
import { instantOf, oldQueues, oldSinceOf, silentSources } from '../../src/display/staleness.ts'
import { deskSignal } from '../../src/display/tiles/desk/deskSignal.ts'
import { likelyNext, ownQueues } from '../../src/display/tiles/agent/agentReading.ts'
import { countsSinceWords, todayWords } from '../../src/display/words.ts'
import { aFloorBoard, ago, anAgent, aQueue, NOON } from '../fixtures/wire/floorViews.ts'
import { aDeskBoard } from '../fixtures/wire/pageViews.ts'

const before = (seconds: number) => epochMs(NOON - seconds * 1000)
const SILENT: Record<string, BoardSourceView> = {
  '/acd': { intervalMs: 5_000 },
  '/chat': { intervalMs: 5_000, silent: true, lastEventAt: ago(41) },
  '/mail': { intervalMs: 5_000, silent: true, lastEventAt: ago(300) },
  '/csv': {},
}

function floor(sources = SILENT): FloorBoardView {
  const { feed } = aFloorBoard()
  return aFloorBoard({
    feed: { ...feed, sources },
    queues: [
      aQueue({ name: 'Support', sources: ['/acd'], waits: [50, 10], met: 30, n: 40, free: 1, agents: 3 }),
      aQueue({ name: 'Chat', sources: ['/acd', '/chat'], waits: [200], met: 10, n: 30, abandoned: 4 }),
      aQueue({ name: 'Sales', sources: ['/csv'], met: 20, n: 20, formula: 'SL1', abandoned: 2 }),
    ],
    agents: {
      a: anAgent({ name: 'A', state: 'available', stateSince: ago(90) }),
      b: anAgent({ name: 'B', state: 'onContact', stateSince: ago(90) }),
      c: anAgent({ name: 'C', state: 'available', stateSince: ago(90), silent: true }),
      d: anAgent({ name: 'D', state: 'wrapUp', stateSince: ago(900), silent: true }),
    },
  })
}

describe('silent sources', () => {
  test('the longest silent come first; one without a heartbeat is never silent', () => {
    expect(silentSources(SILENT)).toEqual([
      { source: '/mail', since: before(300) },
      { source: '/chat', since: before(41) },
    ])
  })

  test('figures are old since the last word of the longest silent of their sources', () => {
    expect(oldSinceOf(['/acd', '/chat', '/mail'], SILENT)).toBe(before(300))
    expect(oldSinceOf(['/acd', '/chat'], SILENT)).toBe(before(41))
    expect(oldSinceOf(['/acd', '/csv'], SILENT)).toBeUndefined()
    expect([...oldQueues(floor().queues, SILENT)]).toEqual([['CHAT', before(41)]])
  })

  test('old figures stand still at the last word, unless all who wait came after it', () => {
    expect(instantOf(ago(60), before(41), NOON)).toBe(before(41))
    expect(instantOf(undefined, before(41), NOON)).toBe(before(41))
    expect(instantOf(ago(40), before(41), NOON)).toBe(NOON)
    expect(instantOf(ago(60), undefined, NOON)).toBe(NOON)
  })
})

describe('a floor with a silent source', () => {
  test('the total is summed over the queues that live, each by its own formula, and over agents that are known', () => {
    const { queues, total } = livePart(floor())
    expect(Object.keys(queues)).toEqual(['SUPPORT', 'SALES'])
    const { waiting, agentsAvailable, agentsOnContact, agentsInWrapUp, agentsSignedIn, windows } = total
    expect([waiting, agentsAvailable, agentsOnContact, agentsInWrapUp, agentsSignedIn]).toEqual([2, 1, 1, 0, 2])
    expect(windows['30m'].serviceLevel).toBe((30 + 20) / (40 + 18))
    expect(windows['30m'].abandonRate).toBe(2 / 60)
    expect(windows['30m'].averageSpeedOfAnswerMs).toBeUndefined()
  })

  test('where every source speaks, the view is left as it is', () => {
    const view = floor({ '/acd': { intervalMs: 5_000 } })
    expect(livePart(view)).toBe(view)
  })

  test('the signal ignores it: its callers do not call anyone, and calm says of how many queues it is', () => {
    expect(signalOf(floor({}), NOON)).toMatchObject({ state: 'next', id: 'SUPPORT' })
    const late = floor()
    const chatAlone = { ...late, queues: { CHAT: late.queues['CHAT'] as FloorBoardView['queues'][string] } }
    const { state } = signalOf(livePart(chatAlone), NOON)
    expect(state).toBe('calm')
    const calm = signalWords(signalOf(livePart(chatAlone), NOON), { live: 5, all: 6 })
    expect([calm.what, calm.whatBrief]).toEqual(['As far as 5 of 6 queues', '5 of 6 queues'])
  })

  test('its row stands behind those in trouble and before those that are well', () => {
    const rows = [
      { id: 'fine', level: 'ok', waitShare: 0.5, under: 0 } as const,
      rankedOld('old'),
      { id: 'under', level: 'warn', waitShare: 0, under: 0.01 } as const,
      { id: 'over', level: 'crit', waitShare: 4, under: 0 } as const,
    ]
    expect(worstFirst(rows)).toEqual(['over', 'under', 'old', 'fine'])
  })

  test('what is read aloud says that it is old', () => {
    const ok = [{ id: 'c', name: 'Chat', level: 'ok' as const }]
    const old = [{ id: 'c', name: 'Chat', level: 'old' as const }]
    const later = epochMs(NOON + 10_000)
    expect(announcementAfter(announcementAfter(undefined, ok, NOON), old, later).text).toBe(
      'Chat is old: its source is silent',
    )
  })

  test('explained, it says who is silent and since when; the total says whom it leaves out', () => {
    const queue = explain({ of: 'queue', id: 'CHAT' }, floor(), NOON)
    expect(queue?.remarks?.[0]).toEqual({ label: 'Old', value: '0:41', note: 'no word from /chat since 10:41:37' })
    expect(queue?.when).toBe('last 30 min, as of 10:41')
    const site = explain({ of: 'site' }, floor(), NOON)
    expect(site).toMatchObject({ n: '58 counted', value: '86%' })
    expect(site?.remarks).toContainEqual({ label: 'Left out', value: '1', note: 'old: Chat' })
  })

  test('where every source is silent, the signal says so', () => {
    const silent = silentSources(SILENT)
    const words = allSilentWords({ now: NOON, since: before(300), silent, zone: 'Europe/London' })
    expect([words.where, words.figure, words.lines]).toEqual([
      'Sources silent',
      '5:00',
      ['Last word 10:37:18', 'No heartbeat of /mail and 1 more'],
    ])
  })
})

describe('agents of a silent source', () => {
  test('are shown as they were at its last word, over no allowance, and counted nowhere', () => {
    const readings = agentReadings(floor(), NOON)
    expect(readings.map(({ id, ms, level }) => [id, ms, level])).toEqual([
      ['a', 90_000, undefined],
      ['c', 49_000, undefined],
      ['b', 90_000, undefined],
      ['d', 859_000, undefined],
    ])
    const counted = stateCounts(knownAgents(readings)).filter(({ count }) => count > 0)
    expect(counted.map(({ state, count }) => [state, count])).toEqual([
      ['available', 1],
      ['onContact', 1],
    ])
  })

  test('on their own page an old queue is last to be trusted: nothing is foretold from it', () => {
    const { queues, feed } = floor()
    const rows = ownQueues({ queues, feed }, NOON)
    expect(rows.map(({ id, oldSince }) => [id, oldSince])).toEqual([
      ['SUPPORT', undefined],
      ['CHAT', before(41)],
      ['SALES', undefined],
    ])
    expect(likelyNext(rows)?.queue.id).toBe('SUPPORT')
  })
})

test('a desk whose tickets are old judges no promise', () => {
  const { level, words } = deskSignal(aDeskBoard(), NOON, before(41))
  expect([level, words.shape, words.figure]).toEqual(['ok', 'cross', '0:41'])
})

describe('clocks', () => {
  test('a display’s clock is told only when it is off by more than two seconds', () => {
    expect([0, 2_000, -2_000, 2_001, 192_000, -90_500].map(skewWords)).toEqual([
      undefined,
      undefined,
      undefined,
      'This display’s clock is 0:02 ahead',
      'This display’s clock is 3:12 ahead',
      'This display’s clock is 1:30 behind',
    ])
  })

  test('the skew is the wall clock less the server’s', () => {
    expect(skewMs({ server: NOON, wall: NOON + 192_000, monotonic: 5 })).toBe(192_000)
  })
})

describe('counts that begin in the middle of the day', () => {
  const zone = 'Europe/London'

  test('say since when, in the site’s time', () => {
    expect(countsSinceWords({ zone, countsSince: '2025-10-14T12:40:00.000Z' })).toBe('13:40')
    expect(todayWords({ zone, countsSince: '2025-10-14T12:40:00.000Z' })).toBe('since 13:40, where the log begins')
    expect([countsSinceWords({ zone }), todayWords({ zone })]).toEqual([undefined, 'today'])
  })

  test('are said aside, with a clock that is wrong', () => {
    const day = { zone, countsSince: '2025-10-14T12:40:00.000Z' }
    expect([asideWords(day, 0), asideWords({ zone }, 5_000), asideWords(day, 5_000), asideWords({ zone }, 0)]).toEqual([
      'Counts since 13:40.',
      'This display’s clock is 0:05 ahead.',
      'Counts since 13:40. This display’s clock is 0:05 ahead.',
      undefined,
    ])
  })

  test('are said in the explanation of a day’s figure', () => {
    const view = { ...floor(), countsSince: '2025-10-14T08:05:00.000Z' }
    const over = explain({ of: 'queue', id: 'SALES' }, view, NOON)?.remarks?.find(
      ({ label }) => label === 'Over the limit',
    )
    expect(over?.note).toContain('since 09:05, where the log begins')
  })
})

describe('ages are never negative', () => {
  /** Two seconds into the future is what a source may be ahead without being clamped. */
  test.each([2, 90])('of what lies %i s ahead of the display’s idea of the server’s time', (seconds) => {
    const view = aFloorBoard({
      queues: [aQueue({ name: 'Support', waits: [-seconds] })],
      agents: { a: anAgent({ name: 'A', state: 'onContact', stateSince: ago(-seconds) }) },
      feed: { ...aFloorBoard().feed, sources: { '/s': { silent: true, lastEventAt: ago(-seconds) } } },
    })
    const shown = JSON.stringify([
      agentReadings(view, NOON).map(({ ms }) => ms),
      explain({ of: 'queue', id: 'SUPPORT' }, view, NOON)?.remarks,
      signalWords(signalOf(view, NOON)),
      allSilentWords({ now: NOON, since: before(-seconds), silent: [], zone: view.zone }),
    ])
    expect(agentReadings(view, NOON)[0]?.ms).toBe(0)
    expect(shown).not.toMatch(/[-−]\d/)
  })
})
