import { expect, test } from 'vitest'
import { commandOf } from '../../../src/display/rewind/keys.ts'

const pressed = (key: string, more: object = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

test.each([
  [' ', {}, { do: 'toggle' }],
  ['Escape', {}, { do: 'live' }],
  ['ArrowLeft', {}, { do: 'move', byMs: -1_000 }],
  ['ArrowRight', {}, { do: 'move', byMs: 1_000 }],
  ['ArrowLeft', { shiftKey: true }, { do: 'move', byMs: -60_000 }],
  ['ArrowRight', { shiftKey: true }, { do: 'move', byMs: 60_000 }],
  ['[', {}, { do: 'mark', step: -1 }],
  [']', {}, { do: 'mark', step: 1 }],
  ['b', {}, { do: 'nextBreach' }],
  ['ArrowLeft', { altKey: true }, undefined],
  ['r', { ctrlKey: true }, undefined],
  ['x', {}, undefined],
])('%j %j', (key, more, command) => {
  expect(commandOf(pressed(key, more))).toEqual(command)
})
