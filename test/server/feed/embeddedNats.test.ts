import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbeddedNats } from '../../../src/server/feed/broker/embeddedNats.ts'
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

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
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
  const first = await findRunningBroker(dataFolder)
  process.kill(first?.pid ?? 0, 'SIGKILL')
  await until(() => died.length === 1)
  expect(died).toEqual(['nats-server ended (SIGKILL)'])
  for (let tries = 0; tries < 100 && (await findRunningBroker(dataFolder)) === undefined; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await append(broker.url)).toBe(1)
  await broker.stop()
})

test('[SV66] one that cannot be noted in its store, for want of room, goes on all the same', async () => {
  const unclaimed: string[] = []
  const broker = await startEmbeddedNats({ dataFolder, onUnclaimed: (reason) => unclaimed.push(reason) })
  const first = await findRunningBroker(dataFolder)
  await mkdir(join(dataFolder, 'nats', 'callboard.json.new'))
  process.kill(first?.pid ?? 0, 'SIGKILL')
  await until(() => unclaimed.length === 1)
  expect(await append(broker.url)).toBe(1)
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
  const module = pathToFileURL(join(import.meta.dirname, '../../../src/server/feed/broker/embeddedNats.ts')).href
  const script = `const { startEmbeddedNats } = await import(${JSON.stringify(module)})
    await startEmbeddedNats({ dataFolder: ${JSON.stringify(dataFolder)} })
    console.log('up')
    setInterval(() => {}, 1000)`
  const killed = spawn('node', ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
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
