import { describe, expect, test } from 'vitest'
import {
  actsOn,
  alarmAfter,
  caseOf,
  casesInOrder,
  moved,
  selectionAfter,
  spokenCase,
  sumWords,
} from '../../src/display/tiles/lead/cases.ts'
import { answerWords } from '../../src/display/tiles/lead/answerWords.ts'
import { worstQueues } from '../../src/display/tiles/lead/glances.ts'
import { commandOf } from '../../src/display/tiles/lead/keys.ts'
import { aboutWords, explainLongest } from '../../src/display/tiles/lead/leadExplained.ts'
import { cleanName, keepName, keptName } from '../../src/display/tiles/lead/leadName.ts'
import { ago, aQueue, NOON } from '../fixtures/wire/floorViews.ts'
import { anEscalation, busyLead } from '../fixtures/wire/pageViews.ts'

const view = busyLead()
const casesOf = (escalations = view.escalations) => casesInOrder(escalations).map((one) => caseOf(one, view, NOON))

describe('escalations', () => {
  test('unowned come first, then the oldest; of one instant the smaller id', () => {
    const twins = [
      anEscalation({ escalation: 'b', raisedAt: ago(9) }),
      anEscalation({ escalation: 'a', raisedAt: ago(9) }),
    ]
    expect(casesInOrder([...view.escalations, ...twins]).map(({ escalation }) => escalation)).toEqual([
      'x1',
      'x2',
      'x3',
      'a',
      'b',
      'x5',
      'x4',
    ])
  })

  test('a case says how old it is, of whom, and who has it', () => {
    const [first, , third, fourth, fifth] = casesOf()
    expect(first).toMatchObject({
      level: 'crit',
      ageMs: 252_000,
      of: 'Billing · Tomos Rhys with c9 · voice',
      owner: undefined,
    })
    expect(third).toMatchObject({ level: 'warn', of: 'Sales · c11 · voice' })
    expect(fourth).toMatchObject({
      of: 'Ticket 20418',
      owner: 'Dafydd Owen',
      claimedAfterMs: 48_000,
      ownedMs: 1_063_000,
    })
    expect(fifth && spokenCase(fifth)).toBe('Critical, 7:40. Line down at a care home. Support. Nia Pritchard has it.')
  })

  test('ids stand where no name is known', () => {
    const one = caseOf(anEscalation({ escalation: 'e', queue: 'Q9', agent: 'a9' }), view, NOON)
    expect(one.of).toBe('Q9 · a9')
  })

  test('clocks apart give no negative time', () => {
    const one = anEscalation({ escalation: 'e', raisedAt: ago(-5), claimedBy: 'Nia', claimedAt: ago(0) })
    expect(caseOf(one, view, NOON)).toMatchObject({ ageMs: 0, claimedAfterMs: 0 })
  })

  test('how many wait, and how many are in hand', () => {
    expect(sumWords(casesOf())).toBe('3 waiting for an owner · 2 in hand')
  })
})

describe('what can be done', () => {
  test.each([
    ['nobody has it: claim, or resolve at once', undefined, 'Nia', ['claim', 'resolve']],
    ['nobody has it, nor said who they are', undefined, undefined, ['claim', 'resolve']],
    ['mine: resolve or release', 'Nia', 'Nia', ['resolve', 'release']],
    ['another has it: nothing', 'Dafydd', 'Nia', []],
    ['another has it, and I have no name', 'Dafydd', undefined, []],
  ])('%s', (_, owner, me, acts) => expect(actsOn({ owner }, me)).toEqual(acts))
})

describe('the selection', () => {
  test('begins at the top, and there is none where there is no case', () => {
    expect(selectionAfter(undefined, ['a', 'b'])).toEqual({ id: 'a', place: 0 })
    expect(selectionAfter(undefined, [])).toBeUndefined()
  })

  test('follows its case to its new place', () => {
    expect(selectionAfter({ id: 'b', place: 1 }, ['b', 'c', 'a'])).toEqual({ id: 'b', place: 0 })
  })

  test('goes to what took the place of a resolved case, or to the last', () => {
    expect(selectionAfter({ id: 'x', place: 1 }, ['a', 'c', 'd'])).toEqual({ id: 'c', place: 1 })
    expect(selectionAfter({ id: 'x', place: 5 }, ['a', 'c'])).toEqual({ id: 'c', place: 1 })
  })

  test('moves by arrows and stops at both ends', () => {
    const ids = ['a', 'b', 'c']
    expect(moved({ id: 'a', place: 0 }, 1, ids)).toEqual({ id: 'b', place: 1 })
    expect(moved({ id: 'a', place: 0 }, -1, ids)).toEqual({ id: 'a', place: 0 })
    expect(moved({ id: 'c', place: 2 }, 1, ids)).toEqual({ id: 'c', place: 2 })
  })
})

