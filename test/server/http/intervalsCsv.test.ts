import { expect, test } from 'vitest'
import { intervalsCsv } from '../../../src/server/http/intervalsCsv.ts'
import { answered, ended, enqueued, said, viewOf } from '../../support/events.ts'

test('one row a queue and quarter hour, texts quoted and harmless in a spreadsheet', () => {
  const calls = [enqueued(0), answered(5), ended(60), said(70, 'available'), enqueued(1_000, 'c2', '=1+"1"')]
  expect(intervalsCsv(viewOf(calls, 2_000)).split('\r\n')).toEqual([
    'queue,start,offered,answered,answeredWithinTarget,abandoned,handled,averageHandleTimeMs',
    `"'=1+""1""",2026-03-02T09:15:00.000Z,1,0,0,0,0,`,
    'SALES,2026-03-02T09:00:00.000Z,1,1,1,0,1,65000',
    '',
  ])
})
