import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbeddedNats, type EmbeddedNatsOptions } from '../../../src/server/feed/broker/embeddedNats.ts'
import { connectEventLog } from '../../../src/server/feed/write/natsLog.ts'
import { findRunningBroker } from '../../../src/server/feed/broker/storeClaim.ts'
import { until } from '../../support/heard.ts'

let dataFolder: string

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'callboard-data-'))
})
afterEach(() => rm(dataFolder, { recursive: true, force: true }))

async function append(url: string): Promise<number> {
  const log = await connectEventLog(url)
  const { seq } = await log.append({ subject: 'floor.main.test', body: Buffer.from('{}') })
  await log.close()
  return seq
}

async function killBroker(): Promise<void> {
  const running = await findRunningBroker(dataFolder)
  if (running === undefined) throw new Error('no broker runs')
  process.kill(running.pid, 'SIGKILL')
}

/** A broker started again takes a moment. */
function appendOnceUp(url: string): Promise<number | undefined> {
  return patiently(() => append(url).catch(() => undefined))
}

/** What it is within 5 s, or undefined. */
async function patiently<T>(found: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const one = await found()
    if (one !== undefined) return one
    await new Promise((passed) => setTimeout(passed, 50))
  }
  return undefined
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** In a process that can be killed; it says when the broker is up. */
function startedElsewhere(options: EmbeddedNatsOptions): ChildProcessByStdio<null, Readable, null> {
  const module = pathToFileURL(join(import.meta.dirname, '../../../src/server/feed/broker/embeddedNats.ts')).href
  const script = `const { startEmbeddedNats } = await import(${JSON.stringify(module)})
    await startEmbeddedNats(${JSON.stringify(options)})
    console.log('up')
    setInterval(() => {}, 1000)`
  return spawn('node', ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('it starts on loopback, keeps its log over a restart, and leaves nothing running', async () => {
  const first = await startEmbeddedNats({ dataFolder })
  expect(first.url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/)
  expect(await append(first.url)).toBe(1)
  const running = await findRunningBroker(dataFolder)
  expect(running?.url).toBe(first.url)
  await first.stop()
  expect(isAlive(running?.pid ?? 0)).toBe(false)
  expect(await findRunningBroker(dataFolder)).toBeUndefined()
  const second = await startEmbeddedNats({ dataFolder })
  expect(await append(second.url)).toBe(2)
  await second.stop()
})

test('killed, it is started again on the same address', async () => {
  const died: string[] = []
  const broker = await startEmbeddedNats({ dataFolder, onDied: (reason) => died.push(reason) })
  await killBroker()
  await until(() => died.length === 1)
  expect(died).toEqual(['nats-server ended (SIGKILL)'])
  expect(await appendOnceUp(broker.url)).toBe(1)
  await broker.stop()
})

test('[SV66] one that cannot be noted in its store, for want of room, goes on all the same', async () => {
  const unclaimed: string[] = []
  const broker = await startEmbeddedNats({ dataFolder, onUnclaimed: (reason) => unclaimed.push(reason) })
  await mkdir(join(dataFolder, 'nats', 'callboard.json.new'))
  await killBroker()
  await until(() => unclaimed.length === 1)
  expect(await appendOnceUp(broker.url)).toBe(1)
  await broker.stop()
})

test('[SV66] nor is the first one given up for that', async () => {
  const unclaimed: string[] = []
  await mkdir(join(dataFolder, 'nats', 'callboard.json.new'), { recursive: true })
  const broker = await startEmbeddedNats({ dataFolder, onUnclaimed: (reason) => unclaimed.push(reason) })
  expect(unclaimed).toEqual([expect.stringContaining('EISDIR')])
  expect(await append(broker.url)).toBe(1)
  await broker.stop()
})

test('[SV67] a Callboard killed before its broker answers leaves none running either', async () => {
  const program = join(dataFolder, 'slow-nats-server')
  await writeFile(program, '#!/bin/sh\nwhile :; do sleep 1; done\n', { mode: 0o755 })
  const killed = startedElsewhere({ dataFolder, program })
  const leftOver = await patiently(() => findRunningBroker(dataFolder))
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  expect(isAlive(leftOver?.pid ?? 0)).toBe(true)
  const broker = await startEmbeddedNats({ dataFolder })
  expect(isAlive(leftOver?.pid ?? 0)).toBe(false)
  await broker.stop()
})

test('not installed: one line says what to type', async () => {
  await expect(startEmbeddedNats({ dataFolder, program: 'no-such-nats-server' })).rejects.toMatchObject({
    kind: 'brokerMissing',
    message: expect.stringContaining('sudo apt-get install nats-server') as string,
  })
})

test('a second Callboard on the same data folder is refused', async () => {
  const broker = await startEmbeddedNats({ dataFolder })
  await expect(startEmbeddedNats({ dataFolder })).rejects.toMatchObject({
    kind: 'dataFolderInUse',
    message: expect.stringContaining('CALLBOARD_DATA') as string,
  })
  await broker.stop()
})

test('a broker left over by a killed Callboard is ended, and its log goes on', async () => {
  const killed = startedElsewhere({ dataFolder })
  await once(killed.stdout, 'data')
  const leftOver = await findRunningBroker(dataFolder)
  expect(await append(leftOver?.url ?? '')).toBe(1)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  expect(isAlive(leftOver?.pid ?? 0)).toBe(true)

  const broker = await startEmbeddedNats({ dataFolder })
  expect(isAlive(leftOver?.pid ?? 0)).toBe(false)
  expect(await append(broker.url)).toBe(2)
  await broker.stop()
})
