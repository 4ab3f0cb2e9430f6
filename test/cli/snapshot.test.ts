import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { createSite } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { workedDay } from '../fixtures/workedDay.ts'
import { anEvent, type SentEvent } from '../support/anEvent.ts'
import { runCallboard } from '../support/callboardProcess.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-snapshot-'))
})
afterAll(() => rm(folder, { recursive: true }))

function enqueued(contact: string, time: string, more: object = {}): SentEvent {
  return anEvent({ id: `${contact}-in`, time, data: { contact, queue: 'SALES' }, ...more })
}

function lines(...events: unknown[]): string {
  return events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('')
}

async function snapshot(input: string, at: string, ...more: string[]): Promise<FloorView> {
  const { code, stdout, stderr } = await runCallboard(['snapshot', '--events', '-', '--at', at, ...more], { input })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout) as FloorView
}

describe('the floor view as of an instant', () => {
  const day = lines(
    enqueued('c1', '2026-03-02T09:00:00.000Z'),
    enqueued('c2', '2026-03-02T09:00:30.000Z'),
    anEvent({ id: 'a', type: 'contact.answered', time: '2026-03-02T09:01:00Z', data: { contact: 'c1', agent: 'ann' } }),
  )

  test('events up to the instant are in it, later ones are not', async () => {
    const view = await snapshot(day, '2026-03-02T09:00:59.999Z')
    expect(view).toMatchObject({
      site: 'main',
      asOf: '2026-03-02T09:00:59.999Z',
      feed: { live: false },
      queues: { SALES: { waiting: 2, windows: { day: { offered: 2, answered: 0 } } } },
    })
    const later = await snapshot(day, '2026-03-02T09:01:00Z')
    expect(later.queues['SALES']).toMatchObject({ waiting: 1, windows: { day: { offered: 2, answered: 1 } } })
  })

  test.each(['09:05:10', '09:08:30', '09:16:00'])('the worked day at %s is what the core says of it', async (clock) => {
    const at = `2026-03-02T${clock}.000Z`
    const site = createSite({ site: 'main' })
    for (const event of workedDay) if (event.time <= Date.parse(at)) site.apply(event)
    site.advanceTo(epochMs(Date.parse(at)))
    const { appliedSeq: _, ...view } = await snapshot(lines(...workedDay.map(cloudEvent)), at)
    const { appliedSeq: __, ...expected } = site.floorView({ live: false, appliedSeq: 0 })
    expect(view).toEqual(expected)
  })

  test('[N13] the same file gives the same bytes', async () => {
    const args = ['snapshot', '--events', '-', '--at', '2026-03-02T09:05:00Z']
    const [one, two] = await Promise.all([runCallboard(args, { input: day }), runCallboard(args, { input: day })])
    expect(one.stdout).toBe(two.stdout)
    expect(one.stdout.split('\n')).toHaveLength(2)
  })

  test('[N15] what arrives behind an event after the instant is still in it, while it would not be late', async () => {
    const view = await snapshot(
      lines(enqueued('c2', '2026-03-02T09:50:00Z'), enqueued('c1', '2026-03-02T09:40:00Z')),
      '2026-03-02T09:45:00Z',
    )
    expect(view.queues['SALES']?.windows.day.offered).toBe(1)
    expect(view.appliedSeq).toBe(2)
  })

  test('[N15] a repeated identity that claims to be far ahead does not stop the reading', async () => {
    const first = enqueued('c1', '2026-03-02T09:00:00Z')
    const view = await snapshot(
      lines(first, { ...first, time: '2026-03-02T12:00:00Z' }, enqueued('c2', '2026-03-02T09:00:01Z')),
      '2026-03-02T09:00:05Z',
    )
    expect([view.queues['SALES']?.waiting, view.appliedSeq]).toEqual([2, 3])
  })

  test('[N15] reading stops once any earlier event would be late', async () => {
    const view = await snapshot(
      lines(enqueued('c1', '2026-03-02T09:00:00Z'), enqueued('c2', '2026-03-02T10:00:00.001Z'), 'never read'),
      '2026-03-02T09:00:00Z',
    )
    expect(view).toMatchObject({ appliedSeq: 2, feed: { rejected: {} } })
  })

  test('[F17] lines that are no events are counted by reason', async () => {
    const view = await snapshot(
      lines(enqueued('c1', '2026-03-02T09:00:00Z'), '{', '[]', anEvent({ type: 'x' }), anEvent({ time: 'noon' })),
      '2026-03-02T09:00:01Z',
    )
    expect(view.feed.rejected).toEqual({ badTime: 1, notAnEvent: 1, notJson: 1, unknownType: 1 })
  })

  test('[F15] streamtime clamps what lies more than 2 s ahead of it', async () => {
    const view = await snapshot(
      lines(enqueued('c1', '2026-03-02T09:30:00Z', { streamtime: '2026-03-02T09:00:00Z' })),
      '2026-03-02T09:10:00Z',
    )
    expect(view.feed.skewed).toBe(1)
    expect(view.queues['SALES']?.longestWaitSince).toBe('2026-03-02T09:00:00.000Z')
  })

  test('the config gives the site its zone and its queues their settings', async () => {
    const config = join(folder, 'config.json')
    const queues = { SALES: { answerWithinMs: 5000 } }
    await writeFile(config, JSON.stringify({ sites: { york: { zone: 'Europe/London', queues } } }))
    const view = await snapshot(day, '2026-03-02T09:00:45Z', '--site', 'york', '--config', config)
    expect(view).toMatchObject({
      site: 'york',
      zone: 'Europe/London',
      queues: { SALES: { settings: { answerWithinMs: 5000 }, waitingOverTarget: 2 } },
    })
  })
})

describe('errors are one line and say how to mend them', () => {
  test.each([
    [['snapshot'], 2, "required option '--events <file>'"],
    [['snapshot', '--events', '-', '--at', 'noon'], 2, 'Write an instant with its zone'],
    [['snapshot', '--events', '-', '--at', '2026-03-02T09:00:00Z', '--site', 'a.b'], 2, 'A site is'],
    [['snapshot', '--events', '/no/such', '--at', '2026-03-02T09:00:00Z'], 1, 'give --events a file'],
    [['snapshot', '--events', '-', '--at', '2026-03-02T09:00:00Z', '--config', '/no'], 1, '/no cannot be read'],
    [['snapshoot'], 2, 'add --help'],
  ])('%j', async (args, code, message) => {
    const finished = await runCallboard(args)
    expect(finished).toMatchObject({ code, stdout: '' })
    expect(finished.stderr).toContain(message)
    expect(finished.stderr.trimEnd()).not.toContain('\n')
  })

  test('help is no error', async () => {
    expect(await runCallboard(['--help'])).toMatchObject({ code: 0, stderr: '' })
  })
})
