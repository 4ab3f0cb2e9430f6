import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Command } from 'commander'
import { afterEach, expect, test, vi } from 'vitest'
import { decodeText } from '../../src/core/events/decode.ts'
import { hours, later, minutes, parseInstant, seconds, type EpochMs } from '../../src/core/units.ts'
import { messageIdOf } from '../../src/server/feed/write/messageId.ts'
import { runSimulation, type SimulationRun } from '../../src/cli/run/runSimulation.ts'
import { simulateCommand } from '../../src/cli/simulate.ts'
import { FakeLog, fakeTime, type FakeTime } from './fakeLog.ts'

const NOW = parseInstant('2026-03-02T12:00:00Z') as EpochMs

interface Rig {
  readonly time: FakeTime
  readonly log: FakeLog
  readonly stop: AbortController
  readonly run: SimulationRun
}

function aRig(options: Partial<SimulationRun> = {}): Rig {
  const time = fakeTime(NOW)
  const log = new FakeLog(time.clock)
  const stop = new AbortController()
  const { clock, sleep } = time
  const run = { log, clock, sleep, signal: stop.signal, agents: 20, queues: 4, rate: 200, ...options }
  return { time, log, stop, run }
}

const timeOf = ({ event }: { event: { time: string } }) => parseInstant(event.time) as EpochMs

test('the past hour is published at once, and after it every event when it happens', async () => {
  const { log, run } = aRig({ lastsMs: minutes(5) })
  let history = 0
  const published = await runSimulation({ ...run, onLive: ({ stored }) => (history = stored) })
  expect(published.stored).toBe(log.appended.length)
  const past = log.appended.filter((entry) => timeOf(entry) < NOW)
  expect(past.length - history).toBeLessThan(256)
  expect(past.length).toBeGreaterThan(1000)
  expect(past.every(({ at }) => at === NOW)).toBe(true)
  const live = log.appended.slice(past.length)
  expect(live.length).toBeGreaterThan(50)
  for (const entry of live) {
    const lag = entry.at - timeOf(entry)
    expect(lag).toBeGreaterThanOrEqual(0)
    expect(lag).toBeLessThanOrEqual(1)
  }
  expect(timeOf(log.appended.at(0) ?? never()) - later(NOW, 0 - hours(1))).toBe(0)
  expect(timeOf(log.appended.at(-1) ?? never())).toBeLessThanOrEqual(later(NOW, minutes(5)))
})

test('subjects name site and type, message ids source and id, and every body is an event', async () => {
  const { log, run } = aRig({ site: 'york', lastsMs: minutes(1) })
  await runSimulation(run)
  for (const { subject, event, messageId, text } of log.appended) {
    expect(subject).toBe(`floor.york.${event.type}`)
    expect(messageId).toBe(messageIdOf('york', event.source, event.id))
    expect(decodeText(text)).toHaveProperty('event')
  }
  expect(new Set(log.appended.map(({ event }) => event.source))).toEqual(new Set(['/acd/york-1', '/desk/york']))
})

test('without history it begins now; at another speed time flies', async () => {
  const { log, run, time } = aRig({ historyMs: minutes(0), speed: 10, lastsMs: minutes(10) })
  await runSimulation(run)
  expect(log.appended.every((entry) => timeOf(entry) >= NOW)).toBe(true)
  expect(time.clock.now() - NOW).toBeGreaterThan(seconds(55))
  expect(time.clock.now() - NOW).toBeLessThanOrEqual(seconds(61))
})

test('an abort closes what is open and signs everyone off', async () => {
  const { log, run, stop, time } = aRig()
  time.onSleep = (now) => {
    if (now > later(NOW, minutes(2))) stop.abort()
  }
  const published = await runSimulation(run)
  expect(published.stored).toBe(log.appended.length)
  const said = new Map<unknown, unknown>()
  for (const { event } of log.appended)
    if (event.type === 'agent.state') said.set(event.data['agent'], event.data['state'])
  expect(said.size).toBe(20)
  expect(new Set(said.values())).toEqual(new Set(['offline']))
  const last = log.appended.slice(-40).filter(({ event }) => event.type === 'contact.ended')
  expect(last.length).toBeGreaterThan(3)
})

