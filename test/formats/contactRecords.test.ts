import { describe, expect, test } from 'vitest'
import { toInstant } from '../../src/core/units.ts'
import {
  convertContactRecords,
  recordMap,
  type ConvertedRecords,
  type RecordMap,
} from '../../src/formats/contactRecords.ts'

const MAP: RecordMap = {
  contact: ['call'],
  queue: { column: 'queue' },
  agent: { column: 'agent' },
  enqueued: [{ column: 'start', format: 'yyyy-MM-dd HH:mm:ss' }],
  wait: [{ column: 'wait' }],
  talk: [{ column: 'talk' }],
  outcome: {
    column: 'result',
    values: { OK: 'answered', LOST: 'abandoned', VM: { flowedOut: 'voicemail' }, TEST: { ignored: 'test' } },
  },
}
const HEADER = 'call,queue,agent,start,wait,talk,result'
const CALL = 'c1,SALES,Nia,2026-03-02 09:00:00,20,60,OK'

/** Times without a date: the row's date belongs to `entry`. */
const CLOCK_MAP: RecordMap = {
  ...MAP,
  date: { column: 'date', format: 'dd.MM.yy', of: { column: 'entry', format: 'H:mm:ss' } },
  enqueued: [
    { column: 'start', format: 'H:mm:ss', none: ['-'] },
    { column: 'entry', format: 'H:mm:ss' },
  ],
  wait: [{ until: { column: 'answer', format: 'H:mm:ss' } }],
  talk: [{ until: { column: 'end', format: 'H:mm:ss' } }],
  outcome: { constant: 'answered' },
}
const CLOCK_HEADER = 'call,queue,agent,date,entry,start,answer,end'

function convert(
  rows: readonly string[],
  map: RecordMap = MAP,
  zone = 'UTC',
): Exclude<ConvertedRecords, { problems: unknown }> {
  const records = convertContactRecords(rows.join('\n'), { map, zone })
  if ('problems' in records) throw new Error(records.problems.join('; '))
  return records
}

/** Events in short. */
function told(rows: readonly string[], map?: RecordMap, zone?: string): string[] {
  return convert(rows, map, zone).events.map(({ time, type, data }) =>
    [toInstant(time), type, ...Object.entries(data).map(([name, value]) => `${name}=${String(value)}`)].join(' '),
  )
}

/** The instants of enqueue, answer and end of one row. */
function times(row: string, map = CLOCK_MAP, zone = 'UTC'): string[] {
  return convert([map === CLOCK_MAP ? CLOCK_HEADER : HEADER, row], map, zone).events.map(({ time }) =>
    toInstant(time).slice(0, 19),
  )
}

function fates(rows: readonly string[], map?: RecordMap): string[] {
  return convert(rows, map).outcomes.map((outcome) =>
    outcome.fate === 'converted' ? 'converted' : `${outcome.fate}: ${outcome.reason}`,
  )
}

function problems(rows: readonly string[], map: RecordMap): readonly string[] {
  const records = convertContactRecords(rows.join('\n'), { map, zone: 'UTC' })
  return 'problems' in records ? records.problems : []
}

