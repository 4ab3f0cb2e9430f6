import { describe, expect, test } from 'vitest'
import { Fifo } from '../../../src/core/floor/fifo.ts'

describe('first in, first out', () => {
  test('[FL24] in order, also past the point where what was taken is let go', () => {
    const fifo = new Fifo<number>()
    for (let n = 0; n < 5000; n++) fifo.push(n)
    for (let n = 0; n < 5000; n++) {
      expect(fifo.first()).toBe(n)
      if (n % 500 === 0) expect(fifo.items()).toEqual(Array.from({ length: 5000 - n }, (_, index) => n + index))
      fifo.shift()
    }
    expect(fifo.first()).toBeUndefined()
    fifo.push(7)
    expect([fifo.first(), ...fifo.items()]).toEqual([7, 7])
  })
})
