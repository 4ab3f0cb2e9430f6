/** `simulate` and `replay` against a real broker, as an operator runs them. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { aCentre, eventsOf } from '../simulation-centre/someEvents.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { startNatsServer, type NatsServer } from '../support/natsServer.ts'

const PROGRAM = `
  import { Command } from 'commander'
  import { replayCommand } from './src/cli/replay.ts'
  import { simulateCommand } from './src/cli/simulate.ts'
  const program = new Command()
  replayCommand(program)
  simulateCommand(program)
  await program.parseAsync()
`
const LINES = [...eventsOf(aCentre(), 2)].map((event) => JSON.stringify(cloudEvent(event)))

let server: NatsServer
let connection: NatsConnection
let folder: string

beforeAll(async () => {
  server = await startNatsServer()
  connection = await connect({ servers: server.url })
  folder = await mkdtemp(join(tmpdir(), 'callboard-replay-'))
})

afterAll(async () => {
  await connection.close()
  await server.remove()
  await rm(folder, { recursive: true })
})

interface Outcome {
  readonly code: number | null
  readonly stderr: string
}

/** Runs a command; `until` sees what it says and may stop it. */
async function callboard(args: readonly string[], input = '', stopAt?: RegExp): Promise<Outcome> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, '--', ...args], {
    env: { ...process.env, NATS_URL: server.url },
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (stopAt?.test(text)) child.kill('SIGINT')
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })))
}

/** What the log holds of a site, in its order. */
async function logged(site: string): Promise<{ text: string; type: string }[]> {
  const filter = `floor.${site}.>`
  const stream = await jetstream(connection).streams.get('FLOOR')
  const { subjects } = (await (await jetstreamManager(connection)).streams.info('FLOOR', { subjects_filter: filter }))
    .state
  const held = Object.values(subjects ?? {}).reduce((sum, count) => sum + count, 0)
  const messages: { text: string; type: string }[] = []
  if (held === 0) return messages
  const consumer = await stream.getConsumer({ filter_subjects: filter })
  for await (const message of await consumer.fetch({ max_messages: held, expires: 5000 })) {
    messages.push({ text: message.string(), type: message.subject.slice(`floor.${site}.`.length) })
    if (messages.length === held) break
  }
  return messages
}

test('a file is replayed whole and in order; a second time everything is there already', async () => {
  const file = join(folder, 'day.ndjson')
  await writeFile(file, LINES.join('\n'))
  const first = await callboard(['replay', file, '--site', 'whole'])
  expect(first).toEqual({ code: 0, stderr: `${LINES.length} lines: ${LINES.length} events published, 0 bad\n` })
  const held = await logged('whole')
  expect(held.map(({ text }) => text)).toEqual(LINES)
  expect(held.every(({ text, type }) => (JSON.parse(text) as { type: string }).type === type)).toBe(true)
  const second = await callboard(['replay', file, '--site', 'whole'])
  expect(second.stderr).toContain(`(${LINES.length} were there already)`)
  expect(await logged('whole')).toHaveLength(LINES.length)
})

test('gzip and standard input are read too; bad lines are named', async () => {
  const file = join(folder, 'day.ndjson.gz')
  await writeFile(file, gzipSync(LINES.slice(0, 100).join('\n')))
  expect((await callboard(['replay', file, '--site', 'packed'])).code).toBe(0)
  expect(await logged('packed')).toHaveLength(100)
  const piped = await callboard(['replay', '-', '--site', 'piped'], `${LINES[0]}\nnonsense\n${LINES[1]}\n`)
  expect(piped).toEqual({ code: 0, stderr: 'line 2: notJson: not JSON\n3 lines: 2 events published, 1 bad\n' })
})

test.each([
  [['replay', '-'], 'nonsense\n', 1, /line 1: notJson[^]*0 events published/],
  [['replay', join(tmpdir(), 'no-such-file')], '', 1, /^error: .*no-such-file/],
  [['replay', '-', '--speed', 'fast'], '', 1, /--speed.*number from 0 on/],
])('%j ends with a line that says why', async (args, input, code, text) => {
  const outcome = await callboard(args, input)
  expect(outcome.stderr).toMatch(text)
  expect(outcome.code).toBe(code)
})

test('without a broker it says where it looked and what to do', async () => {
  const nowhere = `nats://127.0.0.1:${await freePort()}`
  const outcome = await callboard(['replay', '-', '--nats', nowhere], '')
  expect(outcome.stderr).toContain(`no NATS server answers at ${nowhere}`)
  expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(outcome.code).toBe(1)
})

test('simulate publishes the past hour, goes live, and closes on Ctrl-C', async () => {
  const outcome = await callboard(['simulate', '--site', 'live', '--agents', '8', '--queues', '2'], '', /now live/)
  expect(outcome.code).toBe(0)
  const held = await logged('live')
  expect(outcome.stderr).toContain(`${held.length} events published`)
  expect(held.length).toBeGreaterThan(1500)
  const offline = held.slice(-8).filter(({ text }) => text.includes('"offline"'))
  expect(offline.length).toBeGreaterThan(0)
})
