import { describe, expect, test } from 'vitest'
import { errorFigures } from '../../src/cli/forecastError/figures.ts'
import type { ForecastReport } from '../../src/cli/forecastError/measure.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import type { FloorEvent } from '../../src/core/events/event.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { answered, enqueued, event, said } from '../support/events.ts'

function ended(seconds: number, contact: string, agent = 'A1') {
  return event(seconds, 'contact.ended', { contact, agent, wrapUp: false })
}

function abandoned(seconds: number, contact: string) {
  return event(seconds, 'contact.abandoned', { contact })
}

/** One agent, two queues; what is said and what happens is worked out beside each. */
const DAY: readonly FloorEvent[] = [
  said(0, 'available', { queues: ['SALES'] }),
  // Free agent, nobody waiting: 0 said, 5 s waited.
  enqueued(10, 'c1'),
  answered(15, 'c1'),
  ended(75, 'c1'),
  // Again 0 said, 0 waited.
  enqueued(100, 'c2'),
  answered(100, 'c2'),
  // Queue length 1 × 60 s ÷ 1 = 60 s, oldest wait 0: 30 s said, 90 s waited.
  enqueued(130, 'c3'),
  // Queue length 2 × 60 s = 120 s, oldest wait 10 s: 65 s said; gives up after 10.
  enqueued(140, 'c4'),
  abandoned(150, 'c4'),
  // One of three gave up: queue length 120 s × 2/3 = 80 s, oldest wait 30 s: 55 s said; gives up after 70.
  enqueued(160, 'c5'),
  ended(220, 'c2'),
  answered(220, 'c3'),
  abandoned(230, 'c5'),
  ended(240, 'c3'),
  said(250, 'offline'),
  // Nobody staffed: nothing said. Overflows to a queue of which nobody has heard: nothing said, 70 s waited.
  enqueued(300, 'c6'),
  event(330, 'contact.flowedOut', { contact: 'c6', reason: 'overflow', to: 'SUPPORT' }),
  said(340, 'available', { queues: ['SALES', 'SUPPORT'] }),
  answered(400, 'c6'),
  // Nobody saw it begin.
  event(420, 'contact.answered', { contact: 'c7', agent: 'A2', queue: 'SALES', waitMs: 20_000 }),
  // Still waiting at the end.
  enqueued(430, 'c8'),
]

const NONE = { n: 0 }
/** One pair of what was said and 90 s of waiting, in s. */
function ofNinety(saidS: number) {
  const error = Math.abs(saidS - 90) * 1000
  return {
    n: 1,
    meanWaitMs: 90_000,
    meanSaidMs: saidS * 1000,
    meanAbsoluteErrorMs: error,
    medianAbsoluteErrorMs: error,
    p90AbsoluteErrorMs: error,
    meanErrorMs: -error,
    within30s: error <= 30_000 ? 1 : 0,
    within60s: error <= 60_000 ? 1 : 0,
  }
}

const SALES = {
  offered: 8,
  answered: {
    n: 4,
    absent: 0,
    toldAfterwards: 1,
    said: {
      n: 3,
      meanWaitMs: 31_667,
      meanSaidMs: 10_000,
      meanAbsoluteErrorMs: 21_667,
      medianAbsoluteErrorMs: 5_000,
      p90AbsoluteErrorMs: 60_000,
      meanErrorMs: -21_667,
      within30s: 2 / 3,
      within60s: 1,
    },
    agentFree: {
      n: 2,
      meanWaitMs: 2_500,
      meanSaidMs: 0,
      meanAbsoluteErrorMs: 2_500,
      medianAbsoluteErrorMs: 2_500,
      p90AbsoluteErrorMs: 5_000,
      meanErrorMs: -2_500,
      within30s: 1,
      within60s: 1,
    },
    estimated: ofNinety(30),
    queueLength: ofNinety(60),
    departures: NONE,
    oldestWait: ofNinety(0),
  },
  abandoned: { n: 2, said: 2, outlasted: 1 },
  flowedOut: 1,
  waiting: 1,
  untold: 0,
}

function lines(events: readonly FloorEvent[]): string {
  return events.map((one) => `${JSON.stringify(cloudEvent(one))}\n`).join('')
}