describe('what is said aloud', () => {
  const [critical, , warning, , owned] = casesOf()
  const all = (...cases: (typeof critical)[]) => cases.flatMap((one) => one ?? [])

  test('nothing at first sight', () => expect(alarmAfter(undefined, all(critical)).text).toBe(''))

  test('a new critical case nobody has, once', () => {
    const before = alarmAfter(undefined, [])
    const after = alarmAfter(before, all(critical))
    expect(after.text).toBe('Critical: Refund above agent limit, £480.')
    expect(alarmAfter(after, all(critical)).text).toBe(after.text)
  })

  test('neither warnings nor what is in hand', () => {
    expect(alarmAfter(alarmAfter(undefined, []), all(warning, owned)).text).toBe('')
  })
})

describe('answers in words', () => {
  const words = (act: 'claim' | 'release' | 'resolve' | 'correct', answer: object) =>
    answerWords({ act, answer: { re: 'x', ...answer } as never })

  test('[AC11] a lost race says who was first', () => {
    expect(words('claim', { type: 'refused', reason: 'owned', owner: 'Nia' })).toEqual({
      isDone: false,
      text: 'Nia was first.',
      todo: 'It is in hand: take the next one.',
    })
  })

  test('[AC12] what another has by now is theirs to release', () => {
    expect(words('release', { type: 'refused', reason: 'notOwner', owner: 'Dafydd' }).text).toBe('Dafydd has it now.')
    expect(words('release', { type: 'refused', reason: 'notOwner' }).text).toBe('Nobody has it any more.')
  })

  test.each(['who', 'unknown', 'owned', 'notOwner', 'notSuspect', 'notYours', 'late', 'limit', 'unavailable'])(
    'a refusal (%s) says what to do',
    (reason) => {
      const { isDone, text, todo } = words('resolve', { type: 'refused', reason })
      expect(isDone).toBe(false)
      expect([text, todo].every((part) => part.endsWith('.'))).toBe(true)
    },
  )

  test.each(['claim', 'release', 'resolve', 'correct'] as const)('%s done', (act) => {
    expect(words(act, { type: 'done' }).isDone).toBe(true)
  })

  test('no answer is not taken for a refusal', () => {
    expect(words('claim', { type: 'silent' }).todo).toContain('may be done')
  })
})

describe('who acts', () => {
  test.each([
    ['  Nia Pritchard ', 'Nia Pritchard'],
    ['Ni\u0000a\u0085', 'Ni a'],
    ['小林 美咲', '小林 美咲'],
    ['   ', undefined],
    ['__proto__', undefined],
    ['x'.repeat(200), 'x'.repeat(128)],
  ])('%j is %j', (typed, name) => expect(cleanName(typed)).toBe(name))

  test('a browser that keeps nothing asks again', () => {
    const broken = () => {
      throw new Error('SecurityError')
    }
    const storage = { getItem: broken, setItem: broken, removeItem: broken }
    expect(keptName(storage)).toBeUndefined()
    expect(() => keepName(storage, 'Nia')).not.toThrow()
  })

  test('what was kept comes back', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    keepName(storage, 'Nia')
    expect(keptName(storage)).toBe('Nia')
    keepName(storage, undefined)
    expect(keptName(storage)).toBeUndefined()
  })
})

describe('keys', () => {
  const press = (key: string, held = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

  test.each([
    ['ArrowDown', 'next'],
    ['K', 'previous'],
    ['Enter', 'claim'],
    ['c', 'claim'],
    ['R', 'release'],
    ['d', 'resolve'],
    ['?', 'help'],
    ['x', undefined],
    ['toString', undefined],
  ])('%s is %s', (key, command) => expect(press(key)).toBe(command))

  test('the browser keeps its own', () => expect(press('r', { ctrlKey: true })).toBeUndefined())
})

describe('queues at a glance', () => {
  test('worst first: by level, then by wait ÷ limit', () => {
    const queues = {
      CALM: aQueue({ name: 'Calm' }),
      NEAR: aQueue({ name: 'Near', waits: [50] }),
      OVER: aQueue({ name: 'Over', limitMs: 10_000, waits: [40] }),
      FAR: aQueue({ name: 'Far', waits: [10] }),
    }
    expect(worstQueues(queues, { now: NOON, old: new Map() })).toEqual(['OVER', 'NEAR', 'FAR', 'CALM'])
  })

  test('one that is old is not judged: it stands behind those in trouble', () => {
    const queues = {
      CALM: aQueue({ name: 'Calm' }),
      NEAR: aQueue({ name: 'Near', waits: [50] }),
      STALE: aQueue({ name: 'Stale', limitMs: 10_000, waits: [400] }),
      OVER: aQueue({ name: 'Over', limitMs: 10_000, waits: [40] }),
    }
    const old = new Map([['STALE', NOON]])
    expect(worstQueues(queues, { now: NOON, old })).toEqual(['OVER', 'NEAR', 'STALE', 'CALM'])
  })

  test('a longest wait explains itself', () => {
    const { value, n, remarks } = explainLongest(aQueue({ name: 'Sales', waits: [70, 5] }), { now: NOON, zone: 'UTC' })
    expect([value, n, remarks?.[0]?.value]).toEqual(['1:10', 'the oldest of 2 waiting', '09:41:08'])
  })

  test.each([
    [undefined, undefined],
    [0, 'no wait'],
    [20_000, 'under a minute'],
    [130_000, 'about 2 min'],
  ])('a forecast of %s reads %s', (ms, words) => expect(aboutWords(ms)).toBe(words))
})