test('while the log is away it waits, tries again, and loses nothing', async () => {
  const { log, run } = aRig({ lastsMs: minutes(2) })
  const all = aRig({ lastsMs: minutes(2) })
  await runSimulation(all.run)
  log.refuse = (_, attempt) => attempt > 500 && attempt < 3000
  const troubles: unknown[] = []
  await runSimulation({ ...run, onTrouble: (error) => troubles.push(error) })
  expect(troubles.length).toBeGreaterThan(1000)
  expect(new Set(log.appended.map(({ text }) => text))).toEqual(new Set(all.log.appended.map(({ text }) => text)))
  expect(log.mostInFlight).toBeLessThanOrEqual(256)
})

test('an abort ends it even while the log is away', async () => {
  const { log, run, stop } = aRig()
  log.refuse = (_, attempt) => attempt > 800
  await runSimulation({ ...run, onTrouble: () => stop.abort() })
  expect(log.appended).toHaveLength(800)
})

test('the same options play the same events', async () => {
  const [one, other] = [aRig({ lastsMs: minutes(3) }), aRig({ lastsMs: minutes(3) })]
  await Promise.all([runSimulation(one.run), runSimulation(other.run)])
  expect(one.log.appended).toEqual(other.log.appended)
})

afterEach(() => vi.restoreAllMocks())

/** Runs the command as the program would and gives what it says on stderr, and the exit code. */
async function refusal(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const said: string[] = []
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) })
  simulateCommand(program)
  try {
    await program.parseAsync(['simulate', ...args], { from: 'user' })
    return { code: 0, text: said.join('') }
  } catch (error) {
    return { code: (error as { exitCode: number }).exitCode, text: said.join('') }
  }
}

test.each([
  [['--rate', '0'], /--rate.*above 0/],
  [['--rate', '70000', '--out', '-'], /60000 contacts an hour is the most/],
  [['--agents', '1.5'], /--agents.*whole number from 1 to 5000/],
  [['--queues', 'many'], /--queues.*whole number/],
  [['--from', 'yesterday'], /--from.*2026-03-02T09:00:00Z/],
  [['--for', '10'], /--for.*90s, 15m/],
  [['--local-time', '25:00'], /--local-time.*10:30/],
  [['--site', 'a.b'], /--site.*letters, digits/],
  [['--out', 'day.ndjson'], /write --out - > day\.ndjson/],
  [['--wat'], /unknown option '--wat'/],
])('%j is refused with what to write instead', async (args, text) => {
  const refused = await refusal(...args)
  expect(refused.text).toMatch(text)
  expect(refused.code).toBeGreaterThan(0)
})

const PROGRAM = `
  import { Command } from 'commander'
  import { simulateCommand } from './src/cli/simulate.ts'
  const program = new Command()
  simulateCommand(program)
  await program.parseAsync()
`

async function printed(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, '--', 'simulate', '--out', '-', ...args],
    { maxBuffer: 64e6 },
  )
  return stdout.trimEnd().split('\n')
}

test('--out - prints exactly the time asked for, the same every time, and needs no broker', async () => {
  const args = ['--from', '2026-03-02T09:00:00Z', '--for', '30m', '--agents', '10', '--queues', '2', '--rate', '90']
  const lines = await printed(...args)
  const times = lines.map((line) => {
    const decoded = decodeText(line)
    if (!('event' in decoded)) throw new Error(line)
    return decoded.event.time
  })
  expect(lines.length).toBeGreaterThan(700)
  expect(times[0]).toBe(parseInstant('2026-03-02T09:00:00Z'))
  expect(times.at(-1)).toBeLessThan(parseInstant('2026-03-02T09:30:00Z') ?? 0)
  expect(await printed(...args)).toEqual(lines)
})

function never(): never {
  throw new Error('nothing was published')
}