async function measured(input: string, ...more: string[]): Promise<ForecastReport> {
  const { code, stdout, stderr } = await runCallboard(['forecast-error', '--events', '-', '--json', ...more], { input })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as ForecastReport
}

describe('forecast-error', () => {
  test('compares what the board said at each enqueue with what happened', async () => {
    const { queues, total, ...span } = await measured(lines(DAY), '--zone', 'Europe/London')
    expect(span).toEqual({
      site: 'main',
      zone: 'Europe/London',
      from: '2026-03-02T09:00:10.000Z',
      until: '2026-03-02T09:07:10.000Z',
    })
    expect(queues['SALES']).toEqual(SALES)
    expect(queues['SUPPORT']?.answered).toMatchObject({ n: 1, absent: 1, toldAfterwards: 0, said: NONE })
    expect(total).toEqual({ ...SALES, offered: 9, answered: { ...SALES.answered, n: 5, absent: 1 } })
  })

  test('repeats and lines that are no events change nothing', async () => {
    const repeated = `${lines(DAY)}not an event\n\n${lines([enqueued(10, 'c1'), answered(15, 'c1')])}`
    expect(await measured(repeated)).toEqual({ ...(await measured(lines(DAY))), zone: 'UTC' })
  })

  test('what is read out of order is asked when it is read, and happened when it did', async () => {
    const c3 = enqueued(130, 'c3')
    // A source of its own, read after c4 came and gave up: (0+1) × 60 s × 2/3 = 40 s and oldest wait 0 make 20 s.
    const late = [...DAY.slice(0, 9).filter((one) => one !== DAY[6]), { ...c3, source: '/other' }, ...DAY.slice(9)]
    const { queues } = await measured(lines(late))
    expect(queues['SALES']?.answered.estimated).toEqual(ofNinety(20))
  })

  test('an end that comes too late to count is untold', async () => {
    const hour = [enqueued(0, 'c1'), enqueued(1_000, 'c2'), answered(1, 'c1')]
    const { total } = await measured(lines(hour))
    expect(total).toMatchObject({ offered: 2, answered: { n: 0 }, waiting: 1, untold: 1 })
  })

  test('prints tables', async () => {
    const { stdout } = await runCallboard(['forecast-error', '--events', '-'], { input: lines(DAY) })
    const rows = stdout.split('\n').map((line) => line.replace(/ +/g, ' '))
    expect(rows).toContain('| SALES | 8 | 4 | 1 | 3 | 31.7 | 10.0 | 21.7 | 5.0 | 60.0 | −21.7 | 67 % | 100 % |')
    expect(rows).toContain('| … departures alone | 0 | – | – | – | – | – | – | – | – |')
    expect(rows).toContain('| all | 2 | 2 | 1 | 1 | 1 | 0 |')
  })

  test('wrong usage is 2, nothing to measure is 1, each in one line', async () => {
    const usage = await runCallboard(['forecast-error', '--events', '-', '--zone', 'Mars'], { input: '' })
    expect([usage.code, usage.stderr.split('\n').length]).toEqual([2, 2])
    const none = await runCallboard(['forecast-error', '--events', '-'], { input: '' })
    expect([none.code, none.stderr]).toEqual([
      1,
      'error: nobody is enqueued in -; give --events a file of NDJSON events\n',
    ])
    expect(await runCallboard(['forecast-error', '--events', '/none/such'])).toMatchObject({ code: 1 })
  })
})

describe('figures of error', () => {
  test('P90 is nearest rank, the median the mean of the two in the middle', () => {
    const pairs = Array.from({ length: 10 }, (_, i) => ({ saidMs: (i + 1) * 10_000, waitMs: 0 }))
    expect(errorFigures(pairs)).toMatchObject({
      medianAbsoluteErrorMs: 55_000,
      p90AbsoluteErrorMs: 90_000,
      meanErrorMs: 55_000,
      within30s: 0.3,
      within60s: 0.6,
    })
  })

  test('errors to both sides cancel in the bias alone', () => {
    const pairs = [
      { saidMs: 0, waitMs: 40_000 },
      { saidMs: 40_000, waitMs: 0 },
    ]
    expect(errorFigures(pairs)).toMatchObject({ meanErrorMs: 0, meanAbsoluteErrorMs: 40_000 })
  })

  test('nothing said has no figures', () => {
    expect(errorFigures([])).toEqual({ n: 0 })
  })
})
