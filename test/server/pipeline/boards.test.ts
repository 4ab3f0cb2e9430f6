import { expect, test } from 'vitest'
import { boardsOf, findBoard } from '../../../src/server/pipeline/boards.ts'

const hasSite = (site: string) => ['main', 'london'].includes(site)

test.each([
  ['floor', { id: 'floor', site: 'main', kind: 'floor', name: 'Floor' }],
  ['main/floor', { id: 'floor', site: 'main', kind: 'floor', name: 'Floor' }],
  ['agents', { id: 'agents', site: 'main', kind: 'agents', name: 'Agents' }],
  ['london/floor', { id: 'london/floor', site: 'london', kind: 'floor', name: 'Floor' }],
  ['london/agents', { id: 'london/agents', site: 'london', kind: 'agents', name: 'Agents' }],
  ['paris/floor', undefined],
  ['', undefined],
  ['/', undefined],
  ['/floor', undefined],
  ['london/', undefined],
  ['london/floor/', undefined],
  ['london/toString', undefined],
  ['constructor', undefined],
  ['Floor', undefined],
])('[SV16] board %j', (id, board) => {
  expect(findBoard(id, hasSite)).toEqual(board)
})

test('[SV16] the boards of a site can be found by their ids', () => {
  for (const board of [...boardsOf('main'), ...boardsOf('london')]) expect(findBoard(board.id, hasSite)).toEqual(board)
})
