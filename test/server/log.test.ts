import { expect, test } from 'vitest'
import { epochMs } from '../../src/core/units.ts'
import { createFailureBook } from '../../src/server/failures.ts'
import { createLog } from '../../src/server/log.ts'

function aLog(readable: boolean) {
  const lines: string[] = []
  const clock = { ms: Date.UTC(2026, 2, 2, 9, 0, 0), now: () => epochMs(clock.ms) }
  return { log: createLog({ clock, readable, write: (line) => void lines.push(line) }), lines, clock }
}

test('for machines: one JSON object a line', () => {
  const { log, lines } = aLog(false)
  log.warn({ reason: 'gone' }, 'no link')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'warn', time: '2026-03-02T09:00:00.000Z', reason: 'gone', msg: 'no link' },
  ])
})

test('for people: time, level, text, fields; an error with its stack', () => {
  const { log, lines } = aLog(true)
  log.info({ from: 1, reason: 'no reason' }, 'reading')
  expect(lines).toEqual(['09:00:00 info  reading  from=1  reason=no reason\n'])
  log.error({ err: new Error('boom') }, 'a bug')
  expect(lines[1]).toMatch(/^09:00:00 error a bug\nError: boom\n {4}at /)
})

test('the same text in a flood is told five times, then counted and told with the next window', () => {
  const { log, lines, clock } = aLog(true)
  for (let n = 0; n < 100; n++) log.warn({ n }, 'again')
  log.warn({}, 'another')
  expect(lines).toHaveLength(6)
  clock.ms += 10_000
  log.warn({ n: 100 }, 'again')
  expect(lines[6]).toBe('09:00:10 warn  again  n=100  leftOut=95\n')
})

test('failures are counted under their metric and told as loudly as the table says', () => {
  const { log, lines } = aLog(true)
  const failures = createFailureBook(log)
  failures.report('notStored', { reason: 'gone' })
  failures.report('notStored', { reason: 'gone' })
  expect(failures.counts).toEqual({ not_stored: 2 })
  expect(lines[0]).toBe('09:00:00 warn  the log did not store an event  reason=gone\n')
})