describe('rows', () => {
  test('[CR1] a row is a stay in a queue, and events come sorted', () => {
    expect(
      told([HEADER, 'c2,HELP,,2026-03-02 09:00:30,5,,LOST', CALL, 'c3,HELP,,2026-03-02 09:00:10,8,,VM'], {
        ...MAP,
        channel: 'chat',
        source: 'pbx',
      }),
    ).toEqual([
      '2026-03-02T09:00:00.000Z contact.enqueued contact=c1 queue=SALES channel=chat',
      '2026-03-02T09:00:10.000Z contact.enqueued contact=c3 queue=HELP channel=chat',
      '2026-03-02T09:00:18.000Z contact.flowedOut contact=c3 reason=voicemail queue=HELP',
      '2026-03-02T09:00:20.000Z contact.answered contact=c1 agent=Nia queue=SALES waitMs=20000',
      '2026-03-02T09:00:30.000Z contact.enqueued contact=c2 queue=HELP channel=chat',
      '2026-03-02T09:00:35.000Z contact.abandoned contact=c2 queue=HELP',
      '2026-03-02T09:01:20.000Z contact.ended contact=c1 agent=Nia wrapUp=false',
    ])
    const { events } = convert([HEADER, CALL])
    expect(events.map(({ source, id }) => `${source} ${id}`)).toEqual([
      'contact-records 0000000002',
      'contact-records 0000000002.0001',
      'contact-records 0000000002.0002',
    ])
  })

  test('[CR2] columns have names or numbers, without a header numbers alone', () => {
    const numbered: RecordMap = {
      ...MAP,
      header: false,
      delimiter: ';',
      contact: [2, 1],
      queue: { constant: 'SALES' },
      agent: { column: 3, none: ['-'] },
      customer: { column: 8 },
      enqueued: [{ column: 4, format: 'epochSeconds' }],
      wait: [{ column: 5, unit: 'ms' }],
      talk: [{ column: 6, unit: 'clock' }],
      outcome: { constant: 'answered' },
    }
    expect(told([' 7 ;london;Nia;1772442000;1500;1:00:05;;h:9'], numbered)).toEqual([
      '2026-03-02T09:00:00.000Z contact.enqueued contact=london-7 queue=SALES customer=h:9',
      '2026-03-02T09:00:01.500Z contact.answered contact=london-7 agent=Nia queue=SALES waitMs=1500',
      '2026-03-02T10:00:06.500Z contact.ended contact=london-7 agent=Nia wrapUp=false',
    ])
    expect(problems(['1;2'], { ...numbered, queue: { column: 'queue' } })).toEqual([
      "no column 'queue'; it has no header, only numbers",
    ])
  })

  test('[CR2] what a map and a file lack is told before anything is converted', () => {
    expect(problems(['call,start', 'c1,now'], MAP)).toEqual([
      "no column 'queue', 'agent', 'result', 'wait', 'talk'; its columns are call, start",
    ])
    const format = (format: string) => problems([HEADER, CALL], { ...MAP, enqueued: [{ column: 'start', format }] })
    expect(format('when')[0]).toMatch(/^format 'when' is not understood/)
    expect(format('yyyy-MM-dd')).toEqual(["format 'yyyy-MM-dd' has no time of day"])
    expect(format('HH:mm')).toEqual(["format 'HH:mm' has no date, and the map names no date column"])
    expect(format('HH:mm HH')[0]).toMatch(/not understood/)
  })

  test('[CR2] a map that is none is refused with the places to mend', () => {
    const read = (value: unknown) => {
      const map = recordMap(value)
      return 'problems' in map ? map.problems : []
    }
    expect(read(MAP)).toEqual([])
    expect(read({ ...MAP, queu: 1 })).toEqual(['/queu: unexpected property'])
    expect(read({ ...MAP, wait: [] })[0]).toMatch(/^\/wait: /)
    expect(read({})).toHaveLength(5)
    expect(read({ ...MAP, queue: { colum: 'queue' } })).toEqual(['/queue/colum: unexpected property'])
    expect(read({ ...MAP, wait: [{ column: 'wait', unit: 'h' }] })).toEqual([
      '/wait/0/unit: expected one of "s", "ms", "min", "clock"',
    ])
    expect(read({ ...MAP, outcome: { column: 'result', values: { OK: 'answred' } } })).toEqual([
      '/outcome/values/OK: expected one of "answered", "abandoned", { flowedOut }, { ignored }',
    ])
    expect(read(null)).toEqual(['the map: expected object'])
  })

  test('[CR3] outcomes by value, otherwise by default, else bad; ignore by any column', () => {
    const rows = [
      HEADER,
      CALL,
      CALL.replace('OK', 'TEST'),
      CALL.replace('OK', 'BUSY'),
      CALL.replace('SALES', 'LAB'),
      '',
      CALL,
    ]
    const ignore = [{ reason: 'lab', when: { queue: ['LAB'], result: ['OK', 'LOST'] } }]
    expect(fates(rows, { ...MAP, ignore })).toEqual([
      'ignored: header',
      'converted',
      'ignored: test',
      'bad: an outcome that the map does not name',
      'ignored: lab',
      'ignored: blank',
      'converted',
    ])
    const otherwise: RecordMap = {
      ...MAP,
      outcome: { column: 'agent', values: { '': 'abandoned' }, otherwise: 'answered' },
    }
    expect(
      told([HEADER, CALL, CALL.replace('Nia', '').replace('c1', 'c2')], otherwise).map((event) => event.split(' ')[1]),
    ).toContain('contact.abandoned')
  })

  test('[CR8] without an agent it is ?', () => {
    expect(told([HEADER, CALL.replace('Nia', ' ')])[1]).toContain('agent=?')
    expect(
      told([HEADER, CALL.replace('Nia', 'none')], { ...MAP, agent: { column: 'agent', none: ['none'] } })[1],
    ).toContain('agent=?')
    const { agent: _, ...nobody } = MAP
    expect(told([HEADER, CALL], nobody)[1]).toContain('agent=?')
  })

  test('[CR9] a lost tab is found again, any other number of fields is bad', () => {
    const tabs = { ...MAP, delimiter: '\t' }
    const rows = [HEADER, CALL, CALL, CALL, CALL].map((row) => row.replaceAll(',', '\t'))
    rows[1] = (rows[1] ?? '').replace('\tNia', '       Nia')
    rows[2] = (rows[2] ?? '').replace('\tNia', ' Nia')
    rows[3] += '\tmore'
    rows[4] += '\t\t'
    expect(fates(rows, tabs)).toEqual([
      'ignored: header',
      'converted',
      'bad: 6 fields where the header has 7',
      'bad: 8 fields where the header has 7',
      'converted',
    ])
    expect(told(rows.slice(0, 2), tabs)).toEqual(told([HEADER, CALL]))
  })

  test('[CR11] quotes that are not closed make one bad row, and lines keep their numbers', () => {
    const rows = [`${HEADER},note`, `${CALL},"called\nback, twice"`, `${CALL},`, `${CALL},"called`, `${CALL},`]
    const { outcomes } = convert(rows)
    expect(outcomes.map(({ line, fate }) => `${line} ${fate}`)).toEqual([
      '1 ignored',
      '2 converted',
      '4 converted',
      '5 bad',
    ])
    expect(
      fates(rows.slice(2), {
        ...MAP,
        header: false,
        contact: [1],
        queue: { column: 2 },
        agent: { column: 3 },
        enqueued: [{ column: 4, format: 'yyyy-MM-dd HH:mm:ss' }],
        wait: [{ column: 5 }],
        talk: [{ column: 6 }],
        outcome: { constant: 'answered' },
        quote: '',
      }),
    ).toEqual(['converted', 'converted', 'converted'])
  })

  test('an empty contact or queue, and what the server would reject, is bad', () => {
    expect(
      fates([HEADER, CALL.replace('c1', ''), CALL.replace('SALES', ''), CALL.replace('c1', 'c'.repeat(129))]),
    ).toEqual([
      'ignored: header',
      'bad: a part of the contact id is empty',
      'bad: no queue',
      expect.stringMatching(/^bad: contact.enqueued: data\/contact/),
    ])
  })
})

