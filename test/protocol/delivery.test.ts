import { expect, test } from 'vitest'
import { MAX_UNSENT_BYTES, deliveryOf, type DeliveryState } from '../../src/protocol/delivery.ts'

function state(differing: Partial<DeliveryState>): DeliveryState {
  const held = { epoch: 'e1', revision: 40 }
  return { held, newest: { epoch: 'e1', revision: 41 }, oldestKept: 10, unsentBytes: 0, snapshotBytes: 0, ...differing }
}

test.each([
  ['nothing held', undefined, 'snapshot'],
  ['another epoch', { epoch: 'e0', revision: 40 }, 'snapshot'],
  ['another epoch, same revision', { epoch: 'e0', revision: 41 }, 'snapshot'],
  ['the newest held', { epoch: 'e1', revision: 41 }, 'nothing'],
  ['the one before', { epoch: 'e1', revision: 40 }, 'delta'],
  ['the oldest kept', { epoch: 'e1', revision: 10 }, 'delta'],
  ['one older than those kept', { epoch: 'e1', revision: 9 }, 'snapshot'],
  ['revision 0', { epoch: 'e1', revision: 0 }, 'snapshot'],
  ['one from the future', { epoch: 'e1', revision: 42 }, 'snapshot'],
] as const)('[PR12] %s', (_name, held, expected) => {
  expect(deliveryOf(state({ held }))).toBe(expected)
})

test.each([
  [1, 0, 'nothing'],
  [MAX_UNSENT_BYTES, 0, 'nothing'],
  [MAX_UNSENT_BYTES + 1, 0, 'close'],
  [MAX_UNSENT_BYTES + 1, MAX_UNSENT_BYTES - 1, 'close'],
  [3 * MAX_UNSENT_BYTES, 3 * MAX_UNSENT_BYTES, 'nothing'],
  [3 * MAX_UNSENT_BYTES + 1, 3 * MAX_UNSENT_BYTES, 'close'],
])('[PR13] %i bytes unsent, of a snapshot of %i', (unsentBytes, snapshotBytes, expected) => {
  expect(deliveryOf(state({ unsentBytes, snapshotBytes }))).toBe(expected)
  expect(deliveryOf(state({ unsentBytes, snapshotBytes, held: undefined }))).toBe(expected)
})
