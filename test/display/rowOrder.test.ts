import { describe, expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import type { Level } from '../../src/display/level.ts'
import { rowOrder, rowPage, worstFirst, type Ranked, type RowOrder } from '../../src/display/rowOrder.ts'

function aRow(id: string, row: Partial<Ranked> = {}): Ranked {
  return { id, level: 'ok', waitShare: 0, under: 0, ...row }
}

test('worst first: level, then wait ÷ limit, then points under target, then as configured', () => {
  const rows = [
    aRow('calm'),
    aRow('alsoCalm'),
    aRow('waits', { waitShare: 0.4 }),
    aRow('under', { level: 'warn', under: 0.05 }),
    aRow('further', { level: 'warn', under: 0.1 }),
    aRow('late', { level: 'warn', waitShare: 0.9 }),
    aRow('worst', { level: 'crit' }),
  ]
  expect(worstFirst(rows)).toEqual(['worst', 'late', 'further', 'under', 'waits', 'calm', 'alsoCalm'])
})

describe('rows move seldom', () => {
  /** The shown order after each second of wishes. */
  function shownAfter(wishes: string[]): string[] {
    let order: RowOrder | undefined
    return wishes.map((wish, second) => {
      order = rowOrder(order, [...wish], epochMs(second * 1000))
      return order.shown.join('')
    })
  }

  test('the first order is shown at once', () => {
    expect(shownAfter(['ab'])).toEqual(['ab'])
  })

  test('an order must hold 5 s, and ten seconds lie between moves', () => {
    const wishes = [...'0123456789'].map(() => 'ab').concat(Array<string>(7).fill('ba'))
    expect(shownAfter(wishes).lastIndexOf('ab')).toBe(14)
  })

  test('a passing order moves nothing', () => {
    const wishes = [...Array<string>(12).fill('ab'), 'ba', 'ba', 'ba', 'ab', 'ba', 'ba', 'ba', 'ba']
    expect(new Set(shownAfter(wishes))).toEqual(new Set(['ab']))
  })

  test('within ten seconds of a move rows stay', () => {
    const wishes = [...Array<string>(10).fill('ab'), ...Array<string>(6).fill('ba'), ...Array<string>(12).fill('ab')]
    expect(shownAfter(wishes).map((order, second) => `${second}${order}`)).toEqual(
      expect.arrayContaining(['14ab', '15ba', '24ba', '25ab']),
    )
  })

  test('orders that never settle do not keep a wrong one for ever', () => {
    const wishes = [...Array<string>(10).fill('abc'), ...Array.from({ length: 20 }, (_, i) => (i % 2 ? 'cab' : 'cba'))]
    expect(shownAfter(wishes).findIndex((order) => order.startsWith('c'))).toBe(25)
  })

  test('a queue that comes or goes is taken at once', () => {
    expect(shownAfter(['ab', 'cab', 'ca'])).toEqual(['ab', 'cab', 'ca'])
  })
})

describe('more queues than rows', () => {
  const order = (levels: string): { id: string; level: Level }[] =>
    [...levels].map((letter, i) => ({ id: String(i), level: letter === 'c' ? 'crit' : letter === 'w' ? 'warn' : 'ok' }))

  test('all are shown when there is room', () => {
    expect(rowPage(order('cwo'), 6, 3)).toEqual({ ids: ['0', '1', '2'], hidden: 0, hiddenInTrouble: 0 })
  })

  test('the worst stay and the others take turns; the last page is full', () => {
    expect([0, 1, 2, 3].map((turn) => rowPage(order('cwooooo'), 4, turn).ids)).toEqual([
      ['0', '1', '2', '3'],
      ['0', '1', '4', '5'],
      ['0', '1', '5', '6'],
      ['0', '1', '2', '3'],
    ])
  })

  test('where trouble fills the wall, what is hidden is counted', () => {
    expect(rowPage(order('ccwwwo'), 4, 1)).toEqual({ ids: ['0', '1', '2', '3'], hidden: 2, hiddenInTrouble: 1 })
  })
})
