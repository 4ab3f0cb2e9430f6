import { describe, expect, test } from 'vitest'
import { agentReadings, loudestEscalation, nameSteps, stateCounts, teamColumns } from '../../src/display/agents.ts'
import { announcementAfter } from '../../src/display/floor/announcement.ts'
import { freshness } from '../../src/display/freshness.ts'
import { languageOf, pagesOf } from '../../src/display/words.ts'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import type { EscalationView } from '../../src/core/view/floorView.ts'
import { epochMs } from '../../src/core/units.ts'
import { aFloorBoard, ago, anAgent, NOON } from '../fixtures/wire/floorViews.ts'

function anEscalation(escalation: Partial<EscalationView> = {}): EscalationView {
  return { escalation: 'e1', reason: 'help', severity: 'critical', raisedAt: ago(252), ...escalation }
}

function floorOf(agents: FloorBoardView['agents'], escalations: EscalationView[] = []): FloorBoardView {
  return aFloorBoard({ agents, escalations })
}

const AGENTS = {
  out: anAgent({ name: 'Out', state: 'offline' }),
  wrap: anAgent({ name: 'Wrap', state: 'wrapUp', stateSince: ago(48) }),
  long: anAgent({ name: 'Long', state: 'wrapUp', stateSince: ago(412) }),
  free: anAgent({ name: 'Free', state: 'available', stateSince: ago(12) }),
  freer: anAgent({ name: 'Freer', state: 'available', stateSince: ago(74) }),
  lunch: anAgent({ name: 'Lunch', state: 'notReady', reason: 'Lunch', stateSince: ago(1405) }),
  helped: anAgent({ name: 'Helped', state: 'onContact', team: 'Taff', stateSince: ago(900), silent: true }),
}

describe('agents', () => {
  const readings = agentReadings(floorOf(AGENTS, [anEscalation({ agent: 'helped' })]), NOON)

  test('who needs help comes first, then over an allowance, free, the others by state; longest first', () => {
    expect(readings.map(({ id }) => id)).toEqual(['helped', 'long', 'freer', 'free', 'wrap', 'lunch', 'out'])
  })

  test('one who needs a lead shows how long, and that the source is silent', () => {
    expect(readings[0]).toEqual({
      id: 'helped',
      name: 'Helped',
      team: 'Taff',
      state: 'onContact',
      level: 'crit',
      why: 'help',
      ms: 252_000,
      isSilent: true,
    })
  })

  test('who is signed out has no time; a reason shows; over an allowance says of what', () => {
    expect(readings.map(({ ms, why, level }) => [ms, why, level])).toEqual([
      [252_000, 'help', 'crit'],
      [412_000, 'wrap-up', 'warn'],
      [74_000, undefined, undefined],
      [12_000, undefined, undefined],
      [48_000, undefined, undefined],
      [1_405_000, 'Lunch', undefined],
      [undefined, undefined, undefined],
    ])
  })

  test('counts by state, with those over and the longest', () => {
    expect(stateCounts(readings).map(({ state, count, over, longest }) => [state, count, over, longest?.id])).toEqual([
      ['available', 2, 0, 'freer'],
      ['alerting', 0, 0, undefined],
      ['onContact', 1, 0, 'helped'],
      ['wrapUp', 2, 1, 'long'],
      ['notReady', 1, 0, 'lunch'],
      ['offline', 1, 0, 'out'],
    ])
  })
})

describe('teams in columns', () => {
  const crew = (sizes: Record<string, number>) =>
    agentReadings(
      floorOf(
        Object.fromEntries(
          Object.entries(sizes).flatMap(([team, size]) =>
            Array.from({ length: size }, (_, i) => [`${team}${i}`, anAgent({ name: 'A', state: 'onContact', team })]),
          ),
        ),
      ),
      NOON,
    )
  const drawn = (sizes: Record<string, number>, rows: number, across: number) =>
    teamColumns(crew(sizes), rows, across).map((column) =>
      column.map(({ team, part, agents }) => `${team}${part}:${agents.length}`),
    )

  test('small teams share a column, in order', () => {
    expect(drawn({ a: 3, b: 4, c: 9 }, 13, 5)).toEqual([['a1:3', 'b1:4'], ['c1:9']])
  })

  test('a team larger than a column takes several', () => {
    expect(drawn({ a: 30 }, 13, 5)).toEqual([['a1:12'], ['a2:12'], ['a3:6']])
  })

  test('teams run on where whole ones would need too many columns; nobody is lost', () => {
    const columns = drawn({ a: 9, b: 9, c: 9 }, 15, 2)
    expect(columns).toEqual([['a1:9', 'b1:4'], ['b2:5', 'c1:8'], ['c2:1']])
  })
})

test('the escalation to show: unowned first, then the oldest', () => {
  const escalations = [
    anEscalation({ escalation: 'owned', raisedAt: ago(900), claimedBy: 'Nia' }),
    anEscalation({ escalation: 'young', raisedAt: ago(10) }),
    anEscalation({ escalation: 'old', raisedAt: ago(60) }),
  ]
  expect(loudestEscalation(escalations)?.escalation).toBe('old')
})

test('a name gives way in steps', () => {
  expect([nameSteps('Nguyễn Thị Hạnh'), nameSteps('김서연')]).toEqual([
    ['Nguyễn Thị Hạnh', 'Nguyễn H.', 'Nguyễn'],
    ['김서연', '김서연', '김서연'],
  ])
})

test('a language is told where the script is sure', () => {
  expect(['김서연', 'サクラ', '王伟', 'Ann'].map(languageOf)).toEqual(['ko', 'ja', undefined, undefined])
})

test('long texts become pages of whole words', () => {
  expect(pagesOf('one two three four', 9)).toEqual(['one two', 'three', 'four'])
  expect(pagesOf('  ', 9)).toEqual([])
})

describe('the light beside the clock', () => {
  const proofs = { now: NOON, ageMs: 430, oldSince: undefined, sources: { a: {}, b: {} } }

  test.each([
    [proofs, { isOld: false, words: 'Live 0.4 s' }],
    [
      { ...proofs, oldSince: epochMs(NOON - 107_000) },
      { isOld: true, words: 'No feed 1:47' },
    ],
    [
      { ...proofs, sources: { a: {}, b: { silent: true as const } } },
      { isOld: true, words: '1 of 2 feeds live' },
    ],
  ])('says how fresh', (given, said) => {
    expect(freshness(given)).toEqual(said)
  })
})

describe('what is read aloud', () => {
  const at = (seconds: number) => epochMs(NOON + seconds * 1000)
  const ok = [{ id: 's', name: 'Support', level: 'ok' as const }]
  const crit = [{ id: 's', name: 'Support', level: 'crit' as const }]

  test('only changes, at most every ten seconds', () => {
    const first = announcementAfter(undefined, crit, at(0))
    const tooSoon = announcementAfter(first, ok, at(9))
    const said = announcementAfter(tooSoon, ok, at(10))
    expect([first.text, tooSoon.text, said.text]).toEqual(['', '', 'Support is OK'])
  })
})
