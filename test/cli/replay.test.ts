import { expect, test } from 'vitest'
import { hours, later, minutes, parseInstant, seconds, type EpochMs } from '../../src/core/units.ts'
import { runReplay, type ReplayRun } from '../../src/cli/run/runReplay.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { messageIdOf } from '../../src/server/feed/write/messageId.ts'
import { aCentre, eventsOf } from '../simulation-centre/someEvents.ts'
import { FakeLog, fakeTime } from './fakeLog.ts'

const NOW = parseInstant('2026-03-05T18:00:00.250Z') as EpochMs
const RECORDED = [...eventsOf(aCentre({ agents: 6, queues: 2, rate: 200, startAt: later(NOW, 0 - hours(56)) }), 0.5)]
const LINES = RECORDED.map((event) => JSON.stringify(cloudEvent(event)))

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) {
    await Promise.resolve()
    yield line
  }
}

function aRig(lines: readonly string[] = LINES, options: Partial<ReplayRun> = {}) {
  const time = fakeTime(NOW)
  const log = new FakeLog(time.clock)
  const bad: string[] = []
  const stop = new AbortController()
  const run: ReplayRun = {
    lines: linesOf(lines),
    log,
    clock: time.clock,
    sleep: time.sleep,
    signal: stop.signal,
    site: 'main',
    speed: 0,
    fromNow: false,
    onBadLine: (line, why) => bad.push(`${line} ${why}`),
    ...options,
  }
  return { time, log, bad, stop, run }
}

test('all lines are published as they are, in their order, within the ceiling of messages in flight', async () => {
  const { log, run, bad } = aRig()
  const replayed = await runReplay(run)
  const all = LINES.length
  expect(replayed).toEqual({ lines: all, events: all, bad: 0, stored: all, duplicates: 0 })
  expect(log.appended.map(({ text }) => text)).toEqual(LINES)
  expect(log.appended[0]?.subject).toBe('floor.main.queue.configured')
  expect(log.mostInFlight).toBeLessThanOrEqual(512)
  expect(log.mostInFlight).toBeGreaterThan(1)
  expect(bad).toEqual([])
})

test('what the log has already is counted', async () => {
  const { log, run } = aRig()
  await runReplay(run)
  const again = await runReplay({ ...run, lines: linesOf(LINES) })
  expect(again.duplicates).toBe(LINES.length)
  expect(log.appended).toHaveLength(2 * LINES.length)
})

test('lines that are no events are named, counted and skipped; empty ones are nothing', async () => {
  const [first = '', second = ''] = LINES
  const lines = [first, '{"half":', '', 'null', second.replace('queue.configured', 'queue.imagined'), `${second}\r`]
  const huge = JSON.stringify({ ...JSON.parse(second), padding: 'é'.repeat(40_000) })
  const { log, run, bad } = aRig([...lines, huge])
  const replayed = await runReplay(run)
  expect(replayed).toMatchObject({ lines: 7, events: 2, bad: 4, stored: 2 })
  expect(bad.map((line) => line.split(':')[0])).toEqual(['2 notJson', '4 notAnEvent', '5 unknownType', '7 tooLarge'])
  expect(log.appended.map(({ text }) => text)).toEqual([first, second])
})

test('--speed keeps the events apart as they were, N times as fast', async () => {
  const { log, run, time } = aRig(LINES, { speed: 60 })
  await runReplay(run)
  const first = RECORDED[0]?.time ?? 0
  for (const [number, { at }] of log.appended.entries()) {
    const due = NOW + ((RECORDED[number]?.time ?? 0) - first) / 60
    expect(at).toBeGreaterThanOrEqual(due)
    expect(at - due).toBeLessThanOrEqual(1)
  }
  expect(time.clock.now() - NOW).toBeGreaterThan(seconds(29))
})

test('--from-now moves every instant by the same length, and gives new ids', async () => {
  const { log, run } = aRig(LINES, { fromNow: true, speed: 1 })
  await runReplay(run)
  expect(log.appended[0]?.event.time).toBe('2026-03-05T18:00:00.250Z')
  const shift = NOW - (RECORDED[0]?.time ?? 0)
  for (const [number, { event, messageId }] of log.appended.entries()) {
    const recorded = RECORDED[number]
    expect(parseInstant(event.time)).toBe((recorded?.time ?? 0) + shift)
    expect(event.id).not.toBe(recorded?.id)
    expect(messageId).toBe(messageIdOf('main', event.source, event.id))
  }
  const dues = (data: object) => parseInstant((data as { resolveDue: string }).resolveDue) ?? 0
  const opened = RECORDED.findIndex(({ type }) => type === 'ticket.opened')
  expect(dues(log.appended[opened]?.event.data ?? {}) - dues(RECORDED[opened]?.data ?? {})).toBe(shift)
})

test('a log that is away for a moment is waited for; one that stays away is a failure', async () => {
  const { log, run } = aRig()
  log.refuse = (_, attempt) => attempt > 100 && attempt < 900
  const replayed = await runReplay(run)
  expect(replayed.stored).toBe(LINES.length)
  expect(new Set(log.appended.map(({ text }) => text))).toEqual(new Set(LINES))
  const gone = aRig()
  gone.log.refuse = (_, attempt) => attempt > 100
  await expect(runReplay(gone.run)).rejects.toThrow('the log is away')
})

test('an abort ends it after what is under way', async () => {
  const { log, run, stop, time } = aRig(LINES, { speed: 1 })
  time.onSleep = (now) => {
    if (now > later(NOW, minutes(5))) stop.abort()
  }
  const replayed = await runReplay(run)
  expect(replayed.stored).toBe(log.appended.length)
  expect(replayed.events).toBeGreaterThan(50)
  expect(replayed.events).toBeLessThan(LINES.length / 2)
})