describe('times', () => {
  test('[CR4] the first entry with a value counts, and durations listed first win over clock columns', () => {
    const map: RecordMap = { ...CLOCK_MAP, wait: [{ column: 'agent' }, ...CLOCK_MAP.wait] }
    const row = (wait: string) =>
      convert([CLOCK_HEADER, `c1,SALES,${wait},02.03.26,9:00:00,-,9:00:30,9:02:00`], map).events[1]?.data
    expect(row('20')).toMatchObject({ waitMs: 20_000 })
    expect(row('')).toMatchObject({ waitMs: 30_000 })
    expect(times('c1,SALES,Nia,02.03.26,9:00:00,9:00:10,9:00:30,9:02:00')[0]).toBe('2026-03-02T09:00:10')
  })

  test('[CR4] an instant may be a later one minus durations', () => {
    const map: RecordMap = {
      ...MAP,
      enqueued: [
        { column: 'start', format: 'dd/MM/yyyy hh:mm a', minus: [{ column: 'wait' }, { column: 'talk', unit: 'min' }] },
      ],
      talk: [{ column: 'talk', unit: 'min' }],
    }
    expect(times('c1,SALES,Nia,02/03/2026 12:30 PM,60,10,OK', map)).toEqual([
      '2026-03-02T12:19:00',
      '2026-03-02T12:20:00',
      '2026-03-02T12:30:00',
    ])
  })

  test('[CR4] without a wait, a talk or an enqueue, or with one that is no number, a row is bad', () => {
    const row = (start: string, wait: string, talk: string) =>
      fates([HEADER, `c1,SALES,Nia,${start},${wait},${talk},OK`])[1]
    const start = '2026-03-02 09:00:00'
    expect(row('', '1', '1')).toBe('bad: no time at which it entered the queue')
    expect(row('today', '1', '1')).toBe("bad: start 'today' is no time of format yyyy-MM-dd HH:mm:ss")
    expect(row('2026-02-30 09:00:00', '1', '1')).toMatch(/^bad: start/)
    expect(row(start, '', '1')).toBe('bad: no wait')
    expect(row(start, '1', '')).toBe('bad: no talk')
    expect(row(start, 'long', '1')).toBe('bad: the wait is not a number')
    expect(row(start, '9'.repeat(15), '1')).toBe('bad: contact.answered: its time is in none of the years 1970 to 9999')
    expect(row('1969-03-02 09:00:00', '1', '1')).toMatch(/^bad: contact.enqueued: its time/)
    expect(row(start, '40000000', '1')).toMatch(/^bad: contact.answered: data\/waitMs/)
    expect(fates([HEADER, `c1,SALES,,${start},1,,LOST`])[1]).toBe('converted')
  })

  test('[CR5] past midnight is the next day, a clock a little back is not', () => {
    expect(times('c1,SALES,Nia,02.03.26,23:59:50,0:00:05,0:00:35,0:10:00')).toEqual([
      '2026-03-03T00:00:05',
      '2026-03-03T00:00:35',
      '2026-03-03T00:10:00',
    ])
    expect(times('c1,SALES,Nia,02.03.26,9:00:50,9:00:05,9:00:35,9:10:00')[0]).toBe('2026-03-02T09:00:05')
    expect(times('c1,SALES,Nia,02.03.26,0:00:05,23:59:59,0:00:35,0:10:00')[0]).toBe('2026-03-01T23:59:59')
    expect(times('c1,SALES,Nia,02.03.26,23:59:50,24:00:05,24:00:35,24:10:00')[0]).toBe('2026-03-03T00:00:05')
  })

  test('[CR6][LT1][LT2] two-digit years, the repeated and the skipped hour', () => {
    const london = (row: string) => times(row, CLOCK_MAP, 'Europe/London')
    expect(times('c1,SALES,Nia,01.01.70,9:00:00,-,9:00:01,9:00:02')[0]).toBe('1970-01-01T09:00:00')
    expect(times('c1,SALES,Nia,01.01.69,9:00:00,-,9:00:01,9:00:02')[0]).toBe('2069-01-01T09:00:00')
    expect(london('c1,SALES,Nia,25.10.26,1:59:50,-,1:00:10,1:20:00')).toEqual([
      '2026-10-25T00:59:50',
      '2026-10-25T01:00:10',
      '2026-10-25T01:20:00',
    ])
    expect(london('c1,SALES,Nia,29.03.26,0:59:50,-,2:00:10,2:20:00')).toEqual([
      '2026-03-29T00:59:50',
      '2026-03-29T01:00:10',
      '2026-03-29T01:20:00',
    ])
    expect(london('c1,SALES,Nia,29.03.26,1:30:00,-,2:40:00,2:50:00')[0]).toBe('2026-03-29T01:30:00')
  })

  test('[CR7] clocks that disagree by 2 s meet, by more are bad', () => {
    const until = (answer: string) =>
      fates([CLOCK_HEADER, `c1,SALES,Nia,02.03.26,9:00:05,-,${answer},9:10:00`], CLOCK_MAP)[1]
    expect(times('c1,SALES,Nia,02.03.26,9:00:05,-,9:00:03,9:10:00')[1]).toBe('2026-03-02T09:00:05')
    expect(until('9:00:02')).toBe('bad: the wait is negative (-3000 ms)')
    expect(fates([HEADER, CALL.replace(',20,', ',-1,')])[1]).toBe('bad: the wait is negative (-1000 ms)')
  })

  test('[CR10] a stay that begins when the last one of the contact ended begins 1 ms later', () => {
    const rows = [
      HEADER,
      'c1,HELP,,2026-03-02 09:00:05,0,,LOST',
      'c1,SALES,,2026-03-02 09:00:00,5,,VM',
      'c2,HELP,,2026-03-02 09:00:05,9,,LOST',
    ]
    expect(told(rows).map((event) => event.split(' ').slice(0, 3).join(' ').slice(17))).toEqual([
      '00.000Z contact.enqueued contact=c1',
      '05.000Z contact.enqueued contact=c2',
      '05.000Z contact.flowedOut contact=c1',
      '05.001Z contact.enqueued contact=c1',
      '05.001Z contact.abandoned contact=c1',
      '14.000Z contact.abandoned contact=c2',
    ])
  })
})
